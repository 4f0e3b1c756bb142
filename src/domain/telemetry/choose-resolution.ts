/** What a history is read from: the readings themselves, or what was reckoned of each minute or hour. */
export type Resolution = 'reading' | 'minute' | 'hour';

export interface Steps {
  readonly resolution: Resolution;
  /** Where the first step begins, at most one step before what was asked. */
  readonly from: number;
  readonly stepMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** From this step on hours are fine enough: more minutes than these in a step cost much and show nothing. */
const coarseMs = 10 * minuteMs;

/**
 * The steps of a history from `from` to `to` (epoch ms), `wantedMs` each and no more of them than `mostSteps`.
 *
 * | step, after widening       | read from | steps begin at    |
 * |----------------------------|-----------|-------------------|
 * | under a minute             | readings  | `from`            |
 * | a minute to ten            | minutes   | a whole minute    |
 * | more                       | hours     | a whole hour      |
 */
export function chooseSteps(from: number, to: number, wantedMs: number, mostSteps: number): Steps {
  // A first step that begins early must not make it one too many.
  const leastMs = Math.ceil((to - from) / (mostSteps - 1) / 1000) * 1000;
  const stepMs = Math.max(wantedMs, leastMs);
  if (stepMs < minuteMs) return { resolution: 'reading', from, stepMs };
  const [resolution, unitMs] = stepMs > coarseMs ? (['hour', hourMs] as const) : (['minute', minuteMs] as const);
  return { resolution, from: Math.floor(from / unitMs) * unitMs, stepMs: Math.ceil(stepMs / unitMs) * unitMs };
}
