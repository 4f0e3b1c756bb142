import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveTopics } from '../../../src/protocol/live.ts';
import { topics } from '../../../src/protocol/telemetry.ts';
import { eventually } from '../../support/eventually.ts';
import { lacksMosquitto, Mosquitto } from '../../support/mosquitto.ts';
import { startSubscriber } from '../../support/mosquitto-sub.ts';
import { runClient } from '../../support/run-client.ts';
import { Field, observerPassword, secret } from './field.ts';

/** Every topic of the contract, of the gateway `gw-a`, of its neighbour, and of the browsers, who are elsewhere. */
const ofGateway = (id: string) => {
  const { telemetry, alarm, state, command, ack } = topics;
  return [telemetry, alarm, state, command, ack].map((topic) => topic(id));
};
const { all, desk, gate, situation, alarm, chain } = liveTopics;
const ofBrowsers = [all, desk, gate, situation, alarm, chain('00000000-0000-4000-8000-00000000000a')];
const everyTopic = [...ofGateway('gw-a'), ...ofGateway('gw-b'), ...ofBrowsers];
const writes = [topics.telemetry('gw-a'), topics.alarm('gw-a'), topics.state('gw-a')];
const hears = [topics.command('gw-a'), topics.ack('gw-a')];

interface Place {
  readonly port: number;
  readonly hub: { readonly username: string; readonly password: string };
}

let field: Field;
let mosquitto: Mosquitto | null;
beforeEach(async () => {
  field = await Field.open();
  mosquitto = null;
});
afterEach(async () => {
  await field.close();
  await mosquitto?.kill();
});

async function openMosquitto(): Promise<Place> {
  const folder = join(field.folder, 'mosquitto');
  await mkdir(folder);
  const gateways = [['gw-a', secret] as const, ['gw-b', secret] as const];
  mosquitto = await Mosquitto.open(folder, new Map([...gateways, ['observer', observerPassword]]));
  const { username, password } = new URL(mosquitto.hubUrl);
  return { port: mosquitto.port, hub: { username, password } };
}
const openEmbedded = async (): Promise<Place> => ({ port: field.broker.port, hub: field.broker.login });

const passwords: Readonly<Record<string, string>> = { 'gw-a': secret, 'gw-b': secret, observer: observerPassword };
function login({ port, hub }: Place, who: string): string[] {
  const password = who === 'hub' ? hub.password : (passwords[who] ?? '');
  return ['-h', '127.0.0.1', '-p', String(port), '-u', who === 'hub' ? hub.username : who, '-P', password];
}
const publish = (place: Place, who: string, topic: string, payload = '{}') =>
  runClient('mosquitto_pub', [...login(place, who), '-q', '1', '-t', topic, '-m', payload]);
const listen = (place: Place, who: string, wanted: readonly string[], more: readonly string[] = []) =>
  startSubscriber([...login(place, who), '-q', '1', ...wanted.flatMap((topic) => ['-t', topic]), '-F', '%t', ...more]);
const sorted = (heard: readonly string[]) => [...new Set(heard)].toSorted();

describe.skipIf(lacksMosquitto).each([
  ['Mosquitto', openMosquitto],
  ['the embedded broker', openEmbedded],
])('at %s', (_name, open) => {
  it('a gateway writes its own tel, alarm and state, whatever else there is, and an observer nothing', async () => {
    const place = await open();
    const observer = await listen(place, 'observer', ['hulin/v1/#']);
    for (const topic of everyTopic) {
      await publish(place, 'gw-a', topic);
      await publish(place, 'observer', topic);
    }
    await publish(place, 'gw-b', topics.telemetry('gw-b'), '{"last":1}');
    await eventually(observer.heard, (heard) => heard.includes(topics.telemetry('gw-b')));
    expect(observer.heard().toSorted()).toEqual([...writes, topics.telemetry('gw-b')].toSorted());
    await observer.stop();
  });

  it('a gateway hears its own cmd and ack, whatever else it asks for', async () => {
    const place = await open();
    const gateway = await listen(place, 'gw-a', [...everyTopic, 'hulin/v1/+/cmd', 'hulin/v1/live/#']);
    for (const id of ['gw-a', 'gw-b']) {
      for (const topic of ofGateway(id).slice(0, 3)) await publish(place, id, topic);
      for (const topic of ofGateway(id).slice(3)) await publish(place, 'hub', topic);
    }
    await eventually(
      () => sorted(gateway.heard()),
      (heard) => heard.length >= hears.length,
    );
    await sleep(300);
    expect(sorted(gateway.heard())).toEqual(hears.toSorted());
    await gateway.stop();
  });

  it('a gateway’s last will is told and kept when it is its own state, and no other', async () => {
    const place = await open();
    const observer = await listen(place, 'observer', ['hulin/v1/#']);
    for (const id of ['gw-b', 'gw-a']) {
      const will = ['--will-topic', topics.state(id), '--will-payload', '{"online":false}', '--will-qos', '1'];
      const gateway = await listen(place, 'gw-a', hears, [...will, '--will-retain']);
      await gateway.stop('SIGKILL');
    }
    await eventually(observer.heard, ({ length }) => length > 0);
    await sleep(300);
    expect(observer.heard()).toEqual([topics.state('gw-a')]);
    await observer.stop();
    const later = await listen(place, 'observer', ['hulin/v1/+/state']);
    await eventually(later.heard, ({ length }) => length > 0);
    expect(later.heard()).toEqual([topics.state('gw-a')]);
    await later.stop();
  });
});
