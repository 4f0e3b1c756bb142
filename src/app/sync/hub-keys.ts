import * as v from 'valibot';
import type { HubKeys } from '../../protocol/custody.ts';
import { signingCertificate } from '../../protocol/hub-certificates.ts';
import { importVerifyKey, isSignedBy, type Purpose, type Signed, signedSchema } from '../../protocol/signed.ts';

/** Checks the hub's signatures by the keys stored at enrolment, which were checked then. */
export class HubVerifier {
  readonly #keys: HubKeys;
  readonly #imported = new Map<string, Promise<CryptoKey>>();

  constructor(keys: HubKeys) {
    this.#keys = keys;
  }

  knows(kid: string): boolean {
    return signingCertificate(this.#keys, kid) !== undefined;
  }

  /** False for an unknown key too. */
  async isHubs(purpose: Purpose, signed: Signed): Promise<boolean> {
    const certificate = signingCertificate(this.#keys, signed.kid);
    if (!certificate) return false;
    const known = this.#imported.get(signed.kid) ?? importVerifyKey(certificate.jwk);
    this.#imported.set(signed.kid, known);
    return isSignedBy(purpose, signed, await known);
  }
}

/** A signed text in an answer's body; null for anything else, a captive portal's page included. */
export function readSigned(body: string): Signed | null {
  const signed = v.safeParse(v.pipe(v.string(), v.parseJson(), signedSchema), body);
  return signed.success ? signed.output : null;
}
