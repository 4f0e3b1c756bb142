/** Numbers from 0 up to 1, always the same for a seed (mulberry32, by Tommy Ettinger, public domain). */
export type Random = () => number;

/** A new sequence of random numbers from a whole-number seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random number between two others. */
export function between(random: Random, least: number, most: number): number {
  return least + random() * (most - least);
}
