import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import * as v from 'valibot';
import { type PublicJwk, type Purpose, type Signed, signatureSchema, signedBytes } from '../../protocol/signed.ts';

/**
 * `signText` and `isSignedBy` of the protocol by Node's own functions, for what the hub does thousands of times in a second: the same
 * signatures for less than half of what Web Crypto costs here.
 */
const form = 'ieee-p1363';

export function nativePrivateKey(jwk: JsonWebKey): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' });
}

/** So many devices' keys are kept as read. */
const mostKept = 5_000;
const kept = new Map<string, KeyObject>();

/** By its thumbprint, which names no other key. Throws when the JWK is no point on P-256. */
export function nativePublicKey(kid: string, jwk: PublicJwk): KeyObject {
  const key = kept.get(kid) ?? createPublicKey({ key: { ...jwk }, format: 'jwk' });
  if (kept.size >= mostKept) kept.clear();
  kept.set(kid, key);
  return key;
}

/** At once: handing a signature to another thread and back costs more than making it. */
export async function signNatively(purpose: Purpose, raw: string, key: KeyObject, kid: string): Promise<Signed> {
  const signature = sign('sha256', signedBytes(purpose, raw), { key, dsaEncoding: form });
  return { raw, sig: signature.toString('base64url'), kid };
}

/** False for a wrong signature or one that is not base64url at all; says nothing about the raw text's sense. */
export async function isSignedNatively(purpose: Purpose, { raw, sig }: Signed, key: KeyObject): Promise<boolean> {
  if (!v.is(signatureSchema, sig)) return false;
  const signature = Buffer.from(sig, 'base64url');
  return new Promise((resolve, reject) => {
    verify('sha256', signedBytes(purpose, raw), { key, dsaEncoding: form }, signature, (problem, isValid) =>
      problem ? reject(problem) : resolve(isValid),
    );
  });
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Natively(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
