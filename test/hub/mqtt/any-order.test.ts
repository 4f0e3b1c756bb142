import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInAlarmRules } from '../../../src/domain/alarm/built-in-alarm-rules.ts';
import { confirmingStations } from '../../../src/domain/alarm/confirm-episodes.ts';
import { findEpisodes } from '../../../src/domain/alarm/fold-samples.ts';
import { compareKeys } from '../../../src/domain/alarm/sample.ts';
import { foldIncidents } from '../../../src/domain/incident/fold-incidents.ts';
import type { IncidentMember } from '../../../src/domain/incident/incident.ts';
import { keepIncidents } from '../../../src/hub/incidents/keep-incidents.ts';
import { alarmId } from '../../../src/hub/mqtt/alarm-id.ts';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import type { PulledIncident } from '../../../src/protocol/incident.ts';
import { type SomeMessage, samplesOfStation, smokeStations, someMessages } from '../../support/some-messages.ts';
import { Field } from './field.ts';

/** A longer look: `ORDERS=500 npx vitest …`. */
const runs = Number(process.env['ORDERS'] ?? 15);
const startAt = 1_790_000_000_000;
const placed = { lon: 122.03, lat: 37.43 };

let field: Field;
beforeAll(async () => {
  field = await Field.open();
});
afterAll(() => field.close());

/** How messages reach the hub: who comes when, repeated or not, as history or not, and how many together. */
interface Delivery {
  readonly message: SomeMessage;
  readonly h: 0 | 1;
}

/** Any order at all, or all but a gap at once and the gap later, with repeats. */
const deliveries = someMessages(startAt, 20).chain((messages) => {
  const anyOrder = fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length });
  const gapLater = fc
    .tuple(fc.nat(messages.length), fc.nat(messages.length))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    .map(([from, to]) => [...messages.slice(0, from), ...messages.slice(to), ...messages.slice(from, to)]);
  const history = fc.array(fc.boolean(), { minLength: messages.length, maxLength: messages.length });
  return fc
    .record({
      order: fc.oneof(anyOrder, gapLater),
      repeats: fc.shuffledSubarray(messages, { maxLength: 4 }),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      history,
    })
    .map(({ order, repeats, sizes, history: marks }) => ({ messages, order: [...order, ...repeats], sizes, marks }));
});

describe('the same messages', () => {
  it('give the same readings, alarms and incidents however they arrive: shuffled, repeated, late, a gap filled later', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ messages, order, sizes, marks }) => {
        await forget();
        const arriving = order.map((message): Delivery => ({ message, h: marks[messages.indexOf(message)] ? 1 : 0 }));
        await deliver(arriving, sizes);
        expect(await alarms()).toEqual(expectedAlarms(messages));
        expect(await readings()).toEqual(expectedReadings(messages));
        expect(await incidents()).toEqual(expectedIncidents(messages));
      }),
      { numRuns: runs, endOnFailure: true },
    );
  }, 600_000);
});

async function deliver(arriving: readonly Delivery[], sizes: readonly number[]): Promise<void> {
  let [from, turn] = [0, 0];
  while (from < arriving.length) {
    const batch = arriving.slice(from, from + (sizes[turn % sizes.length] ?? 1));
    from += batch.length;
    turn += 1;
    const now = startAt + 10 * 86_400_000 + turn * 1000;
    await storeBatch(
      field.database,
      field.keys,
      batch.map((one) => readMessage(toIncoming(one, now))),
      now,
    );
  }
}

function toIncoming({ message, h }: Delivery, receivedAt: number) {
  const { gateway, boot, seq, station, at, values, own } = message;
  const e = Object.entries(values).map(([n, v], index) => ({
    ...(index === 0 && { bn: `${station}:`, bt: at / 1000 }),
    n,
    v,
  }));
  const envelope = { v: 1, boot, seq, sent: at / 1000 + 1, h, e };
  const content = own === null ? envelope : { ...envelope, alarm: { kind: 'smoke', on: own } };
  const topic = `hulin/v1/${gateway}/${own === null ? 'tel' : 'alarm'}`;
  return { topic, payload: Buffer.from(JSON.stringify(content)), receivedAt, retained: false };
}

