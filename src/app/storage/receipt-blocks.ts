import Dexie from 'dexie';
import type { HulinDatabase } from './database.ts';
import type { ReceiptBlockRow, ReceiptRow } from './rows.ts';

/**
 * The hub's receipts by their places. Those that one answer brought for many events stand together in one row: a row for each costs a
 * phone ten times as much. Rows that stand by themselves are newer than any block, and count. Everything here inside a
 * transaction over `receiptTables`, or outside any.
 */
export const receiptTables = ({ receipts, receiptBlocks }: HulinDatabase) => [receipts, receiptBlocks];

/** Fewer are not worth a block. */
const leastInBlock = 20;

/** Keeps receipts of one chain; of one that stands already, what was verified stays so. */
export async function putReceipts(database: HulinDatabase, rows: readonly ReceiptRow[]): Promise<void> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return;
  const seqs = rows.map(({ seq }) => seq);
  const standing = await receiptsBetween(database, first.chain, Math.min(...seqs), Math.max(...seqs));
  if (standing.length === 0 && areBlock(rows)) {
    await database.receiptBlocks.put({ chain: first.chain, first: first.seq, last: last.seq, receipts: rows });
    return;
  }
  const known = new Map(standing.map((row) => [row.seq, row.verifiedAt]));
  const verifiedAt = (row: ReceiptRow) => row.verifiedAt ?? known.get(row.seq) ?? null;
  await database.receipts.bulkPut(rows.map((row) => ({ ...row, verifiedAt: verifiedAt(row) })));
}

/** One after another, in order, and in the chain: forks are looked for by themselves. */
function areBlock(rows: readonly ReceiptRow[]): boolean {
  const from = rows[0]?.seq ?? 0;
  return rows.length >= leastInBlock && rows.every(({ seq, outcome }, at) => seq === from + at && outcome !== 'fork');
}

/** At the places from `first` to `last`, both included, in order. */
export async function receiptsBetween(
  database: HulinDatabase,
  chain: string,
  first: number,
  last: number,
): Promise<ReceiptRow[]> {
  const [rows, blocks] = await Promise.all([
    database.receipts.where('[chain+seq]').between([chain, first], [chain, last], true, true).toArray(),
    blocksAround(database, chain, first, last),
  ]);
  const inBlocks = blocks.flatMap(({ receipts }) => receipts).filter(({ seq }) => seq >= first && seq <= last);
  if (inBlocks.length === 0) return rows;
  const bySeq = new Map([...inBlocks, ...rows].map((row) => [row.seq, row]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** Those at these places that there are. */
export async function receiptsAt(
  database: HulinDatabase,
  places: readonly (readonly [chain: string, seq: number])[],
): Promise<ReceiptRow[]> {
  const rows = await database.receipts.bulkGet(places.map(([chain, seq]): [string, number] => [chain, seq]));
  const lacking = places.filter((_, index) => rows[index] === undefined);
  const blocks = new Map<string, readonly ReceiptRow[]>();
  for (const chain of new Set(lacking.map(([one]) => one))) {
    const seqs = lacking.filter(([one]) => one === chain).map(([, seq]) => seq);
    const around = await blocksAround(database, chain, Math.min(...seqs), Math.max(...seqs));
    const wanted = new Set(seqs);
    const found = around.flatMap(({ receipts }) => receipts).filter(({ seq }) => wanted.has(seq));
    blocks.set(chain, found);
  }
  return [...rows.filter((row) => row !== undefined), ...[...blocks.values()].flat()];
}

/** Forgets blocks all of whose receipts stand by themselves now, verified: `rows` were just put. */
export async function dropCovered(database: HulinDatabase, rows: readonly ReceiptRow[]): Promise<void> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return;
  for (const block of await blocksAround(database, first.chain, first.seq, last.seq)) {
    const places = [block.chain, block.first, block.last] as const;
    const range = database.receipts
      .where('[chain+seq]')
      .between([places[0], places[1]], [places[0], places[2]], true, true);
    if ((await range.count()) === block.receipts.length) await database.receiptBlocks.delete([block.chain, block.last]);
  }
}

/** Puts every receipt of a chain in a row of its own, where builds look that know of no blocks. Safe to repeat. */
export async function spreadBlocks(database: HulinDatabase, chain: string): Promise<void> {
  const blocks = await blocksAround(database, chain, 0, Number.POSITIVE_INFINITY);
  if (blocks.length === 0) return;
  await database.receipts.bulkPut(await receiptsBetween(database, chain, 0, Number.POSITIVE_INFINITY));
  await database.receiptBlocks.bulkDelete(blocks.map(({ last }): [string, number] => [chain, last]));
}

/** Blocks lie one after another. */
async function blocksAround(
  { receiptBlocks }: HulinDatabase,
  chain: string,
  first: number,
  last: number,
): Promise<ReceiptBlockRow[]> {
  const [within, after] = await Promise.all([
    receiptBlocks.where('[chain+last]').between([chain, first], [chain, last], true, true).toArray(),
    receiptBlocks.where('[chain+last]').between([chain, last], [chain, Dexie.maxKey], false).first(),
  ]);
  return after && after.first <= last ? [...within, after] : within;
}
