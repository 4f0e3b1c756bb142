import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../src/hub/ports.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { type ExternalPostgres, externalVersion, startExternalPostgres } from '../support/external-postgres.ts';
import { hubsByHttp } from '../support/hub-by-http.ts';
import { type HubProcess, startHub } from '../support/hub-process.ts';
import { deliver, lookAtStorm, type StormPhone, stormPhones } from '../support/storm.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

/** `STORM=full npm test -- --only hub`: as many as the design asks for, some minutes on two cores. */
const isFull = process.env['STORM'] === 'full';
const size = isFull ? { phones: 500, records: 50, kills: 6 } : { phones: 120, records: 20, kills: 6 };
const smaller = isFull ? size : { phones: 60, records: 20, kills: 2 };

describe('a storm of phones while the hub is killed again and again', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const begin = async (env: Record<string, string>, urlOf: (hub: HubProcess) => string) => {
    const hub = await startHub({ mode: 'production', env: { HULIN_LOG: 'warn', ...env } });
    closing.push(() => hub.dispose());
    const database = await openDatabase(urlOf(hub));
    closing.push(() => database.close());
    return { hub, database };
  };

  it('loses nothing, doubles nothing and denies no receipt: embedded PostgreSQL', async () => {
    const { hub, database } = await begin({}, ({ dataFolder }) => {
      return `postgres://hulin@${encodeURIComponent(`${dataFolder}/postgres`)}:5432/hulin`;
    });
    await weather(hub, database, size);
  });

  it.skipIf(externalVersion() === null)(
    'loses nothing, doubles nothing and denies no receipt: the PostgreSQL of the system',
    async () => {
      const server: ExternalPostgres = await startExternalPostgres();
      closing.push(() => server.stop());
      const { hub, database } = await begin({ HULIN_DATABASE_URL: server.url }, () => server.url);
      await weather(hub, database, smaller);
    },
  );
});

async function weather(
  hub: HubProcess,
  database: Database,
  { phones: count, records, kills }: typeof size,
): Promise<void> {
  const aHub = await hubsByHttp(database, join(hub.dataFolder, 'keys'));
  const phones = await stormPhones(() => aHub(() => hub.url), count, records);
  const stopping = new AbortController();
  const startedAt = Date.now();
  const delivering = Promise.all(phones.map((phone) => deliver(phone, records / 5, stopping.signal)));
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      while (acknowledged(phones) < (count * records * kill) / (kills + 2)) await sleep(5);
      await hub.kill('SIGKILL');
      await hub.restart();
    }
    const broken = (await delivering).reduce((sum, one) => sum + one, 0);
    console.log(
      `${count} phones × ${records} records, ${kills} kills: ${Date.now() - startedAt} ms, ${broken} requests broken`,
    );
    expect(broken).toBeGreaterThan(kills);
  } finally {
    stopping.abort();
    await delivering;
  }
  expect(acknowledged(phones)).toBe(count * records);
  expect(await lookAtStorm(database, phones)).toEqual({ lost: [], doubled: [], broken: [], denied: [] });
}

function acknowledged(phones: readonly StormPhone[]): number {
  return phones.reduce((sum, { receipts }) => sum + receipts.size, 0);
}
