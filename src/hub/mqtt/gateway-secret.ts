import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);
const hashBytes = 32;

/** What table gateway keeps of a secret, both in hex. Persisted: scrypt with Node's default cost (N 16384, r 8, p 1). */
export interface HashedSecret {
  readonly secretHash: string;
  readonly secretSalt: string;
}

/** A fresh secret for a gateway or an observer, 192 bit, base64url. */
export function makeSecret(): string {
  return randomBytes(24).toString('base64url');
}

export async function hashSecret(secret: string): Promise<HashedSecret> {
  const salt = randomBytes(16);
  const hash = await scryptAsync(secret, salt, hashBytes);
  return { secretHash: hash.toString('hex'), secretSalt: salt.toString('hex') };
}

export async function isSecret(secret: string, { secretHash, secretSalt }: HashedSecret): Promise<boolean> {
  const known = Buffer.from(secretHash, 'hex');
  const given = await scryptAsync(secret, Buffer.from(secretSalt, 'hex'), hashBytes);
  return known.length === given.length && timingSafeEqual(known, given);
}
