import * as v from 'valibot';
import { type HubKeys, type KeyCertificate, keyCertificateSchema } from '../../protocol/custody.ts';
import {
  importVerifyKey,
  isSignedBy,
  type Purpose,
  type Signed,
  signedSchema,
  thumbprint,
} from '../../protocol/signed.ts';

/** True when the identity is the pinned one and every certificate bears its signature for the key it names. */
export async function areHubKeysSound({ identity, certificates }: HubKeys, pinned: string): Promise<boolean> {
  if ((await thumbprint(identity)) !== pinned) return false;
  const key = await importVerifyKey(identity);
  const sound = await Promise.all(certificates.map((one) => isCertificateSound(one, pinned, key)));
  return sound.every(Boolean);
}

async function isCertificateSound(certificate: Signed, pinned: string, identity: CryptoKey): Promise<boolean> {
  if (certificate.kid !== pinned || !(await isSignedBy('key-certificate', certificate, identity))) return false;
  const says = readCertificate(certificate);
  return says !== null && (await thumbprint(says.jwk)) === says.kid;
}

function readCertificate({ raw }: Signed): KeyCertificate | null {
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), keyCertificateSchema), raw);
  return says.success ? says.output : null;
}

/** Checks the hub's signatures by the keys stored at enrolment, which were checked then. */
export class HubVerifier {
  readonly #keys: HubKeys;
  readonly #imported = new Map<string, Promise<CryptoKey>>();

  constructor(keys: HubKeys) {
    this.#keys = keys;
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
    const all = this.#keys.certificates.map(readCertificate);
    return all.find((says) => says?.use === 'signing' && says.kid === kid) ?? undefined;
  }
}

/** A signed text in an answer's body; null for anything else, a captive portal's page included. */
export function readSigned(body: string): Signed | null {
  const signed = v.safeParse(v.pipe(v.string(), v.parseJson(), signedSchema), body);
  return signed.success ? signed.output : null;
}
