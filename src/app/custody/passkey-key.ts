import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import type { PasskeyAnswer } from '../passkey-ports.ts';
import type { PasskeyWayRow } from '../storage/lock-row.ts';
import { bindToPhone, unwrapKey, wrapKey } from './wrapped-key.ts';

/** Persisted: part of what every stored lock was made with. */
const purpose = utf8('hulin/passkey/1\n');
const saltBytes = 16;

/** Wraps the local key under AES-256-GCM with HKDF-SHA-256(the authenticator's PRF output, HMAC-SHA-256(secret, salt)). */
export async function wrapUnderPasskey(
  key: CryptoKey,
  { credential, input, output }: PasskeyAnswer,
  secret: CryptoKey,
): Promise<PasskeyWayRow> {
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  const wrapped = await wrapKey(key, await keyOfOutput(output, secret, salt), purpose);
  return { kind: 'passkey', credential, input, salt, ...wrapped };
}

/** Null when another passkey, or another phone, made that key. */
export async function unwrapUnderPasskey(
  way: PasskeyWayRow,
  output: Bytes,
  secret: CryptoKey,
): Promise<CryptoKey | null> {
  return unwrapKey(way, await keyOfOutput(output, secret, way.salt), purpose);
}

async function keyOfOutput(output: Bytes, secret: CryptoKey, salt: Bytes): Promise<CryptoKey> {
  const derive = { name: 'HKDF', hash: 'SHA-256', salt: await bindToPhone(secret, purpose, salt), info: purpose };
  const material = await crypto.subtle.importKey('raw', output, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(derive, material, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}
