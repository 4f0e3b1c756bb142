import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Gateway, type GatewayOptions, startGateway } from '../../../device-sim/start-gateway.ts';
import type { HubSigner } from '../../../src/hub/custody/hub-signer.ts';
import { type GatewayBroker, type RefusedPublish, startGatewayBroker } from '../../../src/hub/mqtt/gateway-broker.ts';
import { hashSecret } from '../../../src/hub/mqtt/gateway-secret.ts';
import { type Ingest, type IngestOptions, startIngest } from '../../../src/hub/mqtt/ingest.ts';
import { RefusedShelf } from '../../../src/hub/mqtt/refused-shelf.ts';
import type { Database } from '../../../src/hub/ports.ts';
import { generateDeviceKey, signText, thumbprint, toPublicJwk } from '../../../src/protocol/signed.ts';
import { freePort } from '../../support/free-port.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

export const secret = 'a secret of the field';
export const observerPassword = 'looking on';

/** A hub's MQTT side on a database of its own: two gateways `gw-a`, `gw-b`, sensors `a-smoke-01`, `a-smoke-02`, `b-smoke-01`. */
export class Field {
  readonly problems: unknown[] = [];
  readonly refused: RefusedPublish[] = [];
  broker: GatewayBroker;
  readonly database: Database;
  readonly keys: HubSigner;
  readonly folder: string;
  readonly #fresh: FreshDatabase;
  readonly #gateways: Gateway[] = [];
  readonly #ingests: Ingest[] = [];
  readonly #shelves: RefusedShelf[] = [];
  readonly #children: ChildProcess[] = [];

  private constructor(fresh: FreshDatabase, keys: HubSigner, folder: string) {
    this.#fresh = fresh;
    this.database = fresh.database;
    this.keys = keys;
    this.folder = folder;
    this.broker = undefined as never;
  }

  get databaseUrl(): string {
    return this.#fresh.url;
  }

  static async open(): Promise<Field> {
    const fresh = await freshDatabase();
    const field = new Field(fresh, await aSigner(), await mkdtemp(join(tmpdir(), 'hulin-field-')));
    await populate(fresh.database);
    await field.startBroker(await freePort()); // it comes back on the same one
    return field;
  }

  async startBroker(port: number): Promise<void> {
    const onProblem = (problem: unknown) => this.problems.push(problem);
    const clock = { now: () => Date.now() };
    const shelf = new RefusedShelf({
      database: this.database,
      clock,
      everyMs: 20,
      onUnkept: () => undefined,
      onProblem,
    });
    this.#shelves.push(shelf);
    this.broker = await startGatewayBroker({
      ...{ host: '127.0.0.1', port, observerPassword },
      findGateway: async (id) => {
        const [row] = await this.database.query<{ secretHash: string; secretSalt: string }>(
          `select secret_hash as "secretHash", secret_salt as "secretSalt" from gateway where id = $1 and revoked_at is null`,
          [id],
        );
        return row ?? null;
      },
      onRefused: (refused) => {
        this.refused.push(refused);
        shelf.add(refused);
      },
      onProblem: (problem) => this.problems.push(problem),
    });
  }

  /** As in the product, without a connection to the embedded broker; with a `url` as a client of that one. */
  async ingest(options: Partial<IngestOptions> = {}): Promise<Ingest> {
    const ingest = startIngest({
      ...{ url: this.broker.url, database: this.database, keys: this.keys },
      ...(options.url === undefined && { ownBroker: this.broker }),
      ...{ clock: { now: () => Date.now() }, gapMs: 100, onProblem: (problem: unknown) => this.problems.push(problem) },
      ...options,
    });
    this.#ingests.push(ingest);
    await ingest.ready;
    return ingest;
  }

  /** As a client of the embedded broker, as with any other. */
  ingestAsClient(): Promise<Ingest> {
    return this.ingest({ url: this.broker.url, login: this.broker.login });
  }

  gateway(id: string, options: Partial<GatewayOptions> = {}): Gateway {
    const folder = join(this.folder, id);
    const gateway = startGateway({ url: this.broker.url, id, secret, folder, retryMs: 50, resendMs: 300, ...options });
    this.#gateways.push(gateway);
    return gateway;
  }

