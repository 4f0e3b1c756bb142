import { parse } from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listSilent } from '../../../src/hub/mqtt/list-silent.ts';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { markSilent } from '../../../src/hub/mqtt/watch-silence.ts';
import { alarmSchema } from '../../../src/protocol/pull.ts';
import { Field } from './field.ts';
import { now, type Sent, storeSmoke } from './store-smoke.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  await field.close();
});

const store = (messages: readonly Sent[], leaf?: string, on?: boolean) => storeSmoke(field, messages, leaf, on);
const alarms = () =>
  field.database.query(
    'select rule, status, late, version, opening_seq as seq from alarm order by opening_measured_at, rule',
  );

describe('alarms', () => {
  it('are raised once at 0.5, stay in the dead band, clear by themselves at 0.3, and travel whole in the change table', async () => {
    await store([{ seq: 1, smoke: 0.49, at: 0 }]);
    expect(await alarms()).toEqual([]);
    await store([
      { seq: 2, smoke: 0.5, at: 10 },
      { seq: 3, smoke: 0.9, at: 20 },
    ]);
    await store([
      { seq: 4, smoke: 0.31, at: 30 },
      { seq: 5, smoke: 0.6, at: 40 },
    ]);
    expect(await alarms()).toEqual([{ rule: 'smoke-high', status: 'raised', late: false, version: 1, seq: 2 }]);
    expect(await field.statusOf('a-smoke-01')).toBe('alarm');
    await store([{ seq: 6, smoke: 0.3, at: 50 }]);
    expect(await alarms()).toEqual([{ rule: 'smoke-high', status: 'cleared', late: false, version: 2, seq: 2 }]);
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
    const changes = await field.database.query<{ body: unknown }>(
      `select body from change where entity = 'alarm' order by n`,
    );
    const bodies = changes.map(({ body }) => parse(alarmSchema, body));
    expect(bodies.map(({ version, status }) => [version, status])).toEqual([
      [1, 'raised'],
      [2, 'cleared'],
    ]);
    const events = await field.database.query<{ raw: string }>(
      `select raw from event where kind = 'alarm' order by seq`,
    );
    expect(events.map(({ raw }) => JSON.parse(raw).body.status)).toEqual(['raised', 'cleared']);
  });

  it('keep their acknowledgement when they clear', async () => {
    await store([{ seq: 1, smoke: 0.7, at: 0 }]);
    const person = '00000000-0000-4000-8000-000000000001';
    await field.database.query('insert into person (id, name, created_at) values ($1, $2, 0)', [person, 'x']);
    await field.database.query(
      'update alarm set acknowledged_at = 5, acknowledged_by = $1, acknowledged_event = $1, version = 2',
      [person],
    );
    await store([{ seq: 2, smoke: 0.1, at: 10 }]);
    const [last] = await field.database.query<{ body: unknown }>(
      `select body from change where entity = 'alarm' order by n desc limit 1`,
    );
    expect(last?.body).toMatchObject({ status: 'cleared', version: 3, acknowledged: { person, event: person, at: 5 } });
  });

  it('are raised once though two hubs store the same messages at the same time', async () => {
    const messages = Array.from({ length: 20 }, (_, index) => ({
      seq: index + 1,
      smoke: index % 4 === 1 ? 0.8 : 0.1,
      at: index,
    }));
    await Promise.all(Array.from({ length: 6 }, () => store(messages)));
    expect((await alarms()).map(({ seq, status }) => [seq, status])).toEqual(
      [2, 6, 10, 14, 18].map((seq) => [seq, 'cleared']),
    );
    const [events] = await field.database.query(`select count(*) as n from event where kind = 'alarm'`);
    expect(events).toEqual({ n: 10 });
    expect(await field.count('reading')).toBe(20);
  });

  it('from history are late, and become live only when a live reading shows the same', async () => {
    await store([{ seq: 1, smoke: 0.8, at: 0, h: 1 }]);
    expect(await alarms()).toMatchObject([{ status: 'raised', late: true, version: 1 }]);
    expect(await field.statusOf('a-smoke-01')).toBe('unknown');
    await store([{ seq: 2, smoke: 0.45, at: 10 }]);
    expect(await alarms()).toMatchObject([{ status: 'raised', late: true, version: 1 }]);
    await store([{ seq: 3, smoke: 0.7, at: 20 }]);
    expect(await alarms()).toMatchObject([{ status: 'raised', late: false, version: 2 }]);
  });

  it('that were over before the newest live reading are listed as late and disturb nothing', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    await store([{ seq: 9, smoke: 0.1, at: 100 }]);
    await store([
      { seq: 2, smoke: 0.8, at: 20, h: 1 },
      { seq: 3, smoke: 0.9, at: 30, h: 1 },
      { seq: 4, smoke: 0.2, at: 40, h: 1 },
    ]);
    await store([{ seq: 5, smoke: 0.7, at: 35, h: 1 }]);
    expect(await alarms()).toEqual([{ rule: 'smoke-high', status: 'cleared', late: true, version: 1, seq: 2 }]);
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
    await store([{ seq: 10, smoke: 0.8, at: 110 }]);
    await store([{ seq: 6, smoke: 0.1, at: 105, h: 1 }]);
    expect(await alarms()).toMatchObject([{ seq: 2 }, { seq: 10, status: 'raised', late: false }]);
    expect(await field.statusOf('a-smoke-01')).toBe('alarm');
  });

  it('first raised late are raised when they turn live: nobody was called before', async () => {
    await store([{ seq: 1, smoke: 0.8, at: 0, h: 1 }]);
    await store([{ seq: 2, smoke: 0.8, at: 3600 }]);
    expect(await field.database.query('select late, raised_at as raised from alarm')).toEqual([
      { late: false, raised: now(3600) },
    ]);
  });

  it('closed by hand are open again, in nobody’s hands, when another rule speaks', async () => {
    await store([{ seq: 1, smoke: 0.7, at: 0 }]);
    const person = '00000000-0000-4000-8000-000000000001';
    await field.database.query('insert into person (id, name, created_at) values ($1, $2, 0)', [person, 'x']);
    const said = { event: person, chain: person, person, fromAt: null, toAt: now(1), version: 2, state: 'stands' };
    const file = { entries: [{ ...said, field: 'closing', value: 'false-alarm' }] };
    await field.database.query(
      'update alarm set acknowledged_at = 5, acknowledged_by = $1, acknowledged_event = $1, file = $2, version = 2',
      [person, JSON.stringify(file)],
    );
    await store([{ seq: 2, smoke: 0.7, at: 100 }]);
    const state = () =>
      field.database.query('select version, acknowledged_at as seen, raised_at as raised, file from alarm');
    expect(await state()).toEqual([{ version: 2, seen: 5, raised: now(0), file }]);
    await store([
      { seq: 3, smoke: 0.7, at: 300 },
      { seq: 4, smoke: 0.7, at: 400 },
    ]);
    expect(await state()).toMatchObject([
      { version: 3, seen: null, raised: now(400), file: { entries: [{ value: 'false-alarm', state: 'past' }] } },
    ]);
  });

  it('remember at which version another rule began to speak, so that whoever had not seen that closes nothing', async () => {
    const seen = () => field.database.query('select version, file from alarm');
    await store([{ seq: 1, smoke: 0.7, at: 0 }]);
    expect(await seen()).toEqual([{ version: 1, file: null }]);
    await store([{ seq: 2, smoke: 0.7, at: 100 }]);
    await store([
      { seq: 3, smoke: 0.7, at: 300 },
      { seq: 4, smoke: 0.7, at: 400 },
    ]);
    expect(await seen()).toEqual([{ version: 2, file: { entries: [], grown: 2 } }]);
  });

  it('of the sensor itself go on and off by its own word', async () => {
    await store([{ seq: 1, smoke: 0.2, at: 0 }], 'alarm', true);
    expect(await alarms()).toMatchObject([{ rule: 'sensor-alarm', status: 'raised', late: false }]);
    await store([{ seq: 2, smoke: 0.2, at: 10 }], 'alarm', false);
    expect(await alarms()).toMatchObject([{ rule: 'sensor-alarm', status: 'cleared' }]);
  });
});

