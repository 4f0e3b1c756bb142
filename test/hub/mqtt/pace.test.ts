import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LanePace, lanePace } from '../../../src/hub/mqtt/gateway-lanes.ts';
import type { LineListener } from '../../../src/hub/mqtt/gateway-line.ts';
import type { Ingest, IngestOptions } from '../../../src/hub/mqtt/ingest.ts';
import { TroubleTeller } from '../../../src/hub/mqtt/tell-troubles.ts';
import { eventually } from '../../support/eventually.ts';
import { aSmokeMessage, Field } from './field.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  await field.close();
});

const at = 1_790_000_000;

/** An ingest on a line of the test's own: what is put in, and what was said, in order. */
async function onOwnLine(options: Partial<IngestOptions>) {
  const said: { topic: string; content: { upTo?: number; slow?: { retryAfterMs: number } } }[] = [];
  let listener: LineListener | undefined;
  const openLine = (given: LineListener) => {
    listener = given;
    setImmediate(given.onUp);
    return {
      say: (topic: string, content: object) => said.push({ topic, content }) > 0 || undefined,
      close: async () => undefined,
    };
  };
  const ingest = await field.ingest({ ownBroker: { openLine }, ...options });
  const send = (gateway: string, payload: string) => {
    const message = { topic: `hulin/v1/${gateway}/tel`, payload: Buffer.from(payload), retained: false };
    listener?.onMessage(message, () => undefined);
  };
  return { ingest, said, send };
}

const settled = (ingest: Ingest, count: number) =>
  eventually(
    () => ingest.counts.stored,
    (stored) => stored === count,
    20_000,
  );

describe('a gateway that sends too fast', () => {
  it('holds up no other gateway: what another sends is in the next batch', async () => {
    const { ingest, said, send } = await onOwnLine({});
    for (let seq = 1; seq <= 3500; seq++) send('gw-a', aSmokeMessage({ seq, at: at + seq }));
    send('gw-b', aSmokeMessage({ station: 'b-smoke-01' }));
    await settled(ingest, 3501);
    const first = said.findIndex(({ topic }) => topic === 'hulin/v1/gw-b/ack');
    const before = said.slice(0, first).filter(({ topic }) => topic === 'hulin/v1/gw-a/ack');
    expect(Math.max(0, ...before.map(({ content }) => content.upTo ?? 0))).toBeLessThanOrEqual(1600);
    expect(said.filter(({ content }) => content.slow)).toEqual([]);
  });

  it('is told so, gets no ack for what was not taken, and others go on as ever', async () => {
    const pace: LanePace = { ...lanePace, messagesAtOnce: 100, mayWait: 100 };
    let time = Date.now();
    const { ingest, said, send } = await onOwnLine({ pace, clock: { now: () => time } });
    for (let seq = 1; seq <= 500; seq++) send('gw-a', aSmokeMessage({ seq, at: at + seq }));
    send('gw-b', aSmokeMessage({ station: 'b-smoke-01' }));
    expect(said.filter(({ content }) => content.slow)).toEqual([
      { topic: 'hulin/v1/gw-a/cmd', content: { slow: { retryAfterMs: 1000 } } },
    ]);
    time += 1000;
    await settled(ingest, 201);
    expect(ingest.counts).toMatchObject({ received: 501, stored: 201, delayed: 100, turnedAway: 300 });
    const acks = said.filter(({ topic }) => topic === 'hulin/v1/gw-a/ack').map(({ content }) => content.upTo);
    expect(acks.at(-1)).toBe(200);
    time += 1000;
    for (let seq = 201; seq <= 220; seq++) send('gw-a', aSmokeMessage({ seq, at: at + seq }));
    await settled(ingest, 221);
  });

  it('loses nothing of its pace by sending again what is not stored yet: it is taken once', async () => {
    const { ingest, send } = await onOwnLine({ pace: { ...lanePace, messagesAtOnce: 100 } });
    for (let turn = 0; turn < 3; turn++) {
      for (let seq = 1; seq <= 100; seq++) send('gw-a', aSmokeMessage({ seq, at: at + seq }));
    }
    send('gw-a', aSmokeMessage({ seq: 100, at: at + 777 }));
    await settled(ingest, 100);
    expect(ingest.counts).toMatchObject({ received: 301, duplicates: 200, turnedAway: 0 });
    await eventually(
      () => ingest.counts.forks,
      (forks) => forks === 1,
      20_000,
    );
    send('gw-a', aSmokeMessage({ seq: 1, at: at + 1 }));
    await eventually(
      () => ingest.counts.duplicates,
      (duplicates) => duplicates === 201,
      20_000,
    );
  });

  it('is not asked for what is here already and has to wait for the store', async () => {
    let slowMs = 0;
    const { database } = field;
    const slow = {
      ...database,
      transaction: <T>(work: Parameters<typeof database.transaction<T>>[0]) =>
        sleep(slowMs).then(() => database.transaction(work)),
    };
    const { ingest, said, send } = await onOwnLine({ database: slow, gapMs: 50 });
    send('gw-a', aSmokeMessage({ seq: 1, at: at + 1 }));
    await settled(ingest, 1);
    slowMs = 1500;
    for (const seq of [3, 4]) send('gw-a', aSmokeMessage({ seq, at: at + seq }));
    await settled(ingest, 3);
    slowMs = 3000;
    send('gw-a', aSmokeMessage({ seq: 2, at: at + 2 }));
    await sleep(1500);
    expect(said.filter(({ topic }) => topic === 'hulin/v1/gw-a/cmd')).toEqual([]);
    slowMs = 0;
    await settled(ingest, 4);
  });

  it.each([
    ['without a connection', 'ownBroker'],
    ['as a client of a broker', 'client'],
  ])('obeys, and in the end all it measured is stored once (%s)', async (_how, how) => {
    // So little that even a gateway on a slow disk sends too fast.
    const pace: LanePace = { ...lanePace, messagesPerSecond: 50, messagesAtOnce: 20, mayWait: 10 };
    const ingest = await field.ingest({
      pace,
      ...(how === 'client' && { url: field.broker.url, login: field.broker.login }),
    });
    const gateway = field.gateway('gw-a', { window: 100 });
    await eventually(
      () => gateway.connected,
      (up) => up,
    );
    const draft = () => ({ leaf: 'tel' as const, e: [{ bn: 'a-smoke-01:', n: 'smoke', u: '/', v: 0.05 }] });
    await Promise.all(Array.from({ length: 300 }, () => gateway.record(draft())));
    await eventually(
      () => gateway.journal.pendingCount(),
      (count) => count === 0,
      50_000,
    );
    expect([await field.count('message'), await field.count('reading'), await field.count('message_fork')]).toEqual([
      300, 300, 0,
    ]);
    expect(ingest.counts.turnedAway).toBeGreaterThan(0);
    const live = await field.database.query('select count(*) as n from message where not history');
    expect(live).toEqual([{ n: 300 }]);
  });
});