async function forget(): Promise<void> {
  await field.database.query(
    'truncate reading, message, latest_reading, gateway_progress, own_alarm, alarm_fold, alarm, incident_member, incident',
  );
  await field.database.query('update gateway set fold_token = null');
  await field.database.query("update station set status = 'unknown', heard_at = null, measured_at = null");
}

const folded = ['smoke-high', 'smoke-lasting', 'smoke-rising', 'co-high', 'sensor-alarm'];

function alarms() {
  return field.database.query(
    `select station, rule, opening_boot as boot, opening_seq as seq, opening_measured_at as opened, closing_measured_at as closed, status,
            evidence, neighbours, level
       from alarm where status <> 'superseded' and rule = any($1::text[])
      order by station collate "C", opening_measured_at, opening_boot, opening_seq, rule collate "C"`,
    [folded],
  );
}

/** What the pure fold says of the messages in order of measuring. */
function expectedAlarms(messages: readonly SomeMessage[]) {
  const found = smokeStations.flatMap((station) =>
    findEpisodes(samplesOfStation(messages, station).toSorted(compareKeys), builtInAlarmRules).map((episode) => ({
      episode,
      place: { station, ...placed, openedAt: episode.opening.at, closedAt: episode.closing?.at ?? null },
    })),
  );
  const places = found.map(({ place }) => place);
  const rows = found.map(({ episode: { rule, opening, closing, evidence }, place }) => {
    const neighbours = confirmingStations(place, places, builtInAlarmRules);
    return {
      ...{
        station: place.station,
        rule,
        boot: opening.boot,
        seq: opening.seq,
        opened: opening.at,
        closed: closing?.at ?? null,
      },
      ...{ status: closing ? 'cleared' : 'raised', evidence: [...evidence], neighbours },
      level: neighbours.length > 0 ? 'confirmed' : 'single',
    };
  });
  return rows.toSorted(
    (a, b) =>
      compareText(a.station, b.station) ||
      a.opened - b.opened ||
      a.boot - b.boot ||
      a.seq - b.seq ||
      compareText(a.rule, b.rule),
  );
}

function readings() {
  return field.database.query(
    `select station, boot, seq, name, number as value, measured_at as at from reading
      order by station collate "C", boot, seq, name collate "C"`,
  );
}

function expectedReadings(messages: readonly SomeMessage[]) {
  const rows = messages.flatMap(({ station, boot, seq, at, values }) =>
    Object.entries(values).map(([name, value]) => ({ station, boot, seq, name, value, at })),
  );
  return rows.toSorted(
    (a, b) => compareText(a.station, b.station) || a.boot - b.boot || a.seq - b.seq || compareText(a.name, b.name),
  );
}

/** As the desk is told them, once the hub has folded what it has. */
async function incidents() {
  await keepIncidents(field.database, startAt + 11 * 86_400_000);
  const rows = await field.database.query<{ body: PulledIncident }>('select body from incident where not is_gone');
  const told = rows.map(({ body: { id, fromAt, toAt, members } }) => ({
    id,
    fromAt,
    toAt,
    members: members.map((one) => one.id),
  }));
  return told.toSorted((a, b) => a.fromAt - b.fromAt || compareText(a.id, b.id));
}

/** What the pure fold makes of the alarms that the pure fold makes of the messages. */
function expectedIncidents(messages: readonly SomeMessage[]) {
  const members = expectedAlarms(messages).map(({ station, rule, boot, seq, opened, closed }): IncidentMember => {
    const gateway = messages.find((one) => one.station === station)?.gateway ?? '';
    const openedBy = messages.find((one) => one.at === opened && one.boot === boot && one.seq === seq)?.gateway ?? '';
    const id = alarmId({ station, rule, gateway: openedBy, boot, seq, at: opened });
    const heard = Math.max(...messages.filter((one) => one.station === station).map(({ at }) => at));
    const seen = { kind: 'alarm', concern: 'fire', place: { ...placed, radiusMeters: 5 }, found: null } as const;
    return { ...seen, id, station, gateway, fromAt: opened, toAt: closed, reachAt: closed ?? heard };
  });
  const whole = foldIncidents(members, [], [], startAt + 11 * 86_400_000);
  return whole.map(({ id, fromAt, toAt, members: ids }) => ({ id, fromAt, toAt, members: [...ids] }));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
