import type { AlarmRuleBook } from '../../domain/alarm/alarm-rule-book.ts';
import { confirmingStations, confirms, type PlacedEpisode } from '../../domain/alarm/confirm-episodes.ts';
import type { Queryable } from '../ports.ts';
import { type OpenedAlarm, type Place, updateAlarm } from './alarm-rows.ts';
import { openAgain } from './open-again.ts';
import { foldedRules } from './settle-episodes.ts';

/** An alarm with its station's place. */
export interface PlacedAlarm extends OpenedAlarm {
  readonly lon: number;
  readonly lat: number;
}

export interface Changed {
  /** As they stand now, written. */
  readonly written: readonly OpenedAlarm[];
  /** As they stood before, as far as there were any. */
  readonly before: readonly OpenedAlarm[];
  readonly places: ReadonlyMap<string, Place>;
  readonly now: number;
}

/** An alarm before and after neighbours had their say. */
export interface Confirmed {
  readonly id: string;
  readonly before: PlacedAlarm;
  readonly after: PlacedAlarm;
}

/** North and south of a place, more than the metres of the rules are: a box to look in. */
const boxDegrees = 0.03;

/**
 * Writes who confirms whom, after alarms have changed: at their stations and at those around, whatever gateway those report to.
 * Answers the alarms that are different now; those that had changed already keep their version. The caller holds the alarms' lock.
 */
export async function confirmByNeighbours(
  tx: Queryable,
  { written, before, places, now }: Changed,
  book: Pick<AlarmRuleBook, 'neighbours'>,
): Promise<Confirmed[]> {
  const ids = new Set(written.map(({ id }) => id));
  const touched = [...written, ...before.filter(({ id }) => ids.has(id))].filter(({ rule }) => foldedRules.has(rule));
  if (touched.length === 0) return [];
  const around = await alarmsAround(tx, touched, book.neighbours.withinMs);
  const episodes = around.map((alarm) => toEpisode(alarm, alarm));
  const moved = touched.flatMap((alarm) => {
    const place = places.get(alarm.station);
    return place ? [toEpisode(alarm, place)] : [];
  });
  const different: Confirmed[] = [];
  for (const alarm of around) {
    const episode = toEpisode(alarm, alarm);
    if (!ids.has(alarm.id) && !moved.some((one) => confirms(episode, one, book))) continue;
    const neighbours = confirmingStations(episode, episodes, book);
    if (neighbours.join() === alarm.neighbours.join()) continue;
    const version = ids.has(alarm.id) ? alarm.version : alarm.version + 1;
    const level = neighbours.length > 0 ? ('confirmed' as const) : ('single' as const);
    const next = openAgain(alarm, { ...alarm, neighbours, level, version }, { now, begunAt: null, live: [] });
    different.push({ id: alarm.id, before: alarm, after: { ...alarm, ...next } });
  }
  for (const { after } of different) await updateAlarm(tx, after);
  return different;
}

/** Alarms near these, and those near them, in space and time: all that may confirm what may have changed. */
function alarmsAround(tx: Queryable, touched: readonly OpenedAlarm[], withinMs: number): Promise<PlacedAlarm[]> {
  const from = Math.min(...touched.map((alarm) => alarm.opening_measured_at));
  const lasts = touched.some((alarm) => alarm.closing_measured_at === null);
  const to = lasts ? null : Math.max(...touched.map((alarm) => alarm.closing_measured_at ?? 0));
  return tx.query<PlacedAlarm>(
    `with place as (select lon, lat from station where id = any($1::text[])),
      near as (select s.id, s.lon, s.lat from station s where s.kind = 'smoke-sensor' and exists (
        select 1 from place p where abs(p.lat - s.lat) <= 2 * $4::float8 and abs(p.lon - s.lon) <= 4 * $4::float8)),
      reach as (select least($2::bigint, min(a.opening_measured_at)) as first, greatest($3::bigint, max(a.closing_measured_at)) as last,
                       $3::bigint is null or coalesce(bool_or(a.closing_measured_at is null), false) as lasts
        from alarm a join near n on n.id = a.station where a.status <> 'superseded' and a.rule = any($6::text[])
         and ($3::bigint is null or a.opening_measured_at <= $3::bigint + $5::bigint)
         and (a.closing_measured_at is null or a.closing_measured_at >= $2::bigint - $5::bigint))
     select a.*, n.lon, n.lat from alarm a join near n on n.id = a.station cross join reach r
      where a.status <> 'superseded' and a.rule = any($6::text[])
        and (r.lasts or a.opening_measured_at <= r.last + $5::bigint)
        and (a.closing_measured_at is null or a.closing_measured_at >= r.first - $5::bigint)
      order by a.id for update of a`,
    [[...new Set(touched.map(({ station }) => station))], from, to, boxDegrees, withinMs, [...foldedRules]],
  );
}

function toEpisode(alarm: OpenedAlarm, { lon, lat }: Place): PlacedEpisode {
  const { station, opening_measured_at: openedAt, closing_measured_at: closedAt } = alarm;
  return { station, lon, lat, openedAt, closedAt };
}