describe('what the desk is told', () => {
  const stationNow = async () => {
    const [row] = await field.database.query('select status, trouble, trouble_at from station where id = $1', ['gw-a']);
    return row;
  };
  const changes = () =>
    field.database.query<{ body: { trouble: object | null; status: string } }>(
      `select body from change where entity = 'station' and key = 'gw-a' order by n`,
    );

  it('says who sends too fast and since when, and takes it back once it is quiet', async () => {
    await field.database.query(`update station set status = 'fine', heard_at = 1000 where id = 'gw-a'`);
    const teller = new TroubleTeller(field.database);
    const flood = [{ gateway: 'gw-a', live: 400, history: 0 }];
    await teller.tell([], 1000);
    for (const now of [2000, 3000, 9000]) await teller.tell(flood, now);
    expect(await stationNow()).toEqual({ status: 'fault', trouble: 'too-fast', trouble_at: 2000 });
    await teller.tell([], 18_999);
    expect(await stationNow()).toMatchObject({ trouble: 'too-fast' });
    await teller.tell([], 19_000);
    expect(await stationNow()).toEqual({ status: 'fine', trouble: null, trouble_at: null });
    expect((await changes()).map(({ body: { status, trouble } }) => [status, trouble])).toEqual([
      ['fault', { code: 'too-fast', since: 2000 }],
      ['fine', null],
    ]);
  });

  it('calls it catching up while what waits is history, and finds nothing wrong with the gateway', async () => {
    await field.database.query(`update station set status = 'fine', heard_at = 1000 where id = 'gw-a'`);
    const teller = new TroubleTeller(field.database);
    await teller.tell([{ gateway: 'gw-a', live: 3, history: 900 }], 1000);
    expect(await stationNow()).toEqual({ status: 'fine', trouble: 'catching-up', trouble_at: 1000 });
  });

  it('takes back what a killed hub had said, and says again what another took back', async () => {
    await field.database.query(`update station set trouble = 'too-fast', trouble_at = 1 where id in ('gw-a', 'gw-b')`);
    const flood = [{ gateway: 'gw-a', live: 400, history: 0 }];
    const [first, second] = [new TroubleTeller(field.database), new TroubleTeller(field.database)];
    await first.tell(flood, 1000);
    expect(await field.database.query('select id from station where trouble is not null')).toEqual([{ id: 'gw-a' }]);
    await second.tell([], 2000);
    expect(await stationNow()).toMatchObject({ trouble: null });
    await first.tell(flood, 11_000);
    expect(await stationNow()).toMatchObject({ trouble: 'too-fast' });
  });

  it('says it again when the store did not take it, trouble or the end of it', async () => {
    await field.database.query(`update station set status = 'fine', heard_at = 1000 where id = 'gw-a'`);
    let isDown = false;
    const { database } = field;
    const teller = new TroubleTeller({
      ...database,
      transaction: (work) => (isDown ? Promise.reject(new Error('the store is down')) : database.transaction(work)),
    });
    await teller.tell([], 500);
    isDown = true;
    await expect(teller.tell([{ gateway: 'gw-a', live: 400, history: 0 }], 1000)).rejects.toThrow('down');
    isDown = false;
    await teller.tell([], 2000);
    expect(await stationNow()).toMatchObject({ status: 'fault', trouble: 'too-fast' });
    isDown = true;
    await expect(teller.tell([], 11_000)).rejects.toThrow('down');
    isDown = false;
    await teller.tell([], 12_000);
    expect(await stationNow()).toMatchObject({ status: 'fine', trouble: null });
  });

  it('keeps a flooding gateway in trouble while it is heard', async () => {
    const { send } = await onOwnLine({
      pace: { ...lanePace, messagesAtOnce: 100, messagesPerSecond: 50, mayWait: 200 },
    });
    for (let seq = 1; seq <= 300; seq++) send('gw-a', aSmokeMessage({ seq, at: at + seq }));
    const isFault = (row: Awaited<ReturnType<typeof stationNow>>) =>
      row?.trouble === 'too-fast' && row.status === 'fault';
    expect(await eventually(stationNow, isFault)).toBeDefined();
  });
});
