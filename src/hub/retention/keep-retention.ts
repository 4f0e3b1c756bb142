import { remarkAbout, remarkKinds } from '../custody/remark-about.ts';
import { seasonOf } from '../keys/season-of.ts';
import type { Queryable } from '../ports.ts';
import { letReadingsGo, letStepsGo } from '../telemetry/let-readings-go.ts';
import { destroySeasons, type SeasonKeys } from './destroy-seasons.ts';
import { type ErasingTools, eraseRecords } from './erase-records.ts';
import { type Days, partDays, type Retention } from './retention.ts';
import { seasonEnd } from './season-end.ts';

export interface RetentionTools extends ErasingTools {
  readonly keys: ErasingTools['keys'] & SeasonKeys;
  readonly retention: Retention;
}

/** How much one day's work let go of. */
export interface LetGo {
  readonly positions: number;
  readonly readings: number;
  readonly openings: number;
  readonly records: number;
  readonly seasons: readonly string[];
}

const dayMs = 86_400_000;

/** Lets go of what has been kept as long as it may be. Each part commits by itself: one that fails does not bring back the others. */
export async function keepRetention(tools: RetentionTools): Promise<LetGo> {
  const { database, clock, retention } = tools;
  const now = clock.now();
  const before = (days: Days) => (days === null ? Number.NEGATIVE_INFINITY : now - days * dayMs);
  const positions = await deleteOlder(database, 'position where received_at', before(retention.positions));
  const readings = await letReadingsGo(database, before(retention.readings));
  await letStepsGo(database, 'reading_minute', before(retention.minutes));
  await letStepsGo(database, 'reading_hour', before(retention.hours));
  const openings = await deleteOlder(database, 'opening where at', before(retention.openings));
  await deleteOlder(database, 'evidence_export where at', before(retention.openings));
  await deleteOlder(database, 'quarantine where last_at', before(retention.quarantine));
  const due = await recordsDue(database, retention, now);
  const { erased } = await eraseRecords(tools, due, { because: 'retention', person: null });
  const seasons = await destroySeasons(tools, retention, now);
  return { positions, readings, openings, records: erased.length, seasons };
}

async function deleteOlder(db: Queryable, where: string, before: number): Promise<number> {
  if (!Number.isFinite(before)) return 0;
  const [row] = await db.query<{ gone: number }>(
    `with gone as (delete from ${where} < $1 returning 1) select count(*) as gone from gone`,
    [before],
  );
  return row?.gone ?? 0;
}

interface SealedRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly received_at: number;
  readonly erased: boolean;
  /** Of remarks alone. */
  readonly raw: string | null;
}

/** What a remark is about, as far as the hub knows it. */
interface Subject extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly erased: boolean;
}

/**
 * The records whose keys still stand though they may not:
 *
 * | its id, or what it is about, was erased | a remark about a known record | due |
 * |-----------------------------------------|-------------------------------|-----|
 * | yes                                     | –                             | now |
 * | no                                      | yes                           | as that record's kind is, or with that record |
 * | no                                      | no                            | as its own kind is |
 */
async function recordsDue(db: Queryable, retention: Retention, now: number): Promise<string[]> {
  const rows = await db.query<SealedRow>(
    `select e.id, e.kind, e.received_at, x.record is not null as erased, case when e.kind = any($1::text[]) then e.raw end as raw
       from event e left join erasure x on x.record = e.id
      where (e.chain, e.seq) in (select chain, seq from event_wrap union select chain, seq from event_fork where wraps <> '[]')
      order by e.received_at, e.id`,
    [remarkKinds],
  );
  const abouts = new Map(rows.map(({ id, raw }) => [id, raw === null ? null : remarkAbout(JSON.parse(raw))]));
  const subjects = await subjectsOf(db, [...abouts.values()]);
  const due = rows.filter((row) => {
    const subject = subjects.get(abouts.get(row.id) ?? '');
    return row.erased || subject?.erased || isOver({ ...row, kind: subject?.kind ?? row.kind }, retention, now);
  });
  return [...new Set(due.map(({ id }) => id))];
}

async function subjectsOf(db: Queryable, abouts: readonly (string | null)[]): Promise<ReadonlyMap<string, Subject>> {
  const rows = await db.query<Subject>(
    `select e.id, e.kind, x.record is not null as erased from event e left join erasure x on x.record = e.id
      where e.id = any($1::uuid[]) order by e.received_at desc`,
    [abouts.filter((id) => id !== null)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function isOver({ kind, received_at }: Pick<SealedRow, 'kind' | 'received_at'>, retention: Retention, now: number) {
  const days = partDays(retention, kind);
  return days !== null && seasonEnd(seasonOf(received_at)) + days * dayMs <= now;
}
