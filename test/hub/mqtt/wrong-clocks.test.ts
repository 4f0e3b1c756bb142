import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { Field } from './field.ts';
import { now, start } from './store-smoke.ts';

let field: Field;
beforeAll(async () => {
  field = await Field.open();
});
afterAll(() => field.close());
beforeEach(async () => {
  await field.database.query(
    'truncate reading, message, latest_reading, gateway_progress, own_alarm, alarm_fold, alarm',
  );
  await field.database.query(
    `update station set heard_at = null, status = 'unknown', measured_at = null, clock_ms = null, clock_at = null`,
  );
  await field.database.query('update gateway set fold_token = null, clock = null, state = null');
});

interface Told {
  readonly smoke: number;
  /** Seconds after the start: when it was received; by the gateway's clock measured and sent when left out. */
  readonly at: number;
  readonly measured?: number;
  readonly sent?: number;
  readonly h?: 0 | 1;
}

let seq = 0;

function store(told: readonly Told[]) {
  const messages = told.map(({ smoke, at, measured = start + at, sent = measured, h = 0 }) => {
    seq += 1;
    const e = [{ bn: 'a-smoke-01:', bt: measured, n: 'smoke', v: smoke }];
    const payload = Buffer.from(JSON.stringify({ v: 1, boot: 1, seq, sent, h, e }));
    return readMessage({ topic: 'hulin/v1/gw-a/tel', payload, receivedAt: now(at), retained: false });
  });
  return storeBatch(field.database, field.keys, messages, now(told.at(-1)?.at ?? 0));
}

const alarms = () =>
  field.database.query('select status, late, opening_measured_at as opened from alarm order by opening_measured_at');
const latest = async () =>
  (await field.database.query<{ number: number }>('select number from latest_reading'))[0]?.number;
const in2100 = Date.UTC(2100, 0, 1) / 1000;
const in2000 = Date.UTC(2000, 0, 1) / 1000;
const day = 86_400;

describe('a reading from the future', () => {
  it.each([in2100, start + 600])('closes no later fire and does not stay the latest: %i', async (measured) => {
    await store([{ smoke: 0.1, at: 0, measured }]);
    await store([{ smoke: 0.9, at: 10 }]);
    expect(await alarms()).toEqual([{ status: 'raised', late: false, opened: now(10) }]);
    expect(await latest()).toBe(0.9);
    const stored = await field.database.query('select measured_at as at from reading order by seq');
    expect(stored).toEqual([{ at: measured * 1000 }, { at: now(10) }]);
  });

  it('counts the same when all is folded anew', async () => {
    await store([{ smoke: 0.9, at: 0 }]);
    await store([{ smoke: 0.1, at: 700, measured: in2100 }]);
    await store([{ smoke: 0.9, at: 1400 }]);
    await store([{ smoke: 0.9, at: 1500, measured: start + 650, h: 1 }]);
    expect(await alarms()).toEqual([
      { status: 'cleared', late: false, opened: now(0) },
      { status: 'raised', late: false, opened: now(1400) },
    ]);
  });
});

describe('a clock that fell back to 2000', () => {
  it('hides no fire, and ends none before it began', async () => {
    await store([{ smoke: 0.1, at: 0 }]);
    await store([{ smoke: 0.9, at: 10, measured: in2000, sent: in2000 + 1 }]);
    expect(await alarms()).toEqual([{ status: 'raised', late: false, opened: now(9) }]);
    expect(await latest()).toBe(0.9);
    await store([{ smoke: 0.1, at: 20, measured: in2000 + 10, sent: in2000 + 10 }]);
    expect(await alarms()).toMatchObject([{ status: 'cleared' }]);
  });
});

describe('a clock some hours slow', () => {
  const slow = 3 * 3600;
  const signOn = (at: number, head: number, retained = false) => {
    const payload = Buffer.from(JSON.stringify({ online: true, boot: 1, head }));
    return readMessage({ topic: 'hulin/v1/gw-a/state', payload, receivedAt: now(at), retained });
  };
  const smokeAt = (at: number, h: 0 | 1 = 0) => ({ smoke: 0.9, at, measured: start + at - slow, h });

  it('does not keep the first fire after its gateway signed on from ringing, and the desk is told of it', async () => {
    await storeBatch(field.database, field.keys, [signOn(0, seq)], now(0));
    const outcome = await store([smokeAt(20)]);
    expect(outcome.stored).toBe(1);
    expect(await alarms()).toEqual([{ status: 'raised', late: false, opened: now(20) }]);
    const [gateway] = await field.database.query("select clock_ms from station where id = 'gw-a'");
    expect(gateway).toEqual({ clock_ms: -slow * 1000 });
  });

  it('does so in the very batch in which it signs on', async () => {
    seq += 1;
    const e = [{ bn: 'a-smoke-01:', bt: start + 20 - slow, n: 'smoke', v: 0.9 }];
    const payload = Buffer.from(JSON.stringify({ v: 1, boot: 1, seq, sent: start + 20 - slow, h: 0, e }));
    const message = readMessage({ topic: 'hulin/v1/gw-a/tel', payload, receivedAt: now(20), retained: false });
    await storeBatch(field.database, field.keys, [message, signOn(0, seq - 1)], now(20));
    expect(await alarms()).toMatchObject([{ status: 'raised', late: false }]);
  });

  it.each([
    ['was numbered before it signed on: it may have lain', () => [signOn(0, seq + 1)], 0],
    ['comes after a state that the broker had kept: nobody knows since when', () => [signOn(0, seq, true)], 0],
    ['is history by its own word', () => [signOn(0, seq)], 1],
    ['comes with nobody having heard it sign on', () => [], 0],
  ] as const)('rings for nothing that %s', async (_, states, h) => {
    await field.database.query("update gateway set state = null where id = 'gw-a'");
    await storeBatch(field.database, field.keys, states(), now(0));
    await store([smokeAt(20, h)]);
    expect(await alarms()).toMatchObject([{ late: true }]);
  });
});

