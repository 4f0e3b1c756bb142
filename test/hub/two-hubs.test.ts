import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../src/hub/ports.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/hub/store/embedded-postgres.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { liveTopics } from '../../src/protocol/live.ts';
import { hubsByHttp } from '../support/hub-by-http.ts';
import { type HubProcess, startHub } from '../support/hub-process.ts';
import type { PersonaHub } from '../support/persona-hub.ts';
import { Persona } from '../support/personas.ts';
import { deliver, lookAtStorm, stormPhones } from '../support/storm.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const leaderLock = 4853005;

describe('two hubs on one database, one key folder and one folder of parts', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let database: Database;
  let hubs: HubProcess[];
  let aHub: (which: () => string) => PersonaHub;
  const env = () => ({ HULIN_LOG: 'warn', HULIN_DATABASE_URL: server.url, HULIN_DATA: join(folder, 'data') });
  const start = (changes: Record<string, string> = {}) =>
    startHub({ mode: 'production', isFirstStart: true, env: { ...env(), ...changes } });
  beforeAll(async () => {
    folder = await mkdtemp('/tmp/hulin-two-');
    await chmod(folder, 0o755);
    server = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: () => undefined });
    hubs = [await start(), await start()];
    database = await openDatabase(server.url);
    aHub = await hubsByHttp(database, join(folder, 'data', 'keys'));
  });
  afterAll(async () => {
    for (const hub of hubs ?? []) await hub.dispose();
    await database?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const urlOf = (index: number) => hubs[index]?.url ?? '';
  let turn = 0;
  const inTurn = () => urlOf((turn += 1) % 2);
  const leaders = () =>
    database.query<{ pid: number }>(
      "select pid from pg_locks where locktype = 'advisory' and objid = $1 and granted and classid = 0",
      [leaderLock],
    );

  it('have one leader', async () => {
    expect(await leaders()).toHaveLength(1);
  });

  it('refuse a third that would keep its parts elsewhere', async () => {
    const third = start({ HULIN_DATA: join(folder, 'other'), HULIN_KEYS: join(folder, 'data', 'keys') });
    await expect(third).rejects.toThrow('is not where this database has its parts');
  });

  it('give out what the other took in: parts, sessions, nonces', async () => {
    const ranger = await Persona.enrol(aHub(inTurn), 'ranger');
    const commander = await (await Persona.enrol(aHub(inTurn), 'commander')).signIn();
    const { id, wraps, parts, sealed } = await ranger.seal([
      { plain: utf8('{"name":"示例"}'), role: 'fields', type: 'application/json' },
    ]);
    await ranger.push([await ranger.record({ id, parts, wraps })]);
    for (const { bytes, reference } of sealed) await ranger.putPartWell(reference.sha256, bytes);
    for (const which of [0, 1]) {
      const opened = await commander.ask('POST', `/api/v1/openings`, { event: id, part: parts[0]?.sha256 });
      expect([which, opened.statusCode, opened.body]).toEqual([which, 200, '{"name":"示例"}']);
    }
  });

  it('ring the doorbells of each other’s browsers, and send away a revoked device everywhere', async () => {
    const administrator = await (
      await Persona.enrol(
        aHub(() => urlOf(0)),
        'administrator',
      )
    ).signIn();
    const ranger = await Persona.enrol(
      aHub(() => urlOf(0)),
      'ranger',
    );
    const rung: string[] = [];
    const live = await listen(urlOf(1), await ranger.signIn(), rung, [liveTopics.chain(ranger.chain)]);
    await ranger.push([await ranger.record()]);
    await expect.poll(() => [...new Set(rung)]).toEqual([liveTopics.chain(ranger.chain)]);
    const closed = new Promise((resolve) => live.once('close', () => resolve('closed')));
    await administrator.ask('POST', '/api/v1/revocations', { device: ranger.device });
    expect(await Promise.race([closed, sleep(20_000, 'open')])).toBe('closed');
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(401);
    expect((await ranger.push([await ranger.record()])).results).toMatchObject([{ outcome: 'held' }]);
    live.end(true);
  });

  it('leave no hole in the pull and double nothing, though one is killed in the middle', async () => {
    const commander = await (await Persona.enrol(aHub(inTurn), 'commander')).signIn();
    const rung: string[] = [];
    const live = await listen(urlOf(1), commander, rung, [liveTopics.desk]);
    const phones = await stormPhones(() => aHub(inTurn), 12, 60);
    const stopping = new AbortController();
    const numbers: number[] = [];
    const pulling = pullOn(commander, numbers, stopping.signal);
    const delivering = Promise.all(phones.map((phone) => deliver(phone, 4, stopping.signal)));
    const arrived = () => phones.reduce((sum, { receipts }) => sum + receipts.size, 0);
    while (arrived() < 200) await sleep(5);
    const [leader] = await leaders();
    await hubs[0]?.kill('SIGKILL');
    await expect.poll(leaders, { timeout: 30_000 }).toHaveLength(1); // whichever led: somebody leads again
    await delivering;
    await hubs[0]?.restart();
    expect(await leaders()).toHaveLength(1);
    expect(leader).toBeDefined();
    // The hubs judge what came again, in the background: the last change is the last when nothing more is written for longer than they wait.
    const newest = await lastChange(database);
    await expect.poll(() => numbers.at(-1), { timeout: 20_000 }).toBeGreaterThanOrEqual(newest);
    stopping.abort();
    await pulling;
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    // What was left out is told by a later change of the same thing, which came.
    const changes = await database.query<{ n: number; last: number }>(
      'select n, max(n) over (partition by entity, key) as last from change where n <= $1 order by n',
      [numbers.at(-1)],
    );
    const pulled = new Set(numbers);
    expect(changes.filter(({ n, last }) => !pulled.has(n) && (n === last || !pulled.has(last)))).toEqual([]);
    expect(await lookAtStorm(database, phones)).toEqual({ lost: [], doubled: [], broken: [], denied: [] });
    expect(rung.length).toBeGreaterThan(0);
    live.end(true);
  });
});

/** The number of the newest change, when none has come for four seconds. */
async function lastChange(database: Database): Promise<number> {
  const newest = async () => (await database.query<{ n: number }>('select max(n) as n from change'))[0]?.n ?? 0;
  for (let last = -1, now = await newest(); ; last = now, now = await newest()) {
    if (last === now) return now;
    await sleep(4000);
  }
}

/** Every change once, in order, from whichever hub answers. */
async function pullOn(persona: Persona, numbers: number[], signal: AbortSignal): Promise<void> {
  for (let cursor = ''; !signal.aborted; ) {
    try {
      const page = await persona.pull(cursor, 50);
      if (page.restarted) throw new Error('nothing was restored');
      numbers.push(...page.changes.map(({ n }) => n));
      cursor = page.cursor;
      if (!page.more) await sleep(10);
    } catch (problem) {
      if (problem instanceof Error && problem.message === 'nothing was restored') throw problem;
      await sleep(50); // that hub is not there: the other one, then
    }
  }
}

async function listen(hub: string, persona: Persona, rung: string[], topics: string[]): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`${hub.replace('http', 'ws')}/mqtt`, {
    ...{ reconnectPeriod: 0, connectTimeout: 30_000 },
    wsOptions: { headers: { cookie: persona.cookie, origin: hub } },
  });
  client.on('message', (topic) => rung.push(topic));
  await client.subscribeAsync(topics);
  return client;
}
