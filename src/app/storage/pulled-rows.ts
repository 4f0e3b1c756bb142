import { violationBodySchema } from '../../protocol/event.ts';
import { gateFileSchema } from '../../protocol/gate-mode.ts';
import { alarmSchema, deviceSchema, rejudgementSchema, stationSchema } from '../../protocol/pull.ts';
import type { PositionRow, Pulled, ViolationRow } from '../ports.ts';
import { mapLive } from './live-query.ts';
import { PulledEvents } from './pulled-events.ts';
import { pulledPermits } from './pulled-permits.ts';
import { pulledRecordsWith, readBody } from './pulled-records.ts';
import type { PulledStore } from './pulled-store.ts';
import { read, readerOf } from './read-rows.ts';

/** What the pull and the situation brought, as screens see it. A row this build cannot read stays in storage, shown to nobody. */
export function pulledRows(store: PulledStore): Pulled {
  const readAlarm = readerOf(alarmSchema);
  const readStation = readerOf(stationSchema);
  const readGate = readerOf(gateFileSchema);
  const readDevice = readerOf(deviceSchema);
  const situation = store.watchSituation();
  return {
    alarms: mapLive(store.watch('alarm'), (rows) => read(rows, readAlarm).sort((a, b) => b.raisedAt - a.raisedAt)),
    stations: mapLive(store.watch('station'), (rows) => read(rows, readStation)),
    gates: mapLive(store.watch('gate'), (rows) => read(rows, readGate)),
    devices: mapLive(store.watch('device'), (rows) => read(rows, readDevice)),
    violations: pulledRecordsWith(
      ...([store, 'violation', violationBodySchema] as const),
      (record, beside): ViolationRow => ({
        ...record,
        would: readBody(rejudgementSchema, beside('rejudgement'))?.would ?? null,
      }),
    ),
    isListWhole: mapLive(PulledEvents.of(store).ofKind('violation'), ({ isWhole }) => isWhole),
    permits: pulledPermits(store),
    wholeAt: store.watchWholeAt(),
    positions: mapLive(
      situation,
      (now): readonly PositionRow[] =>
        (now?.positions ?? []).map((row) => ({ ...row, crossings: row.crossings ?? [] })), // not in rows of an older build
    ),
    readings: mapLive(
      situation,
      (now) => (now?.readings ?? []).map((row) => ({ ...row, sentAt: row.sentAt ?? null })), // not in rows of an older build
    ),
  };
}
