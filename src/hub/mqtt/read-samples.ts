import { countedAt, isLive } from '../../domain/alarm/counted-at.ts';
import { compareKeys, type Quantity, quantities, type Sample } from '../../domain/alarm/sample.ts';
import type { Reading } from '../../protocol/telemetry.ts';
import type { Queryable } from '../ports.ts';
import type { NumberedMessage } from './read-message.ts';
import type { StationRow } from './station-body.ts';

type Stations = ReadonlyMap<string, StationRow>;

/** A sensor's own word as it is stored: which reading its message shows. */
export interface OwnWord {
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly station: string;
  readonly measuredAt: number;
  readonly on: boolean;
  readonly name: string;
  readonly value: number;
  readonly history: boolean;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly clockMs?: number | null;
}

/** By smoke sensor, what these messages say about it, in order of measuring. Wind that a gateway sends is told to all its sensors. What was measured too long ago is left out. */
export function samplesOf(messages: readonly NumberedMessage[], stations: Stations): Map<string, Sample[]> {
  const collected = new SampleCollector(stations);
  for (const message of messages) {
    const { gateway, boot, seq, history, sentAt, incoming, clockMs = null } = message;
    const told = { gateway, boot, seq, history, sentAt, receivedAt: incoming.receivedAt, clockMs };
    for (const reading of message.readings) {
      if (typeof reading.value === 'number') collected.add(reading.station, told, reading.name, reading);
    }
    const own = ownWordOf(message);
    if (own) collected.addOwn(own);
  }
  return collected.bySensor();
}

/** The smoke value if there is one, else the first number; a sensor that gives none counts as 1. */
export function ownWordOf(message: NumberedMessage): OwnWord | null {
  const { ownAlarm, readings, incoming } = message;
  if (ownAlarm === null) return null;
  const numbers = readings.filter(({ value }) => typeof value === 'number');
  const shown = numbers.find(({ name }) => name === 'smoke') ?? numbers[0] ?? readings[0];
  if (!shown) return null;
  const value = typeof shown.value === 'number' ? shown.value : 1;
  const { station, name, measuredAt } = shown;
  const { gateway, boot, seq, history, sentAt, clockMs = null } = message;
  const { receivedAt } = incoming;
  return { gateway, boot, seq, station, measuredAt, on: ownAlarm, name, value, history, sentAt, receivedAt, clockMs };
}

/** A span of a sensor's time: after one moment, up to another (null: all there is). Epoch ms. */
export interface Span {
  readonly station: string;
  readonly after: number;
  readonly upTo: number | null;
}

interface ReadingRow extends Record<string, unknown> {
  readonly station: string;
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly history: boolean;
  readonly name: string;
  readonly value: number;
  readonly measuredAt: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly clockMs?: number | null;
}

/** All that the store has about these smoke sensors in the spans given, by sensor, in order of measuring. */
export async function loadSamples(
  tx: Queryable,
  stations: Stations,
  wanted: readonly Span[],
): Promise<Map<string, Sample[]>> {
  const collected = new SampleCollector(stations);
  for (const row of await readReadings(tx, withGateways(wanted, stations))) {
    collected.add(row.station, row, row.name, row);
  }
  for (const own of await readOwnWords(tx, wanted)) collected.addOwn(own);
  const found = collected.bySensor();
  return new Map(
    wanted.map(({ station, after, upTo }) => [
      station,
      (found.get(station) ?? []).filter(({ at }) => at > after && at <= (upTo ?? Infinity)),
    ]),
  );
}

/** By sensor, the first moment after the one given at which it or its gateway measured anything. */
export async function findNext(
  tx: Queryable,
  stations: Stations,
  wanted: readonly Span[],
): Promise<Map<string, number>> {
  const asked = withGateways(wanted, stations);
  const rows = await tx.query<{ station: string; at: number | null }>(
    `select d.station, least(
        (select min(m.at) from unnest($3::text[]) as q(name) cross join lateral (
           select min(measured_at) as at from reading where station = d.station and name = q.name and measured_at > d.after) m),
        (select min(measured_at) from own_alarm where station = d.station and measured_at > d.after)) as at
       from unnest($1::text[], $2::bigint[]) as d(station, after)`,
    [asked.map(({ station }) => station), asked.map(({ after }) => after), [...quantities]],
  );
  const next = new Map(rows.map(({ station, at }) => [station, at ?? Infinity]));
  const nextOf = (id: string | undefined) => next.get(id ?? '') ?? Infinity;
  return new Map(
    wanted.map(({ station }) => [station, Math.min(nextOf(station), nextOf(stations.get(station)?.gateway))]),
  );
}

/** Their gateways too, for the wind: each over all that its sensors need. */
function withGateways(wanted: readonly Span[], stations: Stations): Span[] {
  const gateways = new Map<string, Span>();
  for (const { station, after, upTo } of wanted) {
    const gateway = stations.get(station)?.gateway;
    if (!gateway) continue;
    const known = gateways.get(gateway) ?? { after, upTo };
    const last = known.upTo === null || upTo === null ? null : Math.max(known.upTo, upTo);
    gateways.set(gateway, { station: gateway, after: Math.min(known.after, after), upTo: last });
  }
  return [...wanted, ...gateways.values()];
}

/** Clocks that are right, or corrected, may date a reading so long after it was received. */
const slipMs = 120_000;

/**
 * Readings by when they were measured, and those of wrong clocks, which count at another time, by when they were received: index
 * reading_misdated has just them. What this reads too much is left out by whoever asks.
 */
