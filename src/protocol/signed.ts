import * as v from 'valibot';
import { type Bytes, fromBase64url, sha256Hex, toBase64url, utf8 } from './bytes.ts';

/**
 * A signed text: exact bytes, never re-serialised by anyone, with an ECDSA P-256 signature (P1363, base64url)
 * over `hulin/<purpose>/1\n` + raw, and the key's RFC 7638 thumbprint. Used for events, receipts, answers, certificates.
 */
export interface Signed {
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
}

/** A signature made for one purpose is worthless for any other. Persisted: part of every stored signature. */
export type Purpose =
  | 'event'
  | 'wraps'
  | 'receipt'
  | 'answer'
  | 'request'
  | 'session'
  | 'key-certificate'
  | 'package'
  | 'evidence'
  | 'rulebook';

/** Every id that is not a hash. */
export const uuidSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a lower-case UUID'),
);

export const sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex'));
export const kidSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'not a key thumbprint'));
export const signatureSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/, 'not a P1363 signature'));
export const momentSchema = v.pipe(v.number(), v.integer(), v.minValue(-8.64e15), v.maxValue(8.64e15));

export const signedSchema = v.object({
  raw: v.pipe(v.string(), v.maxLength(262_144)),
  sig: signatureSchema,
  kid: kidSchema,
});

/** A public P-256 key as it travels. */
export const publicJwkSchema = v.object({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  y: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
});
export type PublicJwk = v.InferOutput<typeof publicJwkSchema>;

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ecdsaSha256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A fresh device key pair; the private half cannot be taken out of the browser. */
export function generateDeviceKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify']);
}

/** Rejects with a `DOMException` when the JWK is no point on P-256. */
export function importVerifyKey(jwk: PublicJwk): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', { ...jwk, ext: true }, ecdsa, true, ['verify']);
}

/** The public half without anything but its four members. */
export async function toPublicJwk(key: CryptoKey): Promise<PublicJwk> {
  const { x, y } = await crypto.subtle.exportKey('jwk', key);
  return v.parse(publicJwkSchema, { kty: 'EC', crv: 'P-256', x, y });
}

/** RFC 7638 thumbprint, SHA-256, base64url: the `kid` of every key here. */
export async function thumbprint({ crv, kty, x, y }: PublicJwk): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', utf8(JSON.stringify({ crv, kty, x, y })));
  return toBase64url(new Uint8Array(digest));
}

/** The bytes that are signed. */
export function signedBytes(purpose: Purpose, raw: string): Bytes {
  return utf8(`hulin/${purpose}/1\n${raw}`);
}

export async function signText(purpose: Purpose, raw: string, privateKey: CryptoKey, kid: string): Promise<Signed> {
  const signature = await crypto.subtle.sign(ecdsaSha256, privateKey, signedBytes(purpose, raw));
  return { raw, sig: toBase64url(new Uint8Array(signature)), kid };
}

/** False for a wrong signature or one that is not base64url at all; says nothing about the raw text's sense. */
export async function isSignedBy(purpose: Purpose, { raw, sig }: Signed, publicKey: CryptoKey): Promise<boolean> {
  if (!v.is(signatureSchema, sig)) return false;
  return crypto.subtle.verify(ecdsaSha256, publicKey, fromBase64url(sig), signedBytes(purpose, raw));
}

/**
 * What a device signs to make one HTTP request: method, path with query, the hub's nonce and the SHA-256 of the body as sent.
 * Its own SHA-256 is the digest that the hub's signed answer names.
 */
export async function requestText(method: string, path: string, nonce: string, body: Bytes): Promise<string> {
  return `${method}\n${path}\n${nonce}\n${await sha256Hex(body)}`;
}

/** Headers of a device-signed request. */
export const requestHeaders = { device: 'hulin-device', nonce: 'hulin-nonce', signature: 'hulin-signature' } as const;
