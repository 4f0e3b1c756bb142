import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import type { PinWayRow } from '../storage/lock-row.ts';
import { bindToPhone, localKeyUsages, unwrapKey, wrapKey } from './wrapped-key.ts';

/** Persisted: part of what every stored lock was made with. */
const purpose = utf8('hulin/pin/1\n');
const saltBytes = 16;
export const shortestPin = 6;
export const longestPin = 64;

/** A fresh local key that can be wrapped. */
export function freshLocalKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, localKeyUsages);
}

/** The phone's own secret: non-extractable, so that no script can carry guessing elsewhere. A copy of the whole disk still can. */
export function freshSecret(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);
}

/** Wraps the local key under AES-256-GCM with PBKDF2-SHA-256(PIN, HMAC-SHA-256(secret, salt), rounds). */
export async function wrapUnderPin(key: CryptoKey, pin: string, secret: CryptoKey, rounds: number): Promise<PinWayRow> {
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  const wrapped = await wrapKey(key, await keyOfPin(pin, secret, salt, rounds), purpose);
  return { kind: 'pin', salt, rounds, ...wrapped };
}

/** Null for a wrong PIN. */
export async function unwrapUnderPin(way: PinWayRow, pin: string, secret: CryptoKey): Promise<CryptoKey | null> {
  return unwrapKey(way, await keyOfPin(pin, secret, way.salt, way.rounds), purpose);
}

/** The same key, non-extractable. */
export async function keptInside(key: CryptoKey): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    'raw',
    await crypto.subtle.exportKey('raw', key),
    { name: 'AES-GCM' },
    false,
    localKeyUsages,
  );
}

/** Six characters at least, and none of what a finder tries first: one digit over and over, digits in a row. */
export function isWeakPin(pin: string): boolean {
  const steps = Array.from(pin.slice(1), (one, index) => one.charCodeAt(0) - pin.charCodeAt(index));
  const isRun = [0, 1, -1].some((step) => steps.every((each) => each === step));
  return pin.length < shortestPin || pin.length > longestPin || isRun;
}

async function keyOfPin(pin: string, secret: CryptoKey, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const bound = await bindToPhone(secret, purpose, salt);
  const typed = await crypto.subtle.importKey('raw', utf8(pin.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  const derive = { name: 'PBKDF2', hash: 'SHA-256', salt: bound, iterations: rounds };
  return crypto.subtle.deriveKey(derive, typed, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}
