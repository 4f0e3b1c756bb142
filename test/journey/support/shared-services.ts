import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../../src/hub/ports.ts';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { type ExternalPostgres, startExternalPostgres } from '../../support/external-postgres.ts';
import { Mosquitto } from '../../support/mosquitto.ts';

const leaderLock = 4853005;

/** What several hubs share: a Mosquitto, a PostgreSQL of the system's packages, and one data folder. */
export class SharedServices {
  readonly broker: Mosquitto;
  readonly database: Database;
  readonly #folder: string;
  readonly #server: ExternalPostgres;

  private constructor(folder: string, broker: Mosquitto, server: ExternalPostgres, database: Database) {
    this.#folder = folder;
    this.broker = broker;
    this.#server = server;
    this.database = database;
  }

  static async open(): Promise<SharedServices> {
    const folder = mkdtempSync('/tmp/hulin-shared-');
    mkdirSync(join(folder, 'mosquitto'));
    const broker = await Mosquitto.open(join(folder, 'mosquitto'), new Map());
    const server = await startExternalPostgres();
    return new SharedServices(folder, broker, server, await openDatabase(server.url));
  }

  /** What a hub is told to be one of several. */
  get env(): Record<string, string> {
    const { hubUrl } = this.broker;
    const data = join(this.#folder, 'data');
    return { HULIN_DATABASE_URL: this.#server.url, HULIN_MQTT_URL: hubUrl, HULIN_DATA: data, HULIN_LOG: 'warn' };
  }

  /** A folder beside them, made when it is not there. */
  folder(name: string): string {
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** What the hub gave its gateways when it enrolled them, made known to the broker. */
  async admitGateways(): Promise<ReadonlyMap<string, string>> {
    const text = readFileSync(join(this.#folder, 'data', 'simulator', 'credentials.json'), 'utf8');
    const { gateways } = JSON.parse(text) as { gateways: { id: string; secret: string }[] };
    const secrets = new Map(gateways.map(({ id, secret }) => [id, secret]));
    await this.broker.admit(secrets);
    return secrets;
  }

  /** The server's processes behind whoever leads. */
  async leaders(): Promise<number[]> {
    const rows = await this.database.query<{ pid: number }>(
      "select pid from pg_locks where locktype = 'advisory' and objid = $1 and granted and classid = 0",
      [leaderLock],
    );
    return rows.map(({ pid }) => pid);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.#server.stop();
    await this.broker.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
