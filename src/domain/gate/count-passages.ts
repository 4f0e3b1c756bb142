import type { PassClass } from '../shared/gate-codes.ts';
import type { Passage } from './pass.ts';

/** What went in and out of one class in one hour; `class` null: the counter did not say, or said a word this build does not know. */
export interface PassageCount {
  /** When the hour began. */
  readonly hourAt: number;
  readonly class: PassClass | null;
  readonly in: number;
  readonly out: number;
}

const hourMs = 3_600_000;

/** Passages by hour and class, the earliest hour first; the same in any order. Weihai's hours are those of the epoch. */
export function countPassages(
  passages: readonly (Pick<Passage, 'direction' | 'count' | 'at'> & { readonly class: PassClass | null })[],
): PassageCount[] {
  const counts = new Map<string, PassageCount>();
  for (const { at, direction, class: kind, count } of passages) {
    const hourAt = Math.floor(at / hourMs) * hourMs;
    const key = `${String(hourAt).padStart(16, '0')} ${kind ?? ''}`;
    const before = counts.get(key) ?? { hourAt, class: kind, in: 0, out: 0 };
    counts.set(key, { ...before, [direction]: before[direction] + count });
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}
