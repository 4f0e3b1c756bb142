/**
 * The transfer form of edges (`.edges`). After the magic and a check sum of all that follows: units per degree (x, y), origin
 * (x, y), persistence, rings, vertices and the lengths of four parts as LEB128 numbers, then the parts:
 *
 * 1. for each ring where it begins (from where the last one began), how many vertices it has, how many low bits are split off;
 * 2. and 3. x and y of the vertices after the first, less the low bits: how far each step misses `persistence`/4 of the
 *    step before; even numbers ahead, odd ones back (zigzag);
 * 4. the low bits, x and y in turn. They are noise: kept apart, the rest compresses to what it tells.
 *
 * Persisted: changing this breaks published packages; a new form takes a new magic.
 */
export const transferMagic: readonly number[] = [0x48, 0x4c, 0x45, 0x44, 1];

/** Whether bytes begin as this form does; if not, they are of another form, or no edges at all. */
export function isTransferForm(bytes: Uint8Array): boolean {
  return transferMagic.every((byte, at) => bytes[at] === byte);
}

/** Bytes before what the check sum is over: the magic and the sum itself. */
export const transferHeadBytes = 9;

/** Most low bits split off. */
export const mostLowBits = 24;

/** The check sum of a transfer form (FNV-1a, 32 bits). */
export function transferSum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let at = transferHeadBytes; at < bytes.length; at += 1) sum = Math.imul(sum ^ (bytes[at] as number), 0x01000193);
  return sum >>> 0;
}
