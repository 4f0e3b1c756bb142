import type { Bytes } from '../../protocol/bytes.ts';

const ivBytes = 12;
export const localKeyUsages: KeyUsage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];

/** The local key under AES-256-GCM, `purpose` as additional data. Persisted: changing the form breaks stored data. */
export interface WrappedKey {
  readonly iv: Bytes;
  readonly wrapped: Bytes;
}

export async function wrapKey(key: CryptoKey, wrapping: CryptoKey, purpose: Bytes): Promise<WrappedKey> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const algorithm = { name: 'AES-GCM', iv, additionalData: purpose };
  return { iv, wrapped: new Uint8Array(await crypto.subtle.wrapKey('raw', key, wrapping, algorithm)) };
}

/** Never extractable; null when another key wrapped it. */
export function unwrapKey({ iv, wrapped }: WrappedKey, wrapping: CryptoKey, purpose: Bytes): Promise<CryptoKey | null> {
  const algorithm = { name: 'AES-GCM', iv, additionalData: purpose };
  return crypto.subtle
    .unwrapKey('raw', wrapped, wrapping, algorithm, { name: 'AES-GCM' }, false, localKeyUsages)
    .catch(() => null); // the tag does not fit
}

/** A salt that only this phone can use: `salt` through its non-extractable secret. */
export function bindToPhone(secret: CryptoKey, purpose: Bytes, salt: Bytes): Promise<ArrayBuffer> {
  const own = new Uint8Array(purpose.length + salt.length);
  own.set(purpose);
  own.set(salt, purpose.length);
  return crypto.subtle.sign('HMAC', secret, own);
}
