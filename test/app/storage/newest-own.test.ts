import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChainStore } from '../../../src/app/storage/chain-store.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import type { EventRow } from '../../../src/app/storage/rows.ts';
import { until } from '../../support/phone.ts';

const [closed, present, foreign] = ['a', 'b', 'c'];

describe('what this phone wrote, on a closed chain and on the one after it', () => {
  let database: HulinDatabase;
  let store: ChainStore;
  beforeEach(async () => {
    database = new HulinDatabase(randomUUID());
    store = new ChainStore(database);
    await database.heads.bulkAdd([
      { chain: closed, seq: 600, hash: 'a600', successor: present },
      { chain: present, seq: 3, hash: 'b3' },
    ]);
    await database.events.bulkAdd([...someOf(closed, 600), ...someOf(present, 3), ...someOf(foreign, 1)]);
  });
  afterEach(() => database.close());

  const newest = async (limit: number) => {
    const { events } = await until(store.watchNewest(present, limit));
    return events.map(({ id }) => id);
  };

  it('is told from the newest back, as far as is asked for', async () => {
    expect(await newest(2)).toEqual(['b3', 'b2']);
    expect(await newest(5)).toEqual(['b3', 'b2', 'b1', 'a600', 'a599']);
    expect((await newest(10_000)).slice(-2)).toEqual(['a2', 'a1']);
  });

  it('is told one by one, however old; not what somebody else wrote', async () => {
    const one = async (id: string) => (await until(store.watchOne(present, id))).events.map((event) => event.id);
    expect(await one('a1')).toEqual(['a1']);
    expect(await one('c1')).toEqual([]);
    expect(await one('a601')).toEqual([]);
  });
});

function someOf(chain: string, count: number): EventRow[] {
  return Array.from({ length: count }, (_, index) => {
    const [seq, hash] = [index + 1, `${chain}${index + 1}`];
    const signed = { raw: '{}', sig: '', kid: '' };
    return { chain, seq, id: hash, hash, kind: 'note', ...signed, wraps: [], parts: [], bytes: 2, savedAt: seq };
  });
}
