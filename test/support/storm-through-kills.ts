import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Database } from '../../src/hub/ports.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { hubsByHttp } from './hub-by-http.ts';
import { type HubProcess, startHub } from './hub-process.ts';
import { deliver, lookAtStorm, type StormPhone, stormPhones } from './storm.ts';

/** `STORM=full`: as many as the design asks for, some minutes on two cores. */
const isFull = process.env['STORM'] === 'full';
const kills = 6;

/** A storm of so many phones and records, unless it is to be a full one, on a hub with this database; null: the one it brings along. */
export async function stormThroughKills(url: string | null, few: { phones: number; records: number }): Promise<void> {
  const { phones: count, records } = isFull ? { phones: 500, records: 50 } : few;
  const env = { HULIN_LOG: 'warn', ...(url === null ? {} : { HULIN_DATABASE_URL: url }) };
  const hub = await startHub({ mode: 'production', env });
  try {
    const embedded = `postgres://hulin@${encodeURIComponent(`${hub.dataFolder}/postgres`)}:5432/hulin`;
    const database = await openDatabase(url ?? embedded);
    try {
      await weather(hub, database, { phones: count, records });
    } finally {
      await database.close();
    }
  } finally {
    await hub.dispose();
  }
}

async function weather(
  hub: HubProcess,
  database: Database,
  { phones: count, records }: { readonly phones: number; readonly records: number },
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
