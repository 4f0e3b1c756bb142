import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { forgetErased } from '../../../src/app/storage/forget-erased.ts';
import { OutboxStore } from '../../../src/app/storage/outbox-store.ts';
import { PulledStore } from '../../../src/app/storage/pulled-store.ts';
import { QueueStore } from '../../../src/app/storage/queue-store.ts';
import { receiptsAt, receiptsBetween } from '../../../src/app/storage/receipt-blocks.ts';
import type { ReceiptRow } from '../../../src/app/storage/rows.ts';

const [chain, epoch] = ['01940000-0000-7000-8000-000000000001', '01940000-0000-7000-8000-000000000002'];

describe('receipts that one answer brought', () => {
  let database: HulinDatabase;
  let outbox: OutboxStore;
  beforeEach(() => {
    database = new HulinDatabase(randomUUID());
    outbox = new OutboxStore(database);
  });
  afterEach(() => database.close());

  const settle = (receipts: readonly ReceiptRow[]) =>
    outbox.settle({ head: { chain, seq: 1, epoch, toldAt: 1, horizon: null }, missing: [] }, receipts);
  const seqsBetween = async (first: number, last: number) =>
    (await receiptsBetween(database, chain, first, last)).map(({ seq }) => seq);

  it('stand together in one row, and each is found by its place', async () => {
    await settle(some(1, 200));
    await settle(some(201, 200));
    await settle(some(401, 3));
    expect([await database.receiptBlocks.count(), await database.receipts.count()]).toEqual([2, 3]);
    expect(await receiptsBetween(database, chain, 1, 403)).toEqual([
      ...some(1, 200),
      ...some(201, 200),
      ...some(401, 3),
    ]);
    expect(await seqsBetween(199, 202)).toEqual([199, 200, 201, 202]);
    expect(await seqsBetween(50, 50)).toEqual([50]);
    expect(await seqsBetween(404, 500)).toEqual([]);
    const at = await receiptsAt(
      database,
      [402, 7, 500, 300].map((seq) => [chain, seq] as const),
    );
    expect(at.map(({ seq }) => seq).sort()).toEqual([300, 402, 7]);
    expect(await receiptsAt(database, [['01940000-0000-7000-8000-00000000000f', 7]])).toEqual([]);
  });

  it('give way to newer ones of a restored hub, and what was verified stays so', async () => {
    await settle(some(1, 100));
    await settle(some(51, 100, { time: 9 }));
    expect((await receiptsBetween(database, chain, 50, 52)).map(({ time }) => time)).toEqual([50, 9, 9]);
    await database.receipts.bulkPut(some(60, 1, { verifiedAt: 5 }));
    await settle(some(51, 100, { time: 10 }));
    expect(await receiptsAt(database, [[chain, 60]])).toMatchObject([{ time: 10, verifiedAt: 5 }]);
    expect(await database.receiptBlocks.count()).toBe(1);
  });

  it('stand each by itself once the chain is closed, for builds that know of no blocks', async () => {
    await settle(some(1, 100));
    await settle(some(101, 30));
    await database.receipts.bulkPut(some(60, 1, { verifiedAt: 5 }));
    for (let time = 0; time < 2; time += 1) await outbox.tellOlderBuilds(chain);
    expect(await database.receiptBlocks.count()).toBe(0);
    expect(await database.receipts.toArray()).toEqual([
      ...some(1, 59),
      ...some(60, 1, { verifiedAt: 5 }),
      ...some(61, 40),
      ...some(101, 30),
    ]);
  });

  it('stand each by itself when they are a fork’s, which is looked for after a cut', async () => {
    await settle(some(1, 40, { outcome: 'fork' }));
    expect([await database.receiptBlocks.count(), await outbox.reportedUpTo(chain, epoch)]).toEqual([0, 40]);
  });

  it('are forgotten as a block once each has come back verified, and not before', async () => {
    await settle(some(1, 40));
    const pulled = new PulledStore(database);
    const pull = async (verified: readonly ReceiptRow[]) =>
      pulled.applyPage(
        await pulled.cursor(),
        { rows: [], cursor: randomUUID(), restarted: false, more: false, time: 1, verified },
        forgetErased,
      );
    await pull(some(1, 39, { verifiedAt: 7 }));
    expect(await database.receiptBlocks.count()).toBe(1);
    expect((await receiptsBetween(database, chain, 39, 40)).map(({ verifiedAt }) => verifiedAt)).toEqual([7, null]);
    await pull(some(40, 1, { verifiedAt: 7 }));
    expect(await database.receiptBlocks.count()).toBe(0);
    expect(await seqsBetween(1, 40)).toHaveLength(40);
  });

  it('are no news when somebody brings them back', async () => {
    await settle(some(1, 40));
    const brought = some(39, 3).map((row) => ({ row, epoch }));
    expect(await new QueueStore(database).keepReceipts(chain, brought)).toBe(1);
  });
});

function some(first: number, count: number, change: Partial<ReceiptRow> = {}): ReceiptRow[] {
  return Array.from({ length: count }, (_, index): ReceiptRow => {
    const seq = first + index;
    const receipt = { raw: JSON.stringify(receiptOf(seq)), sig: 'A'.repeat(86), kid: 'A'.repeat(43) };
    return { chain, seq, hash: hashOf(seq), outcome: 'stored', time: seq, receipt, verifiedAt: null, ...change };
  });
}

function receiptOf(seq: number) {
  return { v: 1, chain, seq, hash: hashOf(seq), outcome: 'fork', time: 1, epoch };
}

function hashOf(seq: number): string {
  return String(seq).padStart(64, '0');
}
