const firstMs = 1_000;
const mostMs = 5 * 60_000;

/** How long to wait after so many failures in a row (1, 2, …): full jitter, 1 s doubling to 5 min. `random` is in [0, 1). */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(ceiling * random);
}
