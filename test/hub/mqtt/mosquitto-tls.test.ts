import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/hub/config.ts';
import { openClientLine } from '../../../src/hub/mqtt/client-line.ts';
import { BrokerCertificates } from '../../support/broker-certificates.ts';
import { eventually } from '../../support/eventually.ts';
import { type HubProcess, startHub } from '../../support/hub-process.ts';
import { lacksMosquitto, Mosquitto } from '../../support/mosquitto.ts';
import { startSubscriber } from '../../support/mosquitto-sub.ts';
import { runClient } from '../../support/run-client.ts';
import { runProgram, type StartedProgram } from '../../support/run-start.ts';

/** Of the demonstration; both are enrolled when it starts. */
const [own, other] = ['gw-likou', 'gw-kunyu'];

describe.skipIf(lacksMosquitto)('Mosquitto that asks for client certificates, as its example has it', () => {
  let folder: string;
  let certificates: BrokerCertificates;
  let broker: Mosquitto;
  let hub: HubProcess;
  let simulator: StartedProgram | null = null;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-tls-'));
    certificates = await BrokerCertificates.make(folder, ['hub', 'observer', own, other]);
    broker = await Mosquitto.openTls(folder);
    hub = await startHub({ env: environment() });
  });
  afterAll(async () => {
    simulator?.process.kill('SIGKILL');
    await hub?.dispose();
    await broker?.kill();
    await rm(folder, { recursive: true });
  });

  const environment = () => ({
    ...{ HULIN_MQTT_URL: broker.url, HULIN_MQTT_CA: join(folder, 'ca.crt') },
    ...{ HULIN_MQTT_CERT: join(folder, 'hub.crt'), HULIN_MQTT_KEY: join(folder, 'hub.key') },
  });
  const place = () => ['-h', '127.0.0.1', '-p', String(broker.port), '--cafile', join(folder, 'ca.crt')];
  const as = (name: string) => ['--cert', join(folder, `${name}.crt`), '--key', join(folder, `${name}.key`)];
  const publish = (who: readonly string[], topic: string) =>
    runClient('mosquitto_pub', [...place(), ...who, '-q', '1', '-t', topic, '-m', '{}']);
  const subscribe = (name: string, ...topics: string[]) =>
    startSubscriber([...place(), ...as(name), ...topics.flatMap((topic) => ['-t', topic]), '-F', '%t']);

  it('lets in the hub and a gateway each by its own certificate; what the gateway sends is stored and acknowledged', async () => {
    const observer = await subscribe('observer', 'hulin/v1/#');
    const credentials = ['--credentials', join(hub.dataFolder, 'simulator', 'credentials.json')];
    const args = ['quiet', '--gateways', '1', '--rate', '50', ...credentials, '--certificates', folder];
    const journal = ['--journal', join(folder, 'journal')];
    simulator = runProgram('src/hub/start.mjs', ['--as-built', '--with-parent', '--sim', ...args, ...journal], {});
    const heard = () => new Set(observer.heard());
    const [id] = await gatewaysOf(hub);
    await eventually(heard, (topics) => topics.has(`hulin/v1/${id}/tel`) && topics.has(`hulin/v1/${id}/ack`));
    await observer.stop();
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
  });

  it('gives gateways no login of the hub’s', async () => {
    const text = await readFile(join(hub.dataFolder, 'simulator', 'credentials.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ url: broker.url });
  });

  it('knows a client by its certificate, whatever name it gives: one writes and hears its own alone', async () => {
    const observer = await subscribe('observer', `hulin/v1/${own}/state`, `hulin/v1/${other}/#`);
    const neighbour = await subscribe(other, 'hulin/v1/#', '#');
    const liar = [...as(own), '-u', other, '-P', 'whatever'];
    for (const end of ['tel', 'state', 'cmd', 'ack']) {
      expect((await publish(liar, `hulin/v1/${other}/${end}`)).code).toBe(0);
    }
    await publish(as('hub'), `hulin/v1/${own}/cmd`);
    await publish(as('hub'), `hulin/v1/${other}/cmd`);
    await publish(liar, `hulin/v1/${own}/state`);
    await eventually(observer.heard, (topics) => topics.includes(`hulin/v1/${own}/state`));
    await sleep(300);
    expect([...new Set(observer.heard())].toSorted()).toEqual([`hulin/v1/${other}/cmd`, `hulin/v1/${own}/state`]);
    expect([...new Set(neighbour.heard())]).toEqual([`hulin/v1/${other}/cmd`]);
    await Promise.all([observer.stop(), neighbour.stop()]);
  });

  it('lets nobody in without a certificate, with another authority’s, or with a revoked one', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await BrokerCertificates.make(elsewhere, [other]);
    const foreign = ['--cert', join(elsewhere, `${other}.crt`), '--key', join(elsewhere, `${other}.key`)];
    for (const who of [[], ['-u', other, '-P', 'x'], foreign]) {
      expect((await publish(who, `hulin/v1/${other}/tel`)).code).not.toBe(0);
    }
    expect((await publish(as(other), `hulin/v1/${other}/tel`)).code).toBe(0);
    await certificates.revoke(other);
    await broker.kill();
    await broker.start();
    expect((await publish(as(other), `hulin/v1/${other}/tel`)).code).not.toBe(0);
    expect((await publish(as(own), `hulin/v1/${own}/tel`)).code).toBe(0);
  });

  it('is believed by the hub only when the authority it was given has signed it', async () => {
    const elsewhere = join(folder, 'another');
    await mkdir(elsewhere);
    await BrokerCertificates.make(elsewhere, []);
    await cp(join(folder, 'ca.crt'), join(elsewhere, 'right.crt'));
    const said = async (ca: string) => {
      const { mqttUrl, mqttTls } = readConfig({ ...environment(), HULIN_MQTT_CA: join(elsewhere, ca) }, folder);
      return new Promise<string>((resolve) => {
        const onProblem = (problem: unknown) => resolve(String(problem));
        const listener = { onUp: () => resolve('up'), onDown: () => undefined, onMessage: () => undefined };
        const line = openClientLine({ url: mqttUrl ?? '', tls: mqttTls, onProblem }, listener);
        lines.push(line);
      });
    };
    const lines: { close(): Promise<void> }[] = [];
    expect([await said('right.crt'), await said('ca.crt')]).toEqual(['up', expect.stringMatching(/certificate/)]);
    await Promise.all(lines.map((line) => line.close()));
  });

  it('is not tried by a hub whose key is another’s', () => {
    const key = join(folder, `${own}.key`);
    expect(() => readConfig({ ...environment(), HULIN_MQTT_KEY: key }, folder)).toThrow(/^HULIN_MQTT_CERT: .*its key/);
  });
});

async function gatewaysOf({ dataFolder }: HubProcess): Promise<string[]> {
  const text = await readFile(join(dataFolder, 'simulator', 'credentials.json'), 'utf8');
  const { gateways } = JSON.parse(text) as { gateways: { id: string }[] };
  return gateways.map(({ id }) => id);
}