describe('what is older than any alarm matters', () => {
  it('is stored without being folded', async () => {
    await store([{ smoke: 0.1, at: 0 }]);
    await store([
      { smoke: 0.9, at: 10, measured: start - 46 * day, h: 1 },
      { smoke: 0.9, at: 10, measured: start - 44 * day, h: 1 },
    ]);
    expect(await alarms()).toEqual([{ status: 'cleared', late: true, opened: now(-44 * day) }]);
    expect(await field.count('reading')).toBe(3);
  });

  it('is folded over weeks by spans to the same', async () => {
    const days = Array.from({ length: 40 }, (_, index) => index - 40);
    const told = days.map((at) => ({ smoke: at % 7 === 0 ? 0.9 : 0.1, at: at * day }));
    await store(told.slice(1));
    await store([{ smoke: 0.9, at: 0, measured: start - 40 * day + 1, h: 1 }]);
    const opened = [-40 * day + 1, ...[-35, -28, -21, -14, -7].map((at) => at * day)].map(now);
    expect((await alarms()).map((alarm) => alarm['opened'])).toEqual(opened);
  });
});

describe('a message that lay on the line for hours', () => {
  it('neither sounds nor is a sign of life, though it was live when it was sent', async () => {
    await store([{ smoke: 0.9, at: 7200, measured: start, h: 0 }]);
    expect(await alarms()).toMatchObject([{ status: 'raised', late: true }]);
    expect(await field.statusOf('a-smoke-01')).toBe('unknown');
    await store([{ smoke: 0.9, at: 7210 }]);
    expect(await alarms()).toMatchObject([{ status: 'raised', late: false }]);
    expect(await field.statusOf('a-smoke-01')).toBe('alarm');
  });
});

describe('a clock that is hours slow', () => {
  const slow = (smoke: number, at: number, h: 0 | 1 = 0) => ({ smoke, at, measured: start + at - 3 * 3600, h });
  const minutes = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => (from + index) * 60);
  const clock = async () =>
    (await field.database.query(`select clock_ms as off, clock_at as since from station where id = 'gw-a'`))[0];

  it('hides no fire once all messages of minutes agree about it, and is told', async () => {
    for (const at of minutes(0, 6)) await store([slow(0.1, at)]);
    expect(await clock()).toEqual({ off: -3 * 3_600_000, since: now(0) });
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
    await store([slow(0.9, 400)]);
    expect(await alarms()).toEqual([{ status: 'raised', late: false, opened: now(400) }]);
    expect(await field.statusOf('a-smoke-01')).toBe('alarm');
    const told = await field.database.query<{ body: unknown }>(
      `select body from change where entity = 'station' and key = 'gw-a' order by n desc limit 1`,
    );
    expect(told[0]?.body).toMatchObject({ clock: { offMs: -3 * 3_600_000, since: now(0) } });
  });

  it('is found again in the store, whatever is folded anew: the same alarm, not late', async () => {
    for (const at of minutes(0, 6)) await store([slow(0.1, at)]);
    await store([slow(0.9, 400)]);
    await store([slow(0.1, 500)]);
    await store([slow(0.2, 395, 1)]);
    await store([slow(0.9, 600)]);
    expect(await alarms()).toEqual([
      { status: 'cleared', late: false, opened: now(400) },
      { status: 'raised', late: false, opened: now(600) },
    ]);
    expect(await latest()).toBe(0.9);
  });

  it('sounds for nothing that had piled up, and is right again with the first message that comes at once', async () => {
    for (const at of minutes(0, 6)) await store([slow(0.1, at)]);
    await store([{ ...slow(0.9, 9000), measured: start + 400 - 3 * 3600 }]);
    expect(await alarms()).toEqual([{ status: 'raised', late: true, opened: now(400) }]);
    await store([{ smoke: 0.1, at: 9010 }]);
    expect(await clock()).toEqual({ off: null, since: null });
    expect(await alarms()).toMatchObject([{ status: 'cleared' }]);
  });
});

describe('a backlog after hours without a hub', () => {
  it('raises late entries alone, though it was live when it was sent', async () => {
    for (let index = 0; index < 40; index++) {
      await store([{ smoke: 0.9, at: 10_800 + index * 12, measured: start + index * 60 }]);
    }
    expect(await alarms()).toEqual([{ status: 'raised', late: true, opened: now(0) }]);
    expect(await field.statusOf('a-smoke-01')).toBe('unknown');
  });
});
