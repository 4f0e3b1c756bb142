import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import type { RecordKeyRow } from '../storage/rows.ts';

/**
 * What stands on this phone under the local key: IV (12) + AES-256-GCM ciphertext, additional data `hulin/local/1\n` + id;
 * record keys wrapped as raw AES keys with the same additional data. Persisted: changing the form breaks stored data.
 */
const ivBytes = 12;
const additionalData = (id: string) => utf8(`hulin/local/1\n${id}`);

export async function sealJson(value: unknown, id: string, localKey: CryptoKey): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const algorithm = { name: 'AES-GCM', iv, additionalData: additionalData(id) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, localKey, utf8(JSON.stringify(value))));
  const bytes = new Uint8Array(ivBytes + sealed.length);
  bytes.set(iv);
  bytes.set(sealed, ivBytes);
  return bytes;
}

/** Rejects with an `OperationError` for another key, another id or any altered byte. */
export async function openJson(sealed: Bytes, id: string, localKey: CryptoKey): Promise<unknown> {
  const algorithm = { name: 'AES-GCM', iv: sealed.slice(0, ivBytes), additionalData: additionalData(id) };
  const plain = await crypto.subtle.decrypt(algorithm, localKey, sealed.slice(ivBytes));
  return JSON.parse(new TextDecoder().decode(plain));
}

export async function wrapLocally(recordKey: CryptoKey, event: string, localKey: CryptoKey): Promise<RecordKeyRow> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const algorithm = { name: 'AES-GCM', iv, additionalData: additionalData(event) };
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', recordKey, localKey, algorithm));
  return { event, iv, wrapped };
}

/** Extractable, so that it can be wrapped to the hub when the record is finished. */
export function unwrapLocally({ event, iv, wrapped }: RecordKeyRow, localKey: CryptoKey): Promise<CryptoKey> {
  const algorithm = { name: 'AES-GCM', iv, additionalData: additionalData(event) };
  return crypto.subtle.unwrapKey('raw', wrapped, localKey, algorithm, { name: 'AES-GCM' }, true, [
    'encrypt',
    'decrypt',
  ]);
}
