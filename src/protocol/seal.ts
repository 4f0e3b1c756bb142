import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type Bytes, fromBase64url, toBase64url, utf8 } from './bytes.ts';
import type { Wrap } from './event.ts';

/**
 * Sealed parts: `HLP1` (4 bytes) + IV (12) + AES-256-GCM ciphertext and tag (16), additional data `hulin/part/1\n` + role.
 * One record key seals all parts of one event. Persisted: changing the form breaks stored data.
 */
const magic = utf8('HLP1');
const ivBytes = 12;

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

const additionalData = (role: string) => utf8(`hulin/part/1\n${role}`);
const wrapInfo = (eventId: string) => utf8(`hulin/wrap/1\n${eventId}`);

/** A fresh key for one record. Extractable, so that it can be wrapped; it is stored wrapped only. */
export function generateRecordKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
}

export async function sealPart(plain: Bytes, role: string, recordKey: CryptoKey): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const algorithm = { name: 'AES-GCM', iv, additionalData: additionalData(role) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, recordKey, plain));
  const part = new Uint8Array(magic.length + ivBytes + sealed.length);
  part.set(magic);
  part.set(iv, magic.length);
  part.set(sealed, magic.length + ivBytes);
  return part;
}

/** Throws when the bytes are no sealed part; rejects with an `OperationError` for a wrong key, role or any altered byte. */
export async function openPart(part: Bytes, role: string, recordKey: CryptoKey): Promise<Bytes> {
  if (!magic.every((byte, index) => part[index] === byte)) throw new TypeError('not a sealed part');
  const iv = part.slice(magic.length, magic.length + ivBytes);
  const algorithm = { name: 'AES-GCM', iv, additionalData: additionalData(role) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, recordKey, part.slice(magic.length + ivBytes)));
}

/** Wraps a record key to a hub sealing key (`to` is its thumbprint), bound to the event's id. */
export async function wrapRecordKey(
  recordKey: CryptoKey,
  eventId: string,
  sealingKey: CryptoKey,
  to: string,
): Promise<Wrap> {
  const key = await crypto.subtle.exportKey('raw', recordKey);
  const { enc, ct } = await suite.seal({ recipientPublicKey: sealingKey, info: wrapInfo(eventId) }, key);
  return {
    to,
    alg: 'HPKE-P256-SHA256-A256GCM',
    enc: toBase64url(new Uint8Array(enc)),
    key: toBase64url(new Uint8Array(ct)),
  };
}

/** Rejects when the wrap was made for another key or another event. */
export async function unwrapRecordKey(wrap: Wrap, eventId: string, privateKey: CryptoKey): Promise<CryptoKey> {
  return importRecordKey(await unwrapRecordKeyBytes(wrap, eventId, privateKey));
}

/** The record key itself, for an evidence package that is to show how a record opens. Rejects like `unwrapRecordKey`. */
export async function unwrapRecordKeyBytes(wrap: Wrap, eventId: string, privateKey: CryptoKey): Promise<Bytes> {
  const recipient = { recipientKey: privateKey, enc: fromBase64url(wrap.enc).buffer, info: wrapInfo(eventId) };
  return new Uint8Array(await suite.open(recipient, fromBase64url(wrap.key).buffer));
}

/** A record key for opening parts with `openPart`. */
export function importRecordKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, { name: 'AES-GCM' }, false, ['decrypt']);
}

/** The HPKE suite's own import of a public P-256 key for `wrapRecordKey`. */
export function importSealingKey(jwk: JsonWebKey): Promise<CryptoKey> {
  return suite.kem.importKey('jwk', jwk, true);
}

/** The same for the hub's private half. */
export function importUnsealingKey(jwk: JsonWebKey): Promise<CryptoKey> {
  return suite.kem.importKey('jwk', jwk, false);
}
