import type { Bytes } from '../bytes.ts';
import { contextOf, type Der, DerProblem, expect, membersOf, numberOf, oidOf, readDer, tags } from './der.ts';

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};
const curves: Readonly<Record<string, { name: string; bytes: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', bytes: 32 },
  '1.3.132.0.34': { name: 'P-384', bytes: 48 },
  '1.3.132.0.35': { name: 'P-521', bytes: 66 },
};
const rsa = '1.2.840.113549.1.1.1';
const pss = '1.2.840.113549.1.1.10';
const signing: Readonly<Record<string, { kind: 'rsa' | 'ecdsa'; hash: string }>> = {
  '1.2.840.113549.1.1.11': { kind: 'rsa', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', hash: 'SHA-512' },
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', hash: 'SHA-512' },
};

/** Thrown for an algorithm that Web Crypto does not have, such as SM2: nothing can be said of the signature. */
export class UnknownAlgorithm extends Error {}

/** Web Crypto's name of a hash by its object identifier. SHA-1 passes for identifying a certificate alone. */
export function hashName(oid: string): string {
  const name = hashes[oid];
  if (!name) throw new UnknownAlgorithm(oid);
  return name;
}

/** Whether `signature` is this key's over `signed`. `digest` is the hash where the algorithm itself names none (plain RSA in CMS). */
export async function isSignedWith(
  key: Der,
  algorithm: Der,
  digest: string | null,
  signature: Bytes,
  signed: Bytes,
): Promise<boolean> {
  const oid = oidOf(membersOf(algorithm)[0]);
  if (oid === pss) return checkPss(key, membersOf(algorithm)[1], signature, signed);
  const how = oid === rsa && digest ? { kind: 'rsa' as const, hash: digest } : signing[oid];
  if (!how || how.hash === 'SHA-1') throw new UnknownAlgorithm(oid);
  if (how.kind === 'rsa') {
    const rsaKey = { name: 'RSASSA-PKCS1-v1_5', hash: how.hash };
    const imported = await crypto.subtle.importKey('spki', key.raw, rsaKey, false, ['verify']);
    return crypto.subtle.verify(rsaKey, imported, signature, signed);
  }
  const curve = curveOf(key);
  const imported = await crypto.subtle.importKey('spki', key.raw, { name: 'ECDSA', namedCurve: curve.name }, false, [
    'verify',
  ]);
  return crypto.subtle.verify({ name: 'ECDSA', hash: how.hash }, imported, toP1363(signature, curve.bytes), signed);
}

function curveOf(key: Der): { name: string; bytes: number } {
  const oid = oidOf(membersOf(membersOf(key)[0])[1]);
  const curve = curves[oid];
  if (!curve) throw new UnknownAlgorithm(oid);
  return curve;
}

async function checkPss(key: Der, parameters: Der | undefined, signature: Bytes, signed: Bytes): Promise<boolean> {
  const members = membersOf(parameters);
  const hash = hashName(oidOf(membersOf(contextOf(members, 0)?.children[0])[0]));
  const salt = contextOf(members, 2)?.children[0];
  const saltLength = salt ? numberOf(expect(salt, tags.integer).value) : 20;
  const imported = await crypto.subtle.importKey('spki', key.raw, { name: 'RSA-PSS', hash }, false, ['verify']);
  return crypto.subtle.verify({ name: 'RSA-PSS', saltLength }, imported, signature, signed);
}

/** An ECDSA signature as Web Crypto wants it: r and s side by side, each as long as the curve's order. */
function toP1363(signature: Bytes, bytes: number): Bytes {
  const [r, s] = membersOf(readDer(signature)).map((one) => expect(one, tags.integer).value);
  const both = new Uint8Array(2 * bytes);
  for (const [place, number] of [r, s].entries()) {
    const digits = number?.[0] === 0 ? number.subarray(1) : number;
    if (!digits || digits.length > bytes) throw new DerProblem('no ECDSA signature');
    both.set(digits, (place + 1) * bytes - digits.length);
  }
  return both;
}
