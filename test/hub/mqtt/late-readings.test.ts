import { parse } from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { alarmSchema } from '../../../src/protocol/pull.ts';
import { aSmokeMessage, Field } from './field.ts';
import { now, type Sent, start, storeSmoke } from './store-smoke.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  await field.close();
});

const store = (messages: readonly Sent[]) => storeSmoke(field, messages);
const alarms = () =>
  field.database.query(
    'select rule, status, late, version, opening_seq as seq from alarm order by opening_measured_at, rule',
  );

describe('readings that come late', () => {
  it('move the beginning of an alarm: the new one takes its place, with who had seen it, and the old one stays as superseded', async () => {
    await store([{ seq: 5, smoke: 0.7, at: 50 }]);
    const person = '00000000-0000-4000-8000-000000000001';
    await field.database.query('insert into person (id, name, created_at) values ($1, $2, 0)', [person, 'x']);
    await field.database.query('update alarm set acknowledged_at = 5, acknowledged_by = $1, acknowledged_event = $1', [
      person,
    ]);
    await store([{ seq: 4, smoke: 0.6, at: 40, h: 1 }]);
    const rows = await field.database.query<{ id: string; superseded_by: string | null }>(
      `select id, opening_seq as seq, status, late, acknowledged_by as by, superseded_by from alarm order by opening_seq`,
    );
    expect(rows).toMatchObject([
      { seq: 4, status: 'raised', late: false, by: person, superseded_by: null },
      { seq: 5, status: 'superseded', by: person },
    ]);
    expect(rows[1]?.superseded_by).toBe(rows[0]?.id);
    const [told] = await field.database.query<{ body: unknown }>(
      `select body from change where entity = 'alarm' and key = $1 order by n desc limit 1`,
      [rows[1]?.id],
    );
    expect(parse(alarmSchema, told?.body)).toMatchObject({ status: 'superseded', supersededBy: rows[0]?.id });
    expect(await field.statusOf('a-smoke-01')).toBe('alarm');
  });

  it('split one alarm in two, and clear what was still raised', async () => {
    await store([{ seq: 1, smoke: 0.7, at: 0 }]);
    await store([{ seq: 9, smoke: 0.8, at: 90 }]);
    await store([{ seq: 5, smoke: 0.1, at: 50, h: 1 }]);
    expect(await alarms()).toEqual([
      { rule: 'smoke-high', status: 'cleared', late: false, version: 2, seq: 1 },
      { rule: 'smoke-high', status: 'raised', late: false, version: 1, seq: 9 },
    ]);
    await store([{ seq: 8, smoke: 0.2, at: 95, h: 1 }]);
    expect((await alarms()).map(({ status }) => status)).toEqual(['cleared', 'cleared']);
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
  });

  it('are folded from the last checkpoint, whoever stored what came before', async () => {
    const quiet = Array.from({ length: 60 }, (_, index) => ({ seq: index + 1, smoke: 0.1, at: index * 300 }));
    await store(quiet.filter(({ seq }) => seq % 2 === 1));
    const kept = await field.database.query('select at from alarm_fold order by at');
    expect(kept.length).toBeGreaterThan(5);
    await field.database.query('update gateway set fold_token = gen_random_uuid()'); // as another hub's batch does
    await store([{ seq: 200, smoke: 0.9, at: 9000, h: 1 }]);
    await store(quiet.filter(({ seq }) => seq % 2 === 0));
    expect(await alarms()).toMatchObject([{ seq: 200, status: 'cleared' }]);
    await store([{ seq: 300, smoke: 0.9, at: 20_000 }]);
    expect(await alarms()).toMatchObject([{ seq: 200 }, { seq: 300, status: 'raised', late: false }]);
  });

  it('from history raise nothing for the siren, and change no live alarm but its extent', async () => {
    await store([{ seq: 9, smoke: 0.8, at: 90 }]);
    await store([
      { seq: 1, smoke: 0.9, at: 10, h: 1 },
      { seq: 2, smoke: 0.1, at: 20, h: 1 },
    ]);
    expect(await alarms()).toEqual([
      { rule: 'smoke-high', status: 'cleared', late: true, version: 1, seq: 1 },
      { rule: 'smoke-high', status: 'raised', late: false, version: 1, seq: 9 },
    ]);
  });
});

