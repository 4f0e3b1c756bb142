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

/** The hub's signing key: one, certified to every phone. */
export const hubKid = 'hub';
