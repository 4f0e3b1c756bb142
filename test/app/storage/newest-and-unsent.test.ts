import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChainStore } from '../../../src/app/storage/chain-store.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import type { EventRow, HubHeadRow } from '../../../src/app/storage/rows.ts';
import { until } from '../../support/phone.ts';

let database: HulinDatabase;
let chains: ChainStore;
beforeEach(() => {
  database = new HulinDatabase(crypto.randomUUID());
  chains = new ChainStore(database);
});
afterEach(() => database.close());

async function written(chain: string, count: number, heldUpTo: number, successor?: string): Promise<void> {
  const row = (seq: number) => ({ chain, seq, id: `${chain}${seq}`, hash: `${chain}-${seq}`, kind: 'pass', parts: [] });
  const rows = Array.from({ length: count }, (_, index) => row(index + 1) as Partial<EventRow> as EventRow);
  await database.events.bulkAdd(rows);
  await database.heads.put({ chain, seq: count, hash: `${chain}-${count}`, ...(successor && { successor }) });
  const head = { chain, seq: heldUpTo, epoch: 'e', toldAt: 1, horizon: null } satisfies HubHeadRow;
  await database.hubHeads.put(head);
}
const told = async (limit: number) =>
  (await until(chains.watchNewestAndUnsent('c', limit))).events.map(({ chain, seq }) => `${chain}${seq}`);

it.each([
  ['nothing is sent', 0, 620],
  ['some old ones are not', 100, 520],
  ['only new ones are not', 600, 500],
  ['all is', 620, 500],
])('of 620 events knows the newest 500 and all that are not sent: when %s', async (_, heldUpTo, known) => {
  await written('c', 620, heldUpTo);
  const seqs = await told(500);
  expect(seqs).toEqual(Array.from({ length: known }, (_unused, index) => `c${620 - index}`));
});

it('knows what a closed chain never got out, however much was written since', async () => {
  await written('before', 5, 3, 'c');
  await written('c', 4, 4);
  expect(await told(2)).toEqual(['c4', 'c3', 'before5', 'before4']);
  expect(await told(6)).toEqual(['c4', 'c3', 'c2', 'c1', 'before5', 'before4']);
});
