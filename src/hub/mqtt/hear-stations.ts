import { countedAt, isLive } from '../../domain/alarm/counted-at.ts';
import { stationStatus } from '../../domain/alarm/station-status.ts';
import type { StationStatus } from '../../domain/shared/codes.ts';
import type { StationTrouble } from '../../domain/shared/trouble-codes.ts';
import type { ChangeDraft } from '../custody/record-change.ts';
import type { Queryable } from '../ports.ts';
import { arrayLiteral, textArrayLiteral } from '../store/array-literal.ts';
import type { AlarmBook } from './alarm-book.ts';
import type { NumberedMessage, StateMessage } from './read-message.ts';
import { type StationRow, stationChange } from './station-body.ts';

export interface HeardBatch {
  /** Stored for the first time, with readings. */
  readonly usable: readonly NumberedMessage[];
  /** All that have a number, repeats too. */
  readonly messages: readonly NumberedMessage[];
  readonly states: readonly StateMessage[];
  /** Stations that are told of whatever is heard. */
  readonly toTell: ReadonlySet<string>;
  /** By sensor that was judged, whether its weather is passed over. */
  readonly stuck: ReadonlyMap<string, boolean>;
}

/**
 * Notes who was heard live and writes the stations whose state changed; answers those changes. A message that lay long on a line is
 * no sign of life of the stations it is about.
 * A gateway is heard by whatever it sends; a retained state is no sign of life. Offline by its own word or will: unknown at once.
 */
export async function hearStations(
  tx: Queryable,
  stations: ReadonlyMap<string, StationRow>,
  batch: HeardBatch,
  book: AlarmBook,
  now: number,
): Promise<ChangeDraft[]> {
  const { heard, measured } = signsOfLife(batch);
  const firmware = firmwareOf(batch.states);
  const changed: StationRow[] = [];
  const touched: StationRow[] = [];
  for (const row of stations.values()) {
    const heardAgain = heard.get(row.id);
    if (heardAgain) book.clear({ station: row.id, rule: 'silence', at: measured.get(row.id) ?? heardAgain });
    const heardNow = nextStation(row, heard, measured, book.isRaised(row.id), now);
    const told = {
      firmware: firmware.get(row.id) ?? row.firmware,
      ...sensorTrouble(row, batch.stuck.get(row.id), now),
    };
    const next = { ...heardNow, ...told };
    const isOther = next.status !== row.status || next.firmware !== row.firmware || next.trouble !== row.trouble;
    if (isOther || batch.toTell.has(row.id)) changed.push(next);
    if (isOther || heard.has(row.id) || measured.has(row.id)) touched.push(next);
  }
  await writeStations(tx, touched);
  return changed.map(stationChange);
}

/** What is the matter with a sensor's values; nothing new where it was not judged. */
function sensorTrouble({ trouble, trouble_at }: StationRow, isStuck: boolean | undefined, now: number) {
  if (isStuck === undefined || isStuck === (trouble === 'stuck-weather')) return { trouble, trouble_at };
  return isStuck ? { trouble: 'stuck-weather' as const, trouble_at: now } : { trouble: null, trouble_at: null };
}

/** By gateway, what its newest state names. */
function firmwareOf(states: readonly StateMessage[]): ReadonlyMap<string, string> {
  return new Map(states.flatMap(({ gateway, state }) => (state.fw ? [[gateway, state.fw] as const] : [])));
}

interface SignsOfLife {
  /** By station, when it was last heard; null: it says itself that it is gone. */
  readonly heard: ReadonlyMap<string, number | null>;
  /** By station, the newest moment at which anything of it counts as measured. */
  readonly measured: ReadonlyMap<string, number>;
}

function signsOfLife({ usable, messages, states }: HeardBatch): SignsOfLife {
  const heard = new Map<string, number | null>();
  const measured = new Map<string, number>();
  for (const { gateway, incoming } of messages) heard.set(gateway, incoming.receivedAt);
  for (const { readings, incoming, sentAt, history, clockMs = null } of usable) {
    const { receivedAt } = incoming;
    for (const { station, measuredAt } of readings) {
      const at = countedAt({ measuredAt, sentAt, receivedAt, history, clockMs });
      if (at === null) continue;
      measured.set(station, Math.max(at, measured.get(station) ?? -Infinity));
      if (isLive({ history, receivedAt }, at)) heard.set(station, receivedAt);
    }
  }
  for (const { gateway, state, incoming } of states) {
    if (!state.online) heard.set(gateway, null);
    else if (!incoming.retained) heard.set(gateway, incoming.receivedAt);
  }
  return { heard, measured };
}

function nextStation(
  row: StationRow,
  heard: ReadonlyMap<string, number | null>,
  measured: ReadonlyMap<string, number>,
  isRaised: boolean,
  now: number,
): StationRow {
  const news = heard.get(row.id);
  const heard_at = news === undefined ? row.heard_at : news;
  const newest = Math.max(measured.get(row.id) ?? -Infinity, Math.min(now, row.measured_at ?? -Infinity));
  const measured_at = newest === -Infinity ? null : newest;
  // Silence is for the silence watch to judge: it knows since when this hub listens.
  const isKnown = news !== undefined || row.status !== 'unknown';
  const heardStatus = stationStatus(now, row.heartbeat_ms, isRaised, now);
  const status = isKnown && heard_at !== null ? withTrouble(heardStatus, row.trouble) : 'unknown';
  const status_at = status === row.status ? row.status_at : now;
  return { ...row, heard_at, measured_at, status, status_at };
}

/** A gateway that sends too fast works, but not as it should. */
function withTrouble(status: StationStatus, trouble: StationTrouble | null): StationStatus {
  return status === 'fine' && trouble === 'too-fast' ? 'fault' : status;
}

async function writeStations(tx: Queryable, rows: readonly StationRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `update station s set heard_at = d.heard_at, measured_at = d.measured_at, status = d.status, status_at = d.status_at,
            firmware = d.firmware, trouble = d.trouble, trouble_at = d.trouble_at
       from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[],
              $7::text[], $8::bigint[])
            as d(id, heard_at, measured_at, status, status_at, firmware, trouble, trouble_at)
      where s.id = d.id`,
    [
      textArrayLiteral(rows.map(({ id }) => id)),
      ...[arrayLiteral(rows.map((row) => row.heard_at)), arrayLiteral(rows.map((row) => row.measured_at))],
      ...[textArrayLiteral(rows.map(({ status }) => status)), arrayLiteral(rows.map((row) => row.status_at))],
      ...[rows.map(({ firmware }) => firmware), rows.map(({ trouble }) => trouble)],
      rows.map((row) => row.trouble_at),
    ],
  );
}