  writeCredentials(file: string, content: object): Promise<void> {
    return writeFile(file, JSON.stringify(content));
  }

  /** A gateway in a process of its own, to be killed: `gw-a` with a quiet scenario, five hundred times as fast. */
  spawnGateway(credentials: string): ChildProcess {
    const main = ['--import', 'tsx', 'device-sim/main.ts', 'quiet', '--rate', '500', '--seed', '7'];
    const child = spawn(process.execPath, [...main, '--credentials', credentials, '--journal', this.folder], {
      stdio: 'ignore',
    });
    this.#children.push(child);
    return child;
  }

  /** A hub's ear in a process of its own, to be killed. It listens when the answer is there. */
  async spawnIngest(brokerUrl: string): Promise<ChildProcess> {
    const main = ['--import', 'tsx', 'test/support/ingest-child.ts', this.#fresh.url, brokerUrl];
    const child = spawn(process.execPath, main, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#children.push(child);
    await once(child, 'message');
    return child;
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const problem of this.problems) console.error(problem);
    await soon('a gateway', Promise.all(this.#gateways.map((gateway) => gateway.stop())));
    await soon('an ingest', Promise.all(this.#ingests.map((ingest) => ingest.stop())));
    await soon('the broker', this.broker.close());
    await soon('what was refused', Promise.all(this.#shelves.map((shelf) => shelf.close())));
    await soon('the database', this.#fresh.drop());
    await rm(this.folder, { recursive: true, force: true });
  }

  count(table: 'message' | 'reading' | 'alarm' | 'quarantine' | 'message_fork'): Promise<number> {
    return this.database.query<{ n: number }>(`select count(*) as n from ${table}`).then(([row]) => row?.n ?? 0);
  }

  async statusOf(station: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ status: string }>('select status from station where id = $1', [station]);
    return row?.status;
  }
}

/** What stops within seconds by its own promise; else the answer names it. */
async function soon(name: string, stopping: Promise<unknown>): Promise<void> {
  const late = new AbortController();
  const isLate = sleep(20_000, true, { signal: late.signal }).catch(() => false);
  if ((await Promise.race([stopping, isLate])) === true) throw new Error(`${name} does not stop`);
  late.abort();
}

/** A telemetry payload with one smoke reading. */
export function aSmokeMessage({
  boot = 1,
  seq = 1,
  smoke = 0.1,
  at = 1_790_000_000,
  h = 0,
  station = 'a-smoke-01',
}): string {
  const e = [{ bn: `${station}:`, bt: at, n: 'smoke', u: '/', v: smoke }];
  return JSON.stringify({ v: 1, boot, seq, sent: at + 0.5, h, e });
}

export async function aSigner(): Promise<HubSigner> {
  const { privateKey, publicKey } = await generateDeviceKey();
  const kid = await thumbprint(await toPublicJwk(publicKey));
  return { sign: (purpose, raw) => signText(purpose, raw, privateKey, kid) };
}

async function populate(database: Database): Promise<void> {
  const chain = randomUUID();
  await database.query('insert into chain (id, opened_at) values ($1, 0)', [chain]);
  await database.query('insert into hub (epoch, chain, created_at) values ($1, $2, 0)', [randomUUID(), chain]);
  const { secretHash, secretSalt } = await hashSecret(secret);
  for (const gateway of ['gw-a', 'gw-b']) {
    await database.query('insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ($1, $2, $3, 0)', [
      ...[gateway, secretHash, secretSalt],
    ]);
  }
  const stations = [
    ...[
      ['gw-a', 'gw-a', 'gateway'],
      ['gw-b', 'gw-b', 'gateway'],
    ],
    ...[
      ['a-smoke-01', 'gw-a', 'smoke-sensor'],
      ['a-smoke-02', 'gw-a', 'smoke-sensor'],
      ['b-smoke-01', 'gw-b', 'smoke-sensor'],
    ],
  ];
  for (const [id, gateway, kind] of stations) {
    await database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
       values ($1, $2, $3, $1, $1, 122.03, 37.43, 10000, 0)`,
      [id, gateway, kind],
    );
  }
}
