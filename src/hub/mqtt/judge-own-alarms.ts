import type { Queryable } from '../ports.ts';
import type { AlarmBook, OpeningReading } from './alarm-book.ts';
import type { NumberedMessage } from './read-message.ts';

const rule = 'sensor-alarm';

interface OwnAlarm {
  readonly opening: OpeningReading;
  readonly on: boolean;
  readonly history: boolean;
}

/**
 * Takes the alarms that sensors raise themselves into account, in the order they were measured. One that is older than the
 * last known of its sensor changes nothing but the list. Call it before the messages' readings are stored.
 */
export async function judgeOwnAlarms(
  tx: Queryable,
  book: AlarmBook,
  messages: readonly NumberedMessage[],
): Promise<void> {
  const alarms = messages.map(ownAlarmOf).filter((alarm) => alarm !== null);
  alarms.sort((a, b) => a.opening.measuredAt - b.opening.measuredAt);
  for (const alarm of alarms) {
    const { station, measuredAt } = alarm.opening;
    const newest = await newestOwnAlarm(tx, station);
    if (newest === null || measuredAt > newest) judgeNew(book, alarm);
    else if (alarm.on) book.addPast(alarm.opening);
  }
}

function judgeNew(book: AlarmBook, { opening, on, history }: OwnAlarm): void {
  const raised = book.raisedAt(opening.station, rule);
  if (on && !raised) book.raise(opening, history);
  if (on && raised && !history) book.makeLive(opening.station, rule);
  if (!on) book.clear(opening.station, rule);
}

/** The smoke value if there is one, else the first number; a sensor that gives none counts as 1. */
function ownAlarmOf({ ownAlarm, gateway, boot, seq, history, readings }: NumberedMessage): OwnAlarm | null {
  const numbers = readings.filter(({ value }) => typeof value === 'number');
  const shown = numbers.find(({ name }) => name === 'smoke') ?? numbers[0] ?? readings[0];
  if (ownAlarm === null || !shown) return null;
  const { station, name, measuredAt } = shown;
  const value = typeof shown.value === 'number' ? shown.value : 1;
  return { opening: { station, rule, gateway, boot, seq, name, value, measuredAt }, on: ownAlarm, history };
}

async function newestOwnAlarm(tx: Queryable, station: string): Promise<number | null> {
  const [row] = await tx.query<{ newest: number | null }>(
    `select max(r.measured_at) as newest from reading r join message m using (gateway, boot, seq)
      where r.station = $1 and m.leaf = 'alarm'`,
    [station],
  );
  return row?.newest ?? null;
}
