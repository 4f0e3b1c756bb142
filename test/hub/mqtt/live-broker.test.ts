import { createServer, type Server } from 'node:http';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ringOnChange } from '../../../src/hub/mqtt/doorbell.ts';
import { attachLiveBroker, type LiveBroker, type LiveSession } from '../../../src/hub/mqtt/live-broker.ts';
import { liveTopics } from '../../../src/protocol/live.ts';
import { eventually } from '../../support/eventually.ts';
import { freshDatabase } from '../../support/hub-database.ts';

const own = '00000000-0000-4000-8000-00000000000a';
const other = '00000000-0000-4000-8000-00000000000b';

let server: Server;
let broker: LiveBroker;
let port: number;
let sessions: Map<string, LiveSession>;
const clients: MqttClient[] = [];

beforeEach(async () => {
  sessions = new Map([
    ['ranger', { device: 'r', chain: own, role: 'ranger' }],
    ['commander', { device: 'c', chain: other, role: 'commander' }],
    ['keeper', { device: 'k', chain: own, role: 'gate-keeper' }],
  ]);
  server = createServer();
  broker = await attachLiveBroker(server, {
    publicUrl: 'https://hulin.example',
    sessionOf: async (cookie) => sessions.get(cookie.replace('session=', '')) ?? null,
    onProblem: (problem) => console.error(problem),
  });
  port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  await broker.close();
  await new Promise((resolve) => server.close(resolve));
});

const origin = () => `http://127.0.0.1:${port}`;

async function listen(who: string, from = origin()): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`ws://127.0.0.1:${port}/mqtt`, {
    ...{ reconnectPeriod: 0, connectTimeout: 30_000 },
    wsOptions: { headers: { cookie: `session=${who}`, origin: from } },
  });
  clients.push(client);
  return client;
}

/** The HTTP status an upgrade is answered with; 101 when it is let in. */
function upgrade(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, ['mqtt'], { headers });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

async function granted(client: MqttClient, topic: string): Promise<boolean> {
  const answer = await client.subscribeAsync(topic).catch(() => []);
  return answer.some(({ qos }) => qos < 128);
}

describe('the live channel', () => {
  it('lets in a session of this origin and nobody else', async () => {
    expect(await upgrade({ cookie: 'session=ranger', origin: origin() })).toBe(101);
    expect(await upgrade({ cookie: 'session=ranger', origin: 'https://hulin.example' })).toBe(101);
    expect(await upgrade({ origin: origin() })).toBe(401);
    expect(await upgrade({ cookie: 'session=nobody', origin: origin() })).toBe(401);
    expect(await upgrade({ cookie: 'session=ranger', origin: 'https://evil.example' })).toBe(403);
    expect(await upgrade({ cookie: 'session=ranger' })).toBe(403);
  });

  it.each([
    ['ranger', [true, true, true, false, false, false, false, false, false]],
    ['keeper', [true, true, true, false, false, false, true, false, false]],
    ['commander', [true, true, false, true, true, true, false, false, false]],
  ])('lets a %s hear what is meant for them', async (who, expected) => {
    const client = await listen(who);
    const { all, alarm, desk, situation, gate, chain } = liveTopics;
    const topics = [all, alarm, chain(own), chain(other), desk, situation, gate, 'hulin/v1/live/#', '#'];
    const answers: boolean[] = [];
    for (const topic of topics) answers.push(await granted(client, topic));
    expect(answers).toEqual(expected);
  });

  it('rings those who listen', async () => {
    const client = await listen('ranger');
    const heard: string[] = [];
    client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
    await client.subscribeAsync(liveTopics.all);
    broker.ring(liveTopics.desk, { n: 1 });
    broker.ring(liveTopics.all, { n: 2 });
    await eventually(
      () => heard.length,
      (count) => count > 0,
    );
    expect(heard).toEqual([`${liveTopics.all} {"n":2}`]);
  });

  it('ends the connection of whoever publishes', async () => {
    const [listener, client] = [await listen('commander'), await listen('ranger')];
    const heard: string[] = [];
    listener.on('message', (topic) => heard.push(topic));
    await listener.subscribeAsync(liveTopics.all);
    client.publish(liveTopics.all, '{"n":9}', { qos: 0 });
    await eventually(
      () => client.connected,
      (up) => !up,
    );
    expect([heard, listener.connected]).toEqual([[], true]);
  });

  it('ends a connection with its session and leaves the others', async () => {
    const [ranger, commander] = [await listen('ranger'), await listen('commander')];
    sessions.delete('ranger');
    await broker.recheck();
    await eventually(
      () => ranger.connected,
      (up) => !up,
    );
    await eventually(
      () => broker.connections,
      (count) => count === 1,
    );
    expect(commander.connected).toBe(true);
  });
});

describe('the doorbell', () => {
  it('rings each topic at once, then with the newest number, and alarms by their id', async () => {
    const fresh = await freshDatabase();
    const rung: [string, object][] = [];
    const stop = await ringOnChange(
      fresh.database,
      { ring: (topic, payload) => rung.push([topic, payload]) },
      console.error,
    );
    for (let count = 0; count < 10; count++) {
      const entity = count === 4 ? 'alarm' : 'station';
      await fresh.database.query(`select record_change(1, $1, $2, 'all', null, '*', '{}')`, [entity, own]);
    }
    await fresh.database.query(`select record_change(1, 'custody', 'x', 'desk', $1, '*', '{}')`, [own]);
    await eventually(
      () => rung.filter(([topic]) => topic === liveTopics.all).at(-1)?.[1],
      (last) => JSON.stringify(last) === '{"n":10}',
    );
    expect(rung).toContainEqual([liveTopics.alarm, { alarm: own }]);
    expect(rung).toContainEqual([liveTopics.desk, { n: 11 }]);
    expect(rung).toContainEqual([liveTopics.chain(own), { n: 11 }]);
    expect(rung.filter(([topic]) => topic === liveTopics.all).length).toBeLessThan(10);
    await stop();
    await fresh.drop();
  });
});
