/** Numbers in [0, 1) from a seed (mulberry32, Tommy Ettinger): the same seed gives the same run. */
export type Random = () => number;

/** `label` keeps apart the streams of one seed, so that one device more changes no other's numbers. */
export function seededRandom(seed: number, label: string): Random {
  let state = (seed ^ hashText(label)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, 32 bit. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
