import { emptyFold, type FoldState } from '../../domain/alarm/fold-samples.ts';
import type { Queryable } from '../ports.ts';

/** The state of a sensor's fold after every sample up to `at`. `kept`: stays for readings that come very late. */
export interface Checkpoint {
  readonly station: string;
  readonly at: number;
  readonly state: FoldState;
  readonly kept: boolean;
}

const slotMs = 600_000;
const keptSlotMs = 6 * 3_600_000;
/** All are kept so long behind the newest sample. */
const closeMs = 2 * 3_600_000;
/** Those of `kept` stay so long, with the last one before: longer than any reading may be late that is folded at all. */
export const longMs = 60 * 86_400_000;

/** A checkpoint before a sample that begins another slot of ten minutes; null within a slot. */
export function checkpointBefore(station: string, state: FoldState, at: number): Checkpoint | null {
  const { last } = state;
  if (!last || slotOf(at, slotMs) === slotOf(last.at, slotMs)) return null;
  return { station, at: last.at, state, kept: slotOf(at, keptSlotMs) !== slotOf(last.at, keptSlotMs) };
}

/** Those that will be saved, out of what one fold came by: a long one need not carry all it passed. */
export function thinOut(found: readonly Checkpoint[]): Checkpoint[] {
  const newest = found.at(-1)?.at ?? 0;
  return found.filter(({ at, kept }) => kept || at >= newest - closeMs);
}

interface WantedCheckpoint {
  readonly station: string;
  /** Null: the newest of all. */
  readonly before: number | null;
}

/**
 * By sensor, the newest checkpoint before the moment given. One that other rules left in the middle of a fire is none: the fold begins
 * before that fire, so that these rules, if they find it too, find it with the same opening, and it stays the same alarm.
 */
export async function loadCheckpoints(
  tx: Queryable,
  wanted: readonly WantedCheckpoint[],
  rules: string,
): Promise<Map<string, Checkpoint>> {
  const rows = await tx.query<Checkpoint & { rules: string } & Record<string, unknown>>(
    `select c.* from unnest($1::text[], $2::bigint[]) as d(station, before)
      cross join lateral (select station, at, state, kept, rules from alarm_fold f
        where f.station = d.station and (d.before is null or f.at < d.before) order by f.at desc limit 1) c`,
    [wanted.map(({ station }) => station), wanted.map(({ before }) => before)],
  );
  const isUnfinished = (row: (typeof rows)[number]) => row.rules !== rules && row.state.fire !== null;
  const usable = rows.filter((row) => !isUnfinished(row));
  const found = new Map(
    usable.map(({ rules: by, ...row }) => [row.station, by === rules ? row : { ...row, state: anew(row) }]),
  );
  const earlier = rows.filter(isUnfinished).map(({ station, state, at }) => {
    return { station, before: Math.min(at, state.fire?.opening.at ?? at) };
  });
  return earlier.length === 0 ? found : new Map([...found, ...(await loadCheckpoints(tx, earlier, rules))]);
}

/** Under other rules nothing goes on but the order of samples and what a sensor says itself. */
function anew({ state }: Checkpoint): FoldState {
  return { ...emptyFold, last: state.last, own: state.own, ownSaidAt: state.ownSaidAt ?? null };
}

/** Forgets what late samples have made wrong: all checkpoints of a sensor from the moment given on. */
export async function dropCheckpoints(tx: Queryable, from: ReadonlyMap<string, number>): Promise<void> {
  if (from.size === 0) return;
  await tx.query(
    `delete from alarm_fold f using unnest($1::text[], $2::bigint[]) as d(station, at)
      where f.station = d.station and f.at >= d.at`,
    [[...from.keys()], [...from.values()]],
  );
}

/** Writes new checkpoints and thins out old ones of the same sensors. */
export async function saveCheckpoints(tx: Queryable, found: readonly Checkpoint[], rules: string): Promise<void> {
  if (found.length === 0) return;
  const newest = new Map<string, number>();
  for (const { station, at } of found) newest.set(station, Math.max(at, newest.get(station) ?? at));
  const wanted = found.filter(({ station, at, kept }) => kept || at >= (newest.get(station) ?? at) - closeMs);
  await tx.query(
    `insert into alarm_fold (station, at, rules, state, kept)
     select station, at, $4, state, kept from unnest($1::text[], $2::bigint[], $3::jsonb[], $5::boolean[]) as d(station, at, state, kept)
     on conflict (station, at) do update set rules = excluded.rules, state = excluded.state, kept = excluded.kept`,
    [
      ...[wanted.map(({ station }) => station), wanted.map(({ at }) => at)],
      ...[wanted.map(({ state }) => JSON.stringify(state)), rules, wanted.map(({ kept }) => kept)],
    ],
  );
  await tx.query(
    `delete from alarm_fold f using unnest($1::text[], $2::bigint[]) as d(station, newest)
      where f.station = d.station and ((not f.kept and f.at < d.newest - $3::bigint) or f.at <
            (select max(at) from alarm_fold k where k.station = d.station and k.kept and k.at < d.newest - $4::bigint))`,
    [[...newest.keys()], [...newest.values()], closeMs, longMs],
  );
}

function slotOf(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs);
}
