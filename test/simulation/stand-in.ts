import { createHash } from 'node:crypto';

/**
 * What stands in for WebCrypto at the port: hashes are real SHA-256, so that an altered byte is found; a signature is a keyed
 * hash whose key nobody in the simulation but its owner uses. Fast and the same at every run.
 */
export interface SignedText {
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function signAs(kid: string, purpose: string, raw: string): SignedText {
  return { raw, sig: hashOf(`${purpose}\nkey of ${kid}\n${raw}`), kid };
}

export function isSignedBy(kid: string, purpose: string, signed: SignedText): boolean {
  return signed.kid === kid && signed.sig === signAs(kid, purpose, signed.raw).sig;
}

/** Each season's signing key of the hub; the first is certified to every phone when it enrols. */
export const hubKidOf = (season: number): string => `hub-${season}`;

/** A key's certificate, by the identity key that phones pinned. */
export function certify(kid: string): SignedText {
  return signAs('identity', 'key-certificate', kid);
}

export function certifiedKids(certificates: readonly SignedText[]): string[] {
  return certificates.filter((one) => isSignedBy('identity', 'key-certificate', one)).map(({ raw }) => raw);
}

/** Chains that follow one another are one author's, who is named as his first chain is; so is his key. */
export function authorOf(chain: string): string {
  return chain.split('+')[0] ?? chain;
}
