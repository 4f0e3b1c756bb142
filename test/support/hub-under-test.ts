import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Role } from '../../src/domain/shared/codes.ts';
import { buildHub, type HubDeps } from '../../src/hub/build-hub.ts';
import { issueCode } from '../../src/hub/custody/issue-code.ts';
import { type HubKeys, openHubKeys } from '../../src/hub/keys/hub-keys.ts';
import type { Database } from '../../src/hub/ports.ts';
import { Metrics } from '../../src/hub/routes/metrics.ts';
import { freshDatabase } from './hub-database.ts';
import { MemoryPartStore } from './memory-part-store.ts';

/** A hub clock that stands where it is put. */
export class SettableClock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  pass(ms: number): void {
    this.#now += ms;
  }
}

/** A whole hub on real PostgreSQL, asked in process. */
export interface HubUnderTest {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly keys: HubKeys;
  readonly parts: MemoryPartStore;
  readonly clock: SettableClock;
  readonly metrics: Metrics;
  /** A code as the hub prints it at its start. */
  code(role: Role, name?: string): Promise<string>;
  close(): Promise<void>;
}

export const testPublicUrl = 'https://hulin.test';

/** Close it when done. `now` of its clock is 15 January 2027, 10:00 in Weihai. */
export async function aHub(changes: Partial<HubDeps> = {}): Promise<HubUnderTest> {
  const fresh = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'hulin-keys-'));
  const clock = new SettableClock(Date.parse('2027-01-15T10:00:00+08:00'));
  const { database } = fresh;
  const keys = await openHubKeys(folder, database, clock.now());
  const [parts, metrics] = [new MemoryPartStore(), new Metrics()];
  const basic = { database, keys, clock, parts, metrics, publicUrl: testPublicUrl, packagesFolder: 'public/packages' };
  const app = await buildHub({ ...basic, appFolder: null, ...changes });
  const code = async (role: Role, name = '王海林') => {
    const draft = { name, role, area: '*', issuedBy: null };
    return (await database.transaction((tx) => issueCode(tx, keys, clock.now(), draft))).code;
  };
  const close = async () => {
    await app.close();
    await fresh.drop();
    await rm(folder, { recursive: true });
  };
  return { app, database, databaseUrl: fresh.url, keys, parts, clock, metrics, code, close };
}
