import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);
const hashBytes = 32;
/** What `makeSecret` makes: nobody guesses 192 bits, so they need no hash that is slow. */
const madeSecret = /^[\w-]{32}$/;
/** Persisted: before the hex of an HMAC-SHA-256 under the salt; without it the hash is scrypt's. */
const quickly = 'hmac-sha256:';

/** What table gateway keeps of a secret. Persisted: both in hex; scrypt with Node's default cost (N 16384, r 8, p 1), or as `quickly` says. */
export interface HashedSecret {
  readonly secretHash: string;
  readonly secretSalt: string;
}

/** A fresh secret for a gateway or an observer, 192 bit, base64url. */
export function makeSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** Quick for what this program made, so that five hundred gateways can sign in at once; slow for what a person may have thought of. */
export async function hashSecret(secret: string): Promise<HashedSecret> {
  const salt = randomBytes(16);
  const hash = isMade(secret)
    ? `${quickly}${hmac(secret, salt).toString('hex')}`
    : (await scryptAsync(secret, salt, hashBytes)).toString('hex');
  return { secretHash: hash, secretSalt: salt.toString('hex') };
}

export async function isSecret(secret: string, { secretHash, secretSalt }: HashedSecret): Promise<boolean> {
  const isQuick = secretHash.startsWith(quickly);
  const known = Buffer.from(isQuick ? secretHash.slice(quickly.length) : secretHash, 'hex');
  const salt = Buffer.from(secretSalt, 'hex');
  const given = isQuick ? hmac(secret, salt) : await scryptAsync(secret, salt, hashBytes);
  return known.length === given.length && timingSafeEqual(known, given);
}

/** Whether a secret that was found right deserves the quick hash and an older build gave it the slow one. */
export function isSlowNeedlessly(secret: string, { secretHash }: HashedSecret): boolean {
  return isMade(secret) && !secretHash.startsWith(quickly);
}

function isMade(secret: string): boolean {
  return madeSecret.test(secret);
}

function hmac(secret: string, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(secret).digest();
}
