import { civilDateAt } from '../../domain/clock/civil-date.ts';

/** How much of a station's past is looked at. */
export type HistorySpan = 'day' | 'week' | 'month';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Span {
  readonly lengthMs: number;
  readonly stepSeconds: number;
  /** Between two marks of the time axis. */
  readonly markMs: number;
}

export const historySpans: Readonly<Record<HistorySpan, Span>> = {
  day: { lengthMs: dayMs, stepSeconds: 600, markMs: 6 * hourMs },
  week: { lengthMs: 7 * dayMs, stepSeconds: 3600, markMs: dayMs },
  month: { lengthMs: 30 * dayMs, stepSeconds: 3 * 3600, markMs: 6 * dayMs },
};

/** The moments in Weihai that a time axis marks: whole quarters of a day, or midnights. */
export function axisMarks(fromAt: number, toAt: number, markMs: number): number[] {
  const midnight = Date.parse(`${civilDateAt(toAt)}T00:00:00+08:00`);
  const marks: number[] = [];
  for (let at = midnight + Math.floor((toAt - midnight) / markMs) * markMs; at >= fromAt; at -= markMs)
    marks.unshift(at);
  return marks;
}
