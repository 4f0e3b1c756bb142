import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInAlarmRules } from '../../../src/domain/alarm/built-in-alarm-rules.ts';
import { confirmingStations } from '../../../src/domain/alarm/confirm-episodes.ts';
import { findEpisodes } from '../../../src/domain/alarm/fold-samples.ts';
import { compareKeys } from '../../../src/domain/alarm/sample.ts';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
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
const deliveries = someMessages(startAt, 14).chain((messages) => {
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
  it('give the same readings and alarms however they arrive: shuffled, repeated, late, a gap filled later', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ messages, order, sizes, marks }) => {
        await forget();
        const arriving = order.map((message): Delivery => ({ message, h: marks[messages.indexOf(message)] ? 1 : 0 }));
        await deliver(arriving, sizes);
        expect(await alarms()).toEqual(expectedAlarms(messages));
        expect(await readings()).toEqual(expectedReadings(messages));
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
  const { gateway, seq, station, at, values, own } = message;
  const e = Object.entries(values).map(([n, v], index) => ({
    ...(index === 0 && { bn: `${station}:`, bt: at / 1000 }),
    n,
    v,
  }));
  const envelope = { v: 1, boot: 1, seq, sent: at / 1000 + 1, h, e };
  const content = own === null ? envelope : { ...envelope, alarm: { kind: 'smoke', on: own } };
  const topic = `hulin/v1/${gateway}/${own === null ? 'tel' : 'alarm'}`;
  return { topic, payload: Buffer.from(JSON.stringify(content)), receivedAt, retained: false };
}

async function forget(): Promise<void> {
  await field.database.query(
    'truncate reading, message, latest_reading, gateway_progress, own_alarm, alarm_fold, alarm',
  );
  await field.database.query('update gateway set fold_token = null');
}

const folded = ['smoke-high', 'smoke-lasting', 'smoke-rising', 'co-high', 'sensor-alarm'];

function alarms() {
  return field.database.query(
    `select station, rule, opening_seq as seq, opening_measured_at as opened, closing_measured_at as closed, status,
            evidence, neighbours, level
       from alarm where status <> 'superseded' and rule = any($1::text[])
      order by station collate "C", opening_measured_at, opening_seq, rule collate "C"`,
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
      ...{ station: place.station, rule, seq: opening.seq, opened: opening.at, closed: closing?.at ?? null },
      ...{ status: closing ? 'cleared' : 'raised', evidence: [...evidence], neighbours },
      level: neighbours.length > 0 ? 'confirmed' : 'single',
    };
  });
  return rows.toSorted(
    (a, b) => compareText(a.station, b.station) || a.opened - b.opened || a.seq - b.seq || compareText(a.rule, b.rule),
  );
}

function readings() {
  return field.database.query(
    `select station, seq, name, number as value, measured_at as at from reading
      order by station collate "C", seq, name collate "C"`,
  );
}

function expectedReadings(messages: readonly SomeMessage[]) {
  const rows = messages.flatMap(({ station, seq, at, values }) =>
    Object.entries(values).map(([name, value]) => ({ station, seq, name, value, at })),
  );
  return rows.toSorted((a, b) => compareText(a.station, b.station) || a.seq - b.seq || compareText(a.name, b.name));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
