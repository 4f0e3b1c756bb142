import { type Bytes, fromBase64url, toBase64url, toHex } from '../bytes.ts';

/** The order of P-256 (SEC 2, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The one of the two signatures (r, s) and (r, n − s), both as valid, whose s is in the lower half: with it nobody can write a signature
 * another way. P1363, base64url.
 */
export function inLowHalf(sig: string): string {
  const bytes = fromBase64url(sig);
  const s = BigInt(`0x${toHex(bytes.slice(32))}`);
  return s > order / 2n ? toBase64url(new Uint8Array([...bytes.slice(0, 32), ...bytesOf(order - s)])) : sig;
}

function bytesOf(number: bigint): Bytes {
  const hex = number.toString(16).padStart(64, '0');
  return new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}
