import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../device-sim/seeded-random.ts';
import { ringOnChange } from '../../../src/hub/mqtt/doorbell.ts';
import type { Ingest } from '../../../src/hub/mqtt/ingest.ts';
import { liveTopics } from '../../../src/protocol/live.ts';
import { eventually } from '../../support/eventually.ts';
import { lacksMosquitto, Mosquitto } from '../../support/mosquitto.ts';
import { startSubscriber } from '../../support/mosquitto-sub.ts';
import { runClient } from '../../support/run-client.ts';
import { aSmokeMessage, Field, observerPassword, secret } from './field.ts';

/** Rounds of kill -9; more by option, with another seed. */
const rounds = Number(process.env.KILLS ?? 3);
const seed = Number(process.env.KILL_SEED ?? 20_261_130);

let field: Field;
let broker: Mosquitto;
beforeEach(async () => {
  field = await Field.open();
  const folder = join(field.folder, 'mosquitto');
  await mkdir(folder);
  const secrets = new Map([
    ['gw-a', secret],
    ['gw-b', secret],
    ['observer', observerPassword],
  ]);
  if (!lacksMosquitto) broker = await Mosquitto.open(folder, secrets);
});
afterEach(async () => {
  await field.close();
  await broker?.kill();
});

const ingest = (): Promise<Ingest> => field.ingest({ url: broker.hubUrl, login: undefined as never });
const login = (id: string) => [
  ...['-h', '127.0.0.1', '-p', String(broker.port), '-u', id],
  ...['-P', id === 'observer' ? observerPassword : secret],
];

const publish = (id: string, topic: string, payload: string, more: string[] = []) =>
  runClient('mosquitto_pub', [...login(id), '-q', '1', '-t', topic, ...more, '-s'], payload);

/** The topics a client hears while `meanwhile` is done: waits for so many, and a little longer for more that should not come. */
async function heard(
  id: string,
  topics: readonly string[],
  wanted: number,
  meanwhile: () => Promise<unknown>,
): Promise<string[]> {
  const subscriber = await startSubscriber([...login(id), ...topics.flatMap((topic) => ['-t', topic]), '-F', '%t']);
  const different = () => [...new Set(subscriber.heard())].toSorted();
  try {
    await meanwhile();
    await eventually(different, (found) => found.length >= wanted);
    await sleep(700);
    return different();
  } finally {
    await subscriber.stop();
  }
}

/** In seconds, as messages say it: alarms are of now. */
const justNow = () => Math.floor(Date.now() / 1000);