describe('a sensor that measures every ten minutes', () => {
  it('has its low smoke found to last, by its own heartbeat', async () => {
    const rarely = [0, 600, 1200].map((at, index) => ({ seq: index + 1, smoke: 0.4, at }));
    await store(rarely);
    expect(await alarms()).toEqual([]);
    await field.database.query("update station set heartbeat_ms = 600000 where id = 'a-smoke-01'");
    await field.database.query('truncate reading, message, gateway_progress, alarm_fold, own_alarm');
    await field.database.query('update gateway set fold_token = null');
    await store(rarely);
    expect(await alarms()).toMatchObject([{ rule: 'smoke-lasting', seq: 1, status: 'raised' }]);
  });
});

describe('two sensors near each other', () => {
  it('confirm one another, across gateways, until it turns out that one was clear', async () => {
    await store([{ seq: 1, smoke: 0.7, at: 0 }]);
    const payload = aSmokeMessage({ seq: 1, smoke: 0.8, at: start + 60, station: 'b-smoke-01' });
    const incoming = {
      topic: 'hulin/v1/gw-b/tel',
      payload: Buffer.from(payload),
      receivedAt: now(60),
      retained: false,
    };
    await storeBatch(field.database, field.keys, [readMessage(incoming)], now(60));
    const levels = () =>
      field.database.query('select station, level, neighbours, version from alarm order by station collate "C"');
    expect(await levels()).toEqual([
      { station: 'a-smoke-01', level: 'confirmed', neighbours: ['b-smoke-01'], version: 2 },
      { station: 'b-smoke-01', level: 'confirmed', neighbours: ['a-smoke-01'], version: 1 },
    ]);
    await field.database.query("update station set lon = 123 where id = 'b-smoke-01'"); // moved, say
    await store([{ seq: 2, smoke: 0.2, at: 70 }]);
    expect(await levels()).toMatchObject([{ station: 'a-smoke-01', level: 'single', neighbours: [] }, {}]);
  });
});

describe('a newer hub on the same database', () => {
  const forgetFolds = () => field.database.query('update gateway set fold_token = null');

  it('goes on with an alarm of a build that kept no checkpoints, and raises it no second time', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    await store([{ seq: 2, smoke: 0.7, at: 60 }]);
    await field.database.query('delete from alarm_fold');
    await forgetFolds();
    await store([{ seq: 3, smoke: 0.6, at: 120 }]);
    expect(await alarms()).toEqual([{ rule: 'smoke-high', status: 'raised', late: false, version: 1, seq: 2 }]);
    await store([{ seq: 4, smoke: 0.1, at: 180 }]);
    expect(await alarms()).toMatchObject([{ status: 'cleared', version: 2, seq: 2 }]);
  });

  it('with other rules keeps an alarm that they find as well, though a checkpoint lies within the fire', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    await store([{ seq: 2, smoke: 0.7, at: 700 }]);
    await store([{ seq: 3, smoke: 0.7, at: 1300 }]);
    await store([{ seq: 4, smoke: 0.7, at: 1900 }]);
    await field.database.query(`update alarm_fold set rules = 'older'`);
    await forgetFolds();
    await store([{ seq: 5, smoke: 0.6, at: 1960 }]);
    expect(await alarms()).toEqual([{ rule: 'smoke-high', status: 'raised', late: false, version: 1, seq: 2 }]);
  });

  it('with other rules takes back what they no longer find', async () => {
    await store([{ seq: 1, smoke: 0.1, at: 0 }]);
    await store([{ seq: 2, smoke: 0.7, at: 700 }]);
    await field.database.query(
      `update alarm set id = gen_random_uuid(), rule = 'co-high', opening_seq = 1, opening_measured_at = $1`,
      [now(0)],
    );
    await field.database.query(`update alarm_fold set rules = 'older'`);
    await forgetFolds();
    await store([{ seq: 3, smoke: 0.1, at: 760 }]);
    expect((await alarms()).map(({ rule, status }) => [rule, status])).toEqual([
      ['co-high', 'superseded'],
      ['smoke-high', 'cleared'],
    ]);
  });
});
