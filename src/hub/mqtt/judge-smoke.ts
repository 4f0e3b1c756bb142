import { findEpisodes, type MeasuredSmoke } from '../../domain/alarm/find-episodes.ts';
import { smokeLimits, weighReading } from '../../domain/alarm/weigh-reading.ts';
import type { Queryable } from '../ports.ts';
import type { AlarmBook, OpeningReading } from './alarm-book.ts';

const rule = 'smoke-high';

/** One smoke reading of a stored message. */
export interface SmokeReading extends MeasuredSmoke {
  readonly station: string;
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly history: boolean;
}

/**
 * Takes new smoke readings into account, in the order they were measured.
 *
 * | Newer than all judged? | Sent live? | What happens                                                        |
 * |------------------------|------------|---------------------------------------------------------------------|
 * | yes                    | yes        | raises or clears; a late alarm that it confirms becomes a live one  |
 * | yes                    | no         | raises late or clears                                               |
 * | no                     | –          | the state stays; smoke that was over before now is listed as late   |
 *
 * `judgedUpTo`: by station, the newest measured time before these readings. The readings are in the store already.
 */
export async function judgeSmoke(
  tx: Queryable,
  book: AlarmBook,
  readings: readonly SmokeReading[],
  judgedUpTo: ReadonlyMap<string, number>,
): Promise<void> {
  const inOrder = [...readings].sort((a, b) => a.measuredAt - b.measuredAt || a.boot - b.boot || a.seq - b.seq);
  const isNew = ({ station, measuredAt }: SmokeReading) => measuredAt > (judgedUpTo.get(station) ?? -Infinity);
  for (const reading of inOrder.filter(isNew)) judgeNew(book, reading);
  const past = inOrder.filter((reading) => !isNew(reading));
  for (const station of new Set(past.map((reading) => reading.station))) {
    await listPast(
      tx,
      book,
      station,
      past.filter((reading) => reading.station === station),
    );
  }
}

function judgeNew(book: AlarmBook, reading: SmokeReading): void {
  const { station, smoke, history } = reading;
  const weighing = weighReading(book.raisedAt(station, rule) !== null, smoke);
  if (weighing === 'raise') book.raise(openingOf(reading), history);
  if (weighing === 'clear') book.clear(station, rule);
  if (weighing === 'keep' && !history && smoke >= smokeLimits.raiseAt) book.makeLive(station, rule);
}

function openingOf({ station, gateway, boot, seq, smoke, measuredAt }: SmokeReading): OpeningReading {
  return { station, rule, gateway, boot, seq, name: 'smoke', value: smoke, measuredAt };
}

/** Smoke between the readings that came late and the next clear ones around them, unless it is an alarm already. */
async function listPast(tx: Queryable, book: AlarmBook, station: string, late: readonly SmokeReading[]): Promise<void> {
  const first = late[0]?.measuredAt ?? 0;
  const last = late.at(-1)?.measuredAt ?? 0;
  const known = await tx.query<{ at: number }>(
    'select opening_measured_at as at from alarm where station = $1 and rule = $2 and opening_measured_at >= $3',
    [station, rule, first - dayMs],
  );
  for (const { opening, closing } of findEpisodes(await smokeAround(tx, station, first, last))) {
    const isKnown = known.some(({ at }) => at >= opening.measuredAt && at <= (closing?.measuredAt ?? Infinity));
    if (closing && !isKnown) book.addPast(openingOf(opening));
  }
}

const dayMs = 86_400_000;

/** From the last clear reading before `first` (at most a day back) to the first clear one after `last`. */
async function smokeAround(tx: Queryable, station: string, first: number, last: number): Promise<SmokeReading[]> {
  return tx.query<SmokeReading & Record<string, unknown>>(
    `select station, gateway, boot, seq, history, number as smoke, measured_at as "measuredAt" from reading
      where station = $1 and name = 'smoke' and number is not null
        and measured_at >= greatest($2::bigint - $5::bigint, (select coalesce(max(measured_at), 0) from reading
              where station = $1 and name = 'smoke' and measured_at < $2 and number <= $4))
        and measured_at <= coalesce((select min(measured_at) from reading
              where station = $1 and name = 'smoke' and measured_at > $3 and number <= $4), $3)
      order by measured_at, boot, seq, ordinal`,
    [station, first, last, smokeLimits.clearAt, dayMs],
  );
}
