import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Role } from '../../src/domain/shared/codes.ts';
import { buildHub, type HubDeps } from '../../src/hub/build-hub.ts';
import { issueCode } from '../../src/hub/custody/issue-code.ts';
import { readOfficeShelf } from '../../src/hub/distribution/office-shelf.ts';
import { PackageShelf, type ShelfOptions } from '../../src/hub/distribution/package-shelf.ts';
import { StoredStatements } from '../../src/hub/distribution/rulebook-statements.ts';
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
  readonly keyFolder: string;
  readonly parts: MemoryPartStore;
  /** `open()` looks for packages again. */
  readonly shelf: PackageShelf;
  readonly clock: SettableClock;
  readonly metrics: Metrics;
  /** A code as the hub prints it at its start. */
  code(role: Role, name?: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * The packages of a hub under test: the built-in ones, those signed at its desks and, unless null, those in a folder. Its faults are
 * written down.
 */
export function shelfOf(
  { keys, database, clock }: Pick<HubUnderTest, 'keys' | 'database' | 'clock'>,
  placedFolder: string | null,
  heard: Partial<Pick<ShelfOptions, 'onBad' | 'onCurrent'>> = {},
): PackageShelf {
  const { identityKid } = keys;
  const onProblem = (problem: unknown) => {
    throw problem;
  };
  const silent = { onBad: () => {}, onCurrent: async () => {}, onProblem };
  const office = {
    statements: new StoredStatements(database, keys, clock),
    readOffice: (known: Parameters<ShelfOptions['readOffice']>[0]) => readOfficeShelf(database, known),
  };
  return new PackageShelf({
    placedFolder,
    builtInFolder: 'public/packages',
    identityKid,
    ...silent,
    ...office,
    ...heard,
  });
}

export const testPublicUrl = 'https://hulin.test';

/** Close it when done. Packages placed in a folder are served after `shelf.open()`. `now` of its clock is 15 January 2027, 10:00 in Weihai, unless said. */
export async function aHub(
  changes: Partial<HubDeps> = {},
  placedPackages: string | null = null,
  now = Date.parse('2027-01-15T10:00:00+08:00'),
): Promise<HubUnderTest> {
  const fresh = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'hulin-keys-'));
  const clock = new SettableClock(now);
  const { database } = fresh;
  const keys = await openHubKeys(folder, database, clock.now());
  const [parts, metrics] = [new MemoryPartStore(), new Metrics()];
  const shelf = changes.shelf ?? shelfOf({ keys, database, clock }, placedPackages);
  await shelf.open();
  const packagesFolder = 'public/packages';
  const basic = { database, keys, clock, parts, metrics, shelf, publicUrl: testPublicUrl, packagesFolder };
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
  return { app, database, databaseUrl: fresh.url, keys, keyFolder: folder, parts, shelf, clock, metrics, code, close };
}
