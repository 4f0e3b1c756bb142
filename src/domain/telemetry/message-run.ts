/** The end of the run without a hole that begins after `upTo`; `ahead` are the numbers stored beyond it, ascending. */
export function endOfRun(upTo: number, ahead: readonly number[]): number {
  let end = upTo;
  for (const seq of ahead) {
    if (seq !== end + 1) break;
    end = seq;
  }
  return end;
}

/** Where a boot's numbers go on when its gateway says which is the oldest it still has: what it lost can never come. */
export function giveUpLost(upTo: number, oldest: number): number {
  return Math.max(upTo, oldest - 1);
}

/** The next hole after `upTo`, at most `limit` numbers of it; null when there is none. `next` is the lowest number stored beyond. */
export function holeAfter(upTo: number, next: number | null, limit: number): { from: number; to: number } | null {
  if (next === null || next <= upTo + 1) return null;
  return { from: upTo + 1, to: Math.min(next - 1, upTo + limit) };
}