describe('silence', () => {
  it('makes a station unknown after nearly two heartbeats, and hearing it again fine', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    expect(await markSilent(field.database, now(18), 0)).toEqual([]);
    expect((await markSilent(field.database, now(18) + 1, 0)).sort()).toEqual(['a-smoke-01', 'gw-a']);
    expect(await field.statusOf('a-smoke-01')).toBe('unknown');
    expect(await markSilent(field.database, now(30), 0)).toEqual([]);
    await store([{ seq: 2, smoke: 0.1, at: 40 }]);
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
    const changes = await field.database.query<{ body: { status: string } }>(
      `select body from change where entity = 'station' and key = 'a-smoke-01' order by n`,
    );
    expect(changes.map(({ body }) => body.status)).toEqual(['fine', 'unknown', 'fine']);
  });

  it('of a station with an alarm is unknown too, and the alarm stays', async () => {
    await store([{ seq: 1, smoke: 0.9, at: 0 }]);
    await markSilent(field.database, now(21), 0);
    expect(await field.statusOf('a-smoke-01')).toBe('unknown');
    expect(await alarms()).toMatchObject([{ status: 'raised' }]);
    await store([{ seq: 2, smoke: 0.9, at: 30 }]);
    expect(await field.statusOf('a-smoke-01')).toBe('alarm');
  });

  it('is not judged within one heartbeat of a restart', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    const restartedAt = now(3600);
    expect(await markSilent(field.database, restartedAt + 9_999, restartedAt)).toEqual([]);
    expect((await markSilent(field.database, restartedAt + 10_000, restartedAt)).length).toBe(2);
  });

  const list = (at: number, since: number) => listSilent(field.database, field.keys, at, since);
  const silences = () =>
    field.database.query(
      `select station, level, status, opening_seq as seq, opening_measured_at as heard from alarm where rule = 'silence' order by station`,
    );

  it('is listed once, by the last word, as a technical alarm, and cleared when the station speaks again', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    await markSilent(field.database, now(21), 0);
    expect(await list(now(21), 0)).toEqual(['a-smoke-01', 'gw-a']);
    expect(await list(now(22), 0)).toEqual([]);
    const word = { level: 'technical', status: 'raised', seq: 1 };
    expect(await silences()).toEqual([
      { station: 'a-smoke-01', ...word, heard: now(0) },
      { station: 'gw-a', ...word, heard: now(0) + 500 },
    ]);
    await store([{ seq: 2, smoke: 0.1, at: 30 }]);
    expect(await silences()).toMatchObject([{ status: 'cleared' }, { status: 'cleared' }]);
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
  });

  it('after the same last word again is the same alarm raised again', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    await markSilent(field.database, now(21), 0);
    await list(now(21), 0);
    await store([{ seq: 1, smoke: 0.1, at: 0 }]); // repeated: its gateway is alive, its sensor is not
    expect(await silences()).toMatchObject([{ status: 'raised' }, { status: 'cleared' }]);
    await markSilent(field.database, now(60), 0);
    expect(await list(now(60), 0)).toEqual(['gw-a']);
    expect(await silences()).toMatchObject([{ status: 'raised' }, { status: 'raised' }]);
  });

  it('raises no storm when the hub comes back: only who stays silent for nearly two heartbeats more is listed', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    const restartedAt = now(3600);
    for (const after of [0, 10_000, 17_999]) {
      await markSilent(field.database, restartedAt + after, restartedAt);
      expect(await list(restartedAt + after, restartedAt)).toEqual([]);
    }
    await store([{ seq: 2, smoke: 0.1, at: 3615 }]);
    await markSilent(field.database, restartedAt + 20_000, restartedAt);
    expect(await list(restartedAt + 20_000, restartedAt)).toEqual([]);
    expect(await silences()).toEqual([]);
  });

  it('of one that never spoke is no alarm', async () => {
    await markSilent(field.database, now(3600), 0);
    expect(await list(now(3600), 0)).toEqual([]);
  });
});

