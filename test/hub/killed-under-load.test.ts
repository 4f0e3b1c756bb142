import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../../device-sim/start-gateway.ts';
import type { Database } from '../../src/hub/ports.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/hub/store/embedded-postgres.ts';
import { eventually } from '../support/eventually.ts';
import { type HubProcess, startHub } from '../support/hub-process.ts';
import { lacksMosquitto, Mosquitto } from '../support/mosquitto.ts';
import { type Subscriber, startSubscriber } from '../support/mosquitto-sub.ts';
import { runProgram, type StartedProgram } from '../support/run-start.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** Of the demonstration; it sends a hundred times as fast as it would. */
const gateway = 'gw-likou';
const [rate, watching] = ['100', 'a secret to look on'];

describe.skipIf(lacksMosquitto)('a whole hub, Mosquitto and a gateway, each killed by SIGKILL under load', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let database: Database;
  let broker: Mosquitto;
  let hub: HubProcess;
  let site: StartedProgram;
  let observer: Subscriber;
  beforeAll(async () => {
    folder = await mkdtemp('/tmp/hulin-killed-');
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'mosquitto'));
    server = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: () => undefined });
    broker = await Mosquitto.open(join(folder, 'mosquitto'), new Map([['observer', watching]]));
    const env = { HULIN_DATABASE_URL: server.url, HULIN_MQTT_URL: broker.hubUrl, HULIN_LOG: 'warn' };
    hub = await startHub({ isFirstStart: true, env: { ...env, HULIN_DATA: join(folder, 'data') } });
    database = await openDatabase(server.url);
    await broker.admit(await secretsOf(credentials()));
  });
  afterAll(async () => {
    site?.process.kill('SIGKILL');
    await observer?.stop();
    await hub?.dispose();
    await broker?.kill();
    await database?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const credentials = () => join(folder, 'data', 'simulator', 'credentials.json');
  const switchOn = () => {
    const place = ['--credentials', credentials(), '--journal', join(folder, 'journal')];
    const args = ['--sim', 'quiet', '--gateways', '1', '--rate', rate, ...place];
    site = runProgram('src/hub/start.mjs', ['--as-built', '--with-parent', ...args], {});
  };
  const pullPlug = async () => {
    site.process.kill('SIGKILL');
    await site.ended;
  };
  const count = (text: string) => database.query<{ n: number }>(text).then(([row]) => row?.n ?? 0);
  const messages = () => count('select count(*) as n from message');
  const goesOn = async () => {
    const before = await messages();
    await eventually(messages, (n) => n > before + 30, 60_000);
  };

  it('lose nothing and double nothing, and whatever was acknowledged is stored', async () => {
    const login = ['-h', '127.0.0.1', '-p', String(broker.port), '-u', 'observer', '-P', watching];
    observer = await startSubscriber([...login, '-q', '1', '-t', `hulin/v1/${gateway}/ack`, '-F', '%t %p']);
    switchOn();
    await goesOn();
    await hub.kill('SIGKILL');
    await hub.restart();
    await goesOn();
    await broker.kill('SIGKILL');
    await broker.start();
    await goesOn();
    await pullPlug();
    switchOn();
    await goesOn();
    await hub.kill('SIGKILL');
    await Promise.all([pullPlug(), broker.kill('SIGKILL')]);
    await Promise.all([broker.start(), hub.restart()]);
    switchOn();
    await goesOn();
    const heard = () => observer.heard().map((line) => JSON.parse(line.slice(line.indexOf(' '))) as Ack);
    await eventually(
      () => new Set(heard().map(({ boot }) => boot)),
      (boots) => boots.has(1) && boots.has(2) && boots.has(3),
    );
    await pullPlug();
    const stored = async () => {
      const rows = await database.query<{ boot: number; seq: number }>('select boot, seq from message');
      return new Set(rows.map(({ boot, seq }) => `${boot}/${seq}`));
    };
    const has = await stored();
    const acknowledged = heard().flatMap(({ boot, upTo }) => numbersOf(boot, upTo));
    expect(acknowledged.filter((key) => !has.has(key))).toEqual([]);

    // What was on its way when the plug was pulled lies in the journal, and comes when somebody sends on from it.
    const secret = (await secretsOf(credentials())).get(gateway) ?? '';
    const last = startGateway({ url: broker.url, id: gateway, secret, folder: join(folder, 'journal', gateway) });
    await eventually(
      () => last.journal.pendingCount(),
      (waiting) => waiting === 0,
      60_000,
    );
    const all = [...last.journal.all()].map(({ boot, seq }) => `${boot}/${seq}`);
    await last.stop();
    expect([...(await stored())].toSorted()).toEqual(all.toSorted());
    const doubled = "select station, measured_at from reading where name = 'smoke' group by 1, 2 having count(*) > 1";
    expect([await database.query(doubled), await count('select count(*) as n from message_fork')]).toEqual([[], 0]);
  });
});

interface Ack {
  readonly boot: number;
  readonly upTo: number;
}

const numbersOf = (boot: number, upTo: number): string[] =>
  Array.from({ length: upTo }, (_, index) => `${boot}/${index + 1}`);

async function secretsOf(file: string): Promise<ReadonlyMap<string, string>> {
  const { gateways } = JSON.parse(await readFile(file, 'utf8')) as { gateways: { id: string; secret: string }[] };
  return new Map(gateways.map(({ id, secret }) => [id, secret]));
}
