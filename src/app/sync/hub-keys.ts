import * as v from 'valibot';
import { hubKeysAnswerSchema, type KeyCertificate } from '../../protocol/custody.ts';
import {
  certifiedKid,
  digestOfCertificates,
  signingCertificate,
  soundCertificates,
} from '../../protocol/hub-certificates.ts';
import type { HubKeys } from '../../protocol/hub-keys.ts';
import { importVerifyKey, isSignedBy, type Purpose, type Signed, signedSchema } from '../../protocol/signed.ts';

/** Keeps certificates that were found sound; they are on disk when it resolves. */
export type KeepCertificates = (certificates: readonly Signed[]) => Promise<void>;

/** Checks the hub's signatures by the keys stored at enrolment, which were checked then, and by those learned since. */
export class HubVerifier {
  readonly #imported = new Map<string, Promise<CryptoKey>>();
  /** By kid, as read: an answer names one for each of its receipts. */
  readonly #certificates = new Map<string, KeyCertificate>();
  readonly #keep: KeepCertificates;
  #keys: HubKeys;

  constructor(keys: HubKeys, keep: KeepCertificates = async () => {}) {
    this.#keys = keys;
    this.#keep = keep;
  }

  /** Of the certificates known here. */
  digest(): Promise<string> {
    return digestOfCertificates(this.#keys.certificates);
  }

  /** Takes from an answer to `GET /api/v1/keys` what the pinned identity certified and is new here. Nothing known is ever dropped. */
  async learn(body: string): Promise<void> {
    const told = v.safeParse(v.pipe(v.string(), v.parseJson(), hubKeysAnswerSchema), body);
    if (!told.success) return;
    const known = new Set(this.#keys.certificates.map(certifiedKid));
    const sound = await soundCertificates(this.#keys, told.output.certificates);
    const fresh = sound.filter((certificate) => !known.has(certifiedKid(certificate)));
    if (fresh.length === 0) return;
    await this.#keep(fresh);
    this.#keys = { ...this.#keys, certificates: [...this.#keys.certificates, ...fresh] };
  }

  knows(kid: string): boolean {
    return this.#certificateOf(kid) !== undefined;
  }

  /** False for an unknown key too. */
  async isHubs(purpose: Purpose, signed: Signed): Promise<boolean> {
    const certificate = this.#certificateOf(signed.kid);
    if (!certificate) return false;
    const known = this.#imported.get(signed.kid) ?? importVerifyKey(certificate.jwk);
    this.#imported.set(signed.kid, known);
    return isSignedBy(purpose, signed, await known);
  }

  #certificateOf(kid: string): KeyCertificate | undefined {
    const certificate = this.#certificates.get(kid) ?? signingCertificate(this.#keys, kid);
    if (certificate) this.#certificates.set(kid, certificate);
    return certificate;
  }
}

/** A signed text in an answer's body; null for anything else, a captive portal's page included. */
export function readSigned(body: string): Signed | null {
  const signed = v.safeParse(v.pipe(v.string(), v.parseJson(), signedSchema), body);
  return signed.success ? signed.output : null;
}
