import { civilDateAt, civilTimeAt } from '../clock/civil-date.ts';
import type { Pass } from './pass.ts';

/** Who came in must be out by this hour in Weihai; an hour before, whoever is still inside is looked for. */
export const closing = { at: '17:00', lookFrom: '16:00' } as const;

/** Entries that no exit ends, the longest inside first; the same in any order, and when an exit arrives before its entry. */
export function stillInside<P extends Pass>(passes: readonly P[]): P[] {
  const ended = new Set(
    passes.flatMap(({ direction, entry }) => (direction === 'out' && entry !== null ? [entry] : [])),
  );
  const entries = new Map(passes.flatMap((pass) => (pass.direction === 'in' ? [[pass.id, pass] as const] : [])));
  return [...entries.values()]
    .filter(({ id }) => !ended.has(id))
    .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
}

/**
 * Whether somebody inside is to be looked for (滞留未出).
 *
 * | Came in on an earlier day? | After 16:00 in Weihai? | To be looked for |
 * |----------------------------|------------------------|------------------|
 * | yes                        | –                      | yes              |
 * | no                         | yes                    | yes              |
 * | no                         | no                     | no               |
 */
export function isLingering({ at }: Pick<Pass, 'at'>, now: number): boolean {
  return civilDateAt(at) < civilDateAt(now) || civilTimeAt(now).slice(0, 5) >= closing.lookFrom;
}