describe.skipIf(lacksMosquitto)('Mosquitto as the gateways’ broker', () => {
  it('takes tel, alarm and state of each gateway from itself alone; the hub stores and acknowledges them', async () => {
    const hub = await ingest();
    const alarm = {
      ...JSON.parse(aSmokeMessage({ seq: 2, smoke: 0.95, at: justNow() })),
      alarm: { kind: 'smoke', on: true },
    };
    const topics = await heard('gw-a', ['hulin/v1/gw-a/ack', 'hulin/v1/gw-a/cmd'], 2, async () => {
      await publish('gw-a', 'hulin/v1/gw-a/tel', aSmokeMessage({}));
      await publish('gw-a', 'hulin/v1/gw-a/alarm', JSON.stringify(alarm));
      await publish('gw-a', 'hulin/v1/gw-a/state', '{"online":true,"boot":1,"head":4}', ['-r']);
      await publish('gw-a', 'hulin/v1/gw-a/tel', aSmokeMessage({ seq: 4 }));
    });
    expect(topics).toEqual(['hulin/v1/gw-a/ack', 'hulin/v1/gw-a/cmd']);
    expect([hub.counts.stored, await field.count('alarm')]).toEqual([3, 2]);
    const [row] = await field.database.query('select online from gateway where id = $1', ['gw-a']);
    expect(row).toEqual({ online: true });
  });

  it('acknowledges what one may not publish, and delivers it to nobody', async () => {
    const foreign = ['gw-b/tel', 'gw-b/state', 'gw-a/ack', 'gw-a/cmd', 'live/all'];
    const topics = await heard('observer', ['hulin/v1/#'], 1, async () => {
      for (const end of foreign) {
        expect((await publish('gw-a', `hulin/v1/${end}`, aSmokeMessage({}))).code).toBe(0);
      }
      expect((await publish('observer', 'hulin/v1/gw-a/tel', aSmokeMessage({}))).code).toBe(0);
      await publish('gw-b', 'hulin/v1/gw-b/alarm', aSmokeMessage({}));
    });
    expect(topics).toEqual(['hulin/v1/gw-b/alarm']);
  });

  it('lets a gateway hear its own cmd and ack and nothing else, and an observer all', async () => {
    await ingest();
    const say = async () => {
      await publish('gw-b', 'hulin/v1/gw-b/tel', aSmokeMessage({ station: 'b-smoke-01' }));
      await publish('gw-a', 'hulin/v1/gw-a/tel', aSmokeMessage({}));
    };
    expect(await heard('gw-a', ['hulin/v1/#', '#'], 1, say)).toEqual(['hulin/v1/gw-a/ack']);
    const all = ['gw-a/ack', 'gw-a/tel', 'gw-b/ack', 'gw-b/tel'].map((end) => `hulin/v1/${end}`);
    expect(await heard('observer', ['hulin/v1/#'], 4, say)).toEqual(all);
  });

  it('lets nobody in with a wrong secret, an unknown name or none, and cuts off a message over its limit', async () => {
    const place = ['-h', '127.0.0.1', '-p', String(broker.port)];
    for (const who of [['-u', 'gw-a', '-P', 'wrong'], ['-u', 'nobody', '-P', secret], []]) {
      const { code, out } = await runClient('mosquitto_pub', [...place, ...who, '-t', 'hulin/v1/gw-a/tel', '-m', 'x']);
      expect([code === 0, out]).toEqual([false, expect.stringMatching(/refused|authori/i)]);
    }
    const hub = await ingest();
    await publish('gw-a', 'hulin/v1/gw-a/tel', `{"boot":1,"seq":1,"x":"${'x'.repeat(20_000)}"}`);
    await eventually(
      () => hub.counts.refused,
      (refused) => refused['too-large'] === 1,
    );
    const cut = await publish('gw-a', 'hulin/v1/gw-a/tel', 'x'.repeat(100_000));
    expect([cut.code === 0, cut.out]).toEqual([false, expect.stringContaining('connection was lost')]);
    expect(hub.counts.received).toBe(1);
  });

  it(`loses and doubles nothing though hub, broker and gateway are killed ${rounds} times under load`, async () => {
    const random = seededRandom(seed, 'kills');
    const credentials = join(field.folder, 'credentials.json');
    const stations = ['a-smoke-01', 'a-smoke-02'].map((id) => ({ id, kind: 'smoke-sensor', heartbeatMs: 10_000 }));
    await field.writeCredentials(credentials, { url: broker.url, gateways: [{ id: 'gw-a', secret, stations }] });
    let gateway = field.spawnGateway(credentials);
    let hub = await field.spawnIngest(broker.hubUrl);
    const kill = [
      () => broker.kill().then(() => broker.start()),
      async () => {
        gateway.kill('SIGKILL');
        await once(gateway, 'exit');
        gateway = field.spawnGateway(credentials);
      },
      async () => {
        hub.kill('SIGKILL');
        hub = await field.spawnIngest(broker.hubUrl);
      },
    ];
    for (let round = 0; round < rounds; round++) {
      const before = await field.count('message');
      await kill[(round + Math.floor(random() * 2)) % kill.length]?.();
      await eventually(
        () => field.count('message'),
        (count) => count > before + 10,
        60_000,
      );
    }
    gateway.kill('SIGKILL');
    await once(gateway, 'exit');
    const last = field.gateway('gw-a', { url: broker.url });
    await eventually(
      () => last.journal.pendingCount(),
      (count) => count === 0,
      60_000,
    );
    const all = [...last.journal.all()].map(({ boot, seq }) => `${boot}/${seq}`).toSorted();
    const rows = await field.database.query<{ boot: number; seq: number }>('select boot, seq from message');
    expect(rows.map(({ boot, seq }) => `${boot}/${seq}`).toSorted()).toEqual(all);
    expect([await field.count('message_fork'), await field.count('reading')]).toEqual([0, all.length * 6]);
  }, 300_000);

  it('serves two hubs on one database: each message stored once, each alarm raised once, both ring their browsers', async () => {
    const rung = [new Set<string>(), new Set<string>()];
    const stops = await Promise.all(
      rung.map((alarms) => {
        const note = (topic: string, payload: object) =>
          topic === liveTopics.alarm && alarms.add(JSON.stringify(payload));
        return ringOnChange(field.database, { ring: note }, console.error);
      }),
    );
    const hubs = await Promise.all([ingest(), ingest()]);
    const from = justNow() - 60;
    for (let seq = 1; seq <= 20; seq++) {
      const smoke = seq % 5 === 0 ? 0.9 : 0.1;
      await publish('gw-a', 'hulin/v1/gw-a/tel', aSmokeMessage({ seq, smoke, at: from + seq }));
    }
    await eventually(
      () => hubs.reduce((sum, { counts }) => sum + counts.stored + counts.duplicates, 0),
      (count) => count === 40,
    );
    expect([await field.count('message'), await field.count('reading'), await field.count('alarm')]).toEqual([
      20, 20, 4,
    ]);
    const events = await field.database.query(`select 1 as one from event where kind = 'alarm'`);
    expect(events.length).toBe(7);
    await eventually(
      () => rung.map(({ size }) => size),
      (sizes) => sizes.every((size) => size === 4),
    );
    for (const stop of stops) await stop();
  });
});
