import fc from 'fast-check';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { eventually } from '../../support/eventually.ts';
import { aSmokeMessage, Field, secret } from './field.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  await field.close();
});

async function aLine(id: string): Promise<{ client: MqttClient; heard: { topic: string; content: unknown }[] }> {
  const client = await mqtt.connectAsync(field.broker.url, { username: id, password: secret, reconnectPeriod: 0 });
  const heard: { topic: string; content: unknown }[] = [];
  client.on('message', (topic, payload) => heard.push({ topic, content: JSON.parse(payload.toString()) }));
  await client.subscribeAsync([`hulin/v1/${id}/cmd`, `hulin/v1/${id}/ack`], { qos: 1 });
  return { client, heard };
}

const rows = async () => ({
  messages: await field.database.query('select gateway, boot, seq, hash from message order by 1, 2, 3'),
  readings: await field.database.query(
    'select gateway, boot, seq, ordinal, station, name, number, measured_at from reading order by 1, 2, 3, 4',
  ),
  latest: await field.database.query('select station, name, number, measured_at from latest_reading order by 1, 2'),
});

describe('ingest', () => {
  it('stores readings with measured, sent and received times and acknowledges them after the commit', async () => {
    await field.ingest();
    const { client, heard } = await aLine('gw-a');
    const at = Math.floor(Date.now() / 1000);
    await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ smoke: 0.2, at }), { qos: 1 });
    await eventually(
      () => heard.length,
      (n) => n > 0,
    );
    expect(heard[0]).toEqual({ topic: 'hulin/v1/gw-a/ack', content: { boot: 1, upTo: 1 } });
    const [reading] = await field.database.query('select * from reading');
    expect(reading).toMatchObject({ station: 'a-smoke-01', number: 0.2, measured_at: at * 1000 });
    expect(reading).toMatchObject({ sent_at: at * 1000 + 500, history: false });
    expect(Math.abs(Number(reading?.received_at) - Date.now())).toBeLessThan(10_000);
    expect(await field.statusOf('a-smoke-01')).toBe('fine');
    client.end(true);
  });

  it('says no /ack before the commit is through', async () => {
    const held = 4242;
    await field.database.query(`create function wait_in_commit() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(${held}); return null; end $$`);
    await field.database.query(`create constraint trigger waits after insert on message
      deferrable initially deferred for each row execute function wait_in_commit()`);
    await field.ingest();
    const { client, heard } = await aLine('gw-a');
    const acks = () => heard.filter(({ topic }) => topic.endsWith('/ack')).map(({ content }) => content);
    const waiting = () =>
      field.database.query(
        `select 1 as one from pg_locks where locktype = 'advisory' and objid = ${held} and not granted
            and database = (select oid from pg_database where datname = current_database())`,
      );
    await field.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(${held})`);
      await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({}), { qos: 1 });
      await eventually(waiting, ({ length }) => length > 0);
      await client.subscribeAsync('hulin/v1/gw-a/ack', { qos: 1 }); // answered after whatever was said before
      expect(acks()).toEqual([]);
    });
    expect(await eventually(acks, ({ length }) => length > 0)).toEqual([{ boot: 1, upTo: 1 }]);
    client.end(true);
  });

  it('gives the same rows for any order and repetition of the same messages', async () => {
    const messages = Array.from({ length: 12 }, (_, index) =>
      aSmokeMessage({ seq: index + 1, smoke: (index % 5) / 12, at: 1_790_000_000 + ((index * 7) % 12) }),
    );
    const store = async (order: readonly string[]) => {
      await field.database.query('truncate message, reading, latest_reading, gateway_progress, quarantine');
      for (let at = 0; at < order.length; at += 4) {
        const incoming = order.slice(at, at + 4).map((text) => ({
          ...{ topic: 'hulin/v1/gw-a/tel', payload: Buffer.from(text), receivedAt: 1_790_000_100_000, retained: false },
        }));
        await storeBatch(field.database, field.keys, incoming.map(readMessage), 1_790_000_100_000);
      }
      const progress = await field.database.query('select boot, up_to from gateway_progress');
      return { ...(await rows()), progress };
    };
    const expected = await store(messages);
    expect(expected.progress).toEqual([{ boot: 1, up_to: 12 }]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(messages, { minLength: 12 }),
        fc.array(fc.constantFrom(...messages), { maxLength: 12 }),
        async (order, again) => {
          const mixed = [...order.slice(0, 6), ...again, ...order.slice(6)];
          expect(await store(mixed)).toEqual(expected);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('keeps another payload under the same number aside, alarms it once and keeps the first', async () => {
    const ingest = await field.ingest();
    const { client } = await aLine('gw-a');
    for (const smoke of [0.11, 0.22, 0.22, 0.11, 0.33]) {
      await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ smoke }), { qos: 1 });
    }
    await eventually(
      () => ingest.counts,
      ({ forks, duplicates }) => forks === 2 && duplicates === 1,
    );
    expect((await rows()).readings).toMatchObject([{ number: 0.11 }]);
    expect(await field.count('message_fork')).toBe(2);
    const alarms = await field.database.query('select station, rule, status from alarm');
    expect(alarms).toEqual([{ station: 'gw-a', rule: 'message-fork', status: 'raised' }]);
    client.end(true);
  });

  it.each([
    ['not-json', '{"v":1,"boot":1,"seq":1,', 1],
    ['not-json', 'smoke!', 0],
    ['bad-payload', JSON.stringify({ v: 1, boot: 1, seq: 1, sent: 1, h: 7, e: [{ n: 'x', v: 1 }] }), 1],
    ['bad-payload', aSmokeMessage({ station: 'b-smoke-01' }), 1],
    ['bad-payload', aSmokeMessage({ station: 'nobody' }), 1],
    ['bad-payload', aSmokeMessage({}).replace('"u":"/"', '"u":"\\u0000"'), 1],
    ['bad-payload', aSmokeMessage({ at: 1e15 }), 1],
    ['bad-payload', aSmokeMessage({ seq: 0 }), 0],
    ['too-large', `{"v":1,"boot":1,"seq":1,"x":"${'x'.repeat(9000)}"}`, 1],
    ['too-large', `{"v":1,"boot":1,"seq":1,"x":"${'x'.repeat(3_000_000)}"}`, 1],
  ])('quarantines %s (%.40s) with its reason and goes on with the rest', async (reason, payload, upTo) => {
    const ingest = await field.ingest();
    const { client, heard } = await aLine('gw-a');
    await client.publishAsync('hulin/v1/gw-a/tel', payload, { qos: 1 });
    await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ seq: 2 }), { qos: 1 });
    await eventually(
      () => ingest.counts.stored,
      (stored) => stored === 1,
    );
    const kept = await field.database.query('select reason, origin, times from quarantine');
    expect(kept).toEqual([{ reason, origin: 'hulin/v1/gw-a/tel', times: 1 }]);
    expect(ingest.counts.refused).toEqual({ [reason]: 1 });
    expect(await field.count('reading')).toBe(1);
    const acked = heard.filter(({ topic }) => topic.endsWith('/ack')).map(({ content }) => content);
    if (upTo > 0)
      await eventually(
        () => heard.findLast(({ topic }) => topic.endsWith('/ack'))?.content,
        (last) => JSON.stringify(last) === '{"boot":1,"upTo":2}',
      );
    else expect(acked).toEqual([]);
    expect(client.connected).toBe(true);
    client.end(true);
  });

  it('names the station that is not of the gateway', async () => {
    const ingest = await field.ingest();
    const { client } = await aLine('gw-a');
    await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ station: 'b-smoke-01' }), { qos: 1 });
    await eventually(
      () => ingest.counts.refused,
      (refused) => refused['bad-payload'] === 1,
    );
    const [kept] = await field.database.query('select detail from quarantine');
    expect(kept?.detail).toContain('b-smoke-01');
    client.end(true);
  });

  it('asks for a hole and acknowledges beyond it only once it is filled', async () => {
    await field.ingest();
    const { client, heard } = await aLine('gw-a');
    for (const seq of [1, 2, 5, 6]) {
      await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ seq, at: 1_790_000_000 + seq }), { qos: 1 });
    }
    const asked = await eventually(
      () => heard.find(({ topic }) => topic.endsWith('/cmd')),
      (found) => found !== undefined,
    );
    expect(asked?.content).toEqual({ backfill: { boot: 1, from: 3, to: 4 } });
    const acks = () => heard.filter(({ topic }) => topic.endsWith('/ack')).map(({ content }) => content);
    expect(acks().at(-1)).toEqual({ boot: 1, upTo: 2 });
    for (const seq of [4, 3]) {
      const late = aSmokeMessage({ seq, at: 1_790_000_000 + seq, h: 1 });
      await client.publishAsync('hulin/v1/gw-a/tel', late, { qos: 1 });
    }
    await eventually(acks, (all) => JSON.stringify(all.at(-1)) === '{"boot":1,"upTo":6}');
    client.end(true);
  });

  it('asks no more for what is lost with a boot of which the gateway has nothing left, and acknowledges what came of it', async () => {
    await field.ingest();
    const { client, heard } = await aLine('gw-a');
    for (const seq of [1, 4]) await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ seq }), { qos: 1 });
    const heardOf = (leaf: string) => heard.filter(({ topic }) => topic.endsWith(leaf)).map(({ content }) => content);
    await eventually(
      () => heardOf('/cmd').length,
      (n) => n > 0,
    );
    const state = { online: true, boot: 3, head: 9, oldest: { boot: 3, seq: 9 } };
    await client.publishAsync('hulin/v1/gw-a/state', JSON.stringify(state), { qos: 1, retain: true });
    const places = () =>
      field.database.query('select boot, up_to from gateway_progress where boot = 1 and up_to = 4 order by boot');
    await eventually(places, (found) => found.length === 1);
    const asked = heardOf('/cmd').filter((content) => JSON.stringify(content).includes('"boot":1')).length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(heardOf('/cmd').filter((content) => JSON.stringify(content).includes('"boot":1'))).toHaveLength(asked);
    client.end(true);
  });

  it('keeps the state of a gateway and calls it unknown as soon as it says goodbye', async () => {
    await field.ingest();
    const { client } = await aLine('gw-a');
    await client.publishAsync('hulin/v1/gw-a/state', '{"online":true,"boot":3,"head":0}', { qos: 1, retain: true });
    await eventually(
      () => field.statusOf('gw-a'),
      (status) => status === 'fine',
    );
    await client.publishAsync('hulin/v1/gw-a/state', '{"online":false,"boot":3}', { qos: 1, retain: true });
    await eventually(
      () => field.statusOf('gw-a'),
      (status) => status === 'unknown',
    );
    const [row] = await field.database.query('select online, state from gateway where id = $1', ['gw-a']);
    expect(row).toEqual({ online: false, state: { online: false, boot: 3 } });
    client.end(true);
  });

  it('tells every change of a station once, in the change table', async () => {
    await field.ingest();
    const { client } = await aLine('gw-a');
    const at = Math.floor(Date.now() / 1000);
    for (const seq of [1, 2, 3]) {
      await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({ seq, at: at + seq }), { qos: 1 });
    }
    await eventually(
      () => field.count('reading'),
      (n) => n === 3,
    );
    const changes = await field.database.query<{ key: string; body: { status: string } }>(
      `select key, body from change where entity = 'station' order by n`,
    );
    expect(changes.map(({ key, body }) => [key, body.status]).sort()).toEqual([
      ['a-smoke-01', 'fine'],
      ['gw-a', 'fine'],
    ]);
    client.end(true);
  });
});