function readReadings(tx: Queryable, wanted: readonly Span[]): Promise<ReadingRow[]> {
  const isMisdated =
    '(r.measured_at > r.received_at + 120000 or r.measured_at < r.received_at - 31536000000 or r.clock_ms is not null)';
  const columns = `r.station, r.gateway, r.boot, r.seq, r.ordinal, r.history, r.name, r.number as value,
    r.measured_at as "measuredAt", r.sent_at as "sentAt", r.received_at as "receivedAt", r.clock_ms as "clockMs"`;
  return tx.query<ReadingRow>(
    `with wanted as (select * from unnest($1::text[], $2::bigint[], $3::bigint[]) as d(station, after, up_to))
     select ${columns} from wanted d cross join unnest($4::text[]) as q(name)
       join reading r on r.station = d.station and r.name = q.name and r.measured_at > d.after
        and r.measured_at <= coalesce(d.up_to, 9223372036854775807) and not ${isMisdated}
      where r.number is not null
     union all
     select ${columns} from wanted d
       join reading r on r.station = d.station and r.received_at > d.after - ${slipMs} and ${isMisdated}
        and coalesce(r.measured_at - r.clock_ms, r.received_at - greatest(0, r.sent_at - r.measured_at))
            <= coalesce(d.up_to, 9223372036854775807)
      where r.number is not null and r.name = any($4::text[])
      order by ordinal`,
    [
      ...[wanted.map(({ station }) => station), wanted.map(({ after }) => after), wanted.map(({ upTo }) => upTo)],
      [...quantities],
    ],
  );
}

function readOwnWords(tx: Queryable, wanted: readonly Span[]): Promise<OwnWord[]> {
  return tx.query<OwnWord & Record<string, unknown>>(
    `select o.gateway, o.boot, o.seq, o.station, o.measured_at as "measuredAt", o.turned_on as "on", o.name, o.value, o.history,
            m.sent_at as "sentAt", m.received_at as "receivedAt", m.clock_ms as "clockMs"
       from unnest($1::text[], $2::bigint[]) as d(station, after)
       join own_alarm o on o.station = d.station join message m using (gateway, boot, seq)
      where m.received_at > d.after - ${slipMs}`,
    [wanted.map(({ station }) => station), wanted.map(({ after }) => after)],
  );
}

interface Draft {
  readonly at: number;
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly history: boolean;
  readonly values: Partial<Record<Quantity, number>>;
  own?: NonNullable<Sample['own']>;
}

type Numbered = Pick<OwnWord, 'gateway' | 'boot' | 'seq' | 'history' | 'sentAt' | 'receivedAt' | 'clockMs'>;

/** Puts single values together to samples: one for each station, message and moment. */
class SampleCollector {
  readonly #stations: Stations;
  readonly #drafts = new Map<string, Map<string, Draft>>();
  #sensorsOfGateways: ReadonlyMap<string, readonly string[]> | null = null;

  constructor(stations: Stations) {
    this.#stations = stations;
  }

  add(station: string, message: Numbered, name: string, { value, measuredAt }: Pick<Reading, 'value' | 'measuredAt'>) {
    if (!isQuantity(name) || typeof value !== 'number') return;
    const { sentAt, receivedAt, history, clockMs = null } = message;
    const at = countedAt({ measuredAt, sentAt, receivedAt, history, clockMs });
    if (at === null) return;
    for (const sensor of this.#sensorsOf(station, name)) {
      const { values } = this.#draft(sensor, message, at);
      values[name] = Math.max(value, values[name] ?? value); // a wrong clock may put two into one moment
    }
  }

  addOwn({ station, measuredAt, on, name, value, ...message }: OwnWord): void {
    const at = countedAt({ ...message, measuredAt });
    if (at === null) return;
    for (const sensor of this.#sensorsOf(station, null)) this.#draft(sensor, message, at).own = { on, name, value };
  }

  bySensor(): Map<string, Sample[]> {
    return new Map([...this.#drafts].map(([sensor, drafts]) => [sensor, [...drafts.values()].sort(compareKeys)]));
  }

  #sensorsOf(station: string, name: Quantity | null): readonly string[] {
    const row = this.#stations.get(station);
    if (row?.kind === 'smoke-sensor') return [station];
    if (row?.kind !== 'gateway' || name !== 'wind') return [];
    this.#sensorsOfGateways ??= sensorsByGateway(this.#stations);
    return this.#sensorsOfGateways.get(row.id) ?? [];
  }

  #draft(sensor: string, message: Numbered, at: number): Draft {
    const { gateway, boot, seq } = message;
    const drafts = this.#drafts.get(sensor) ?? new Map<string, Draft>();
    if (drafts.size === 0) this.#drafts.set(sensor, drafts);
    const key = `${at} ${gateway}/${boot}/${seq}`;
    const known = drafts.get(key);
    if (known) return known;
    const draft = { at, gateway, boot, seq, history: !isLive(message, at), values: {} };
    drafts.set(key, draft);
    return draft;
  }
}

function sensorsByGateway(stations: Stations): Map<string, string[]> {
  const sensors = new Map<string, string[]>();
  for (const { id, gateway, kind } of stations.values()) {
    if (kind !== 'smoke-sensor') continue;
    const known = sensors.get(gateway);
    if (known) known.push(id);
    else sensors.set(gateway, [id]);
  }
  return sensors;
}

const allQuantities: ReadonlySet<string> = new Set(quantities);

function isQuantity(name: string): name is Quantity {
  return allQuantities.has(name);
}