describe('a humidity sensor that is dead at a dry value', () => {
  it('is passed over after six hours and told so, until its value changes', async () => {
    const humid = (seq: number, at: number, humidity: number) => {
      const e = [{ bn: 'a-smoke-01:', bt: now(at) / 1000, n: 'humidity', v: humidity }];
      const payload = Buffer.from(JSON.stringify({ v: 1, boot: 1, seq, sent: now(at) / 1000, h: 0, e }));
      const incoming = { topic: 'hulin/v1/gw-a/tel', payload, receivedAt: now(at), retained: false };
      return storeBatch(field.database, field.keys, [readMessage(incoming)], now(at));
    };
    const trouble = async () =>
      (await field.database.query("select trouble, trouble_at from station where id = 'a-smoke-01'"))[0];
    await humid(1, 0, 12);
    await humid(2, 6 * 3600, 12);
    expect(await trouble()).toEqual({ trouble: null, trouble_at: null });
    await humid(3, 6 * 3600 + 60, 12);
    expect(await trouble()).toEqual({ trouble: 'stuck-weather', trouble_at: now(6 * 3600 + 60) });
    await humid(4, 6 * 3600 + 120, 13);
    expect(await trouble()).toEqual({ trouble: null, trouble_at: null });
    const told = await field.database.query<{ code: string | null }>(
      "select body -> 'trouble' ->> 'code' as code from change where entity = 'station' and key = 'a-smoke-01' order by n desc limit 2",
    );
    expect(told.map(({ code }) => code)).toEqual([null, 'stuck-weather']);
  });
});
