import { mayLetGo } from '../../domain/custody/carry-events.ts';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import type { CarriedChain } from '../courier-ports.ts';
import type { CarriedChainRow, CarriedEventRow, CarriedPartRow, CarriedReceiptRow } from './carried-rows.ts';

/** Everything carried of one chain. */
export interface CarriedRows {
  readonly chain: CarriedChainRow;
  readonly events: readonly CarriedEventRow[];
  readonly parts: readonly CarriedPartRow[];
  readonly receipts: readonly CarriedReceiptRow[];
}

/** Of the recalls of a chain so many are kept: the first that came and the newest, so that no file takes another's away. */
const mostRecalls = 8;

/** Everything that may bring the author of a chain back, the first that came before all others. */
export function recallsOf({ recall, otherRecalls = [] }: CarriedChainRow): SealedRecall[] {
  return recall ? [recall, ...otherRecalls] : [];
}

/** The row with what a file brings of them. */
export function withRecalls(row: CarriedChainRow, brought: readonly SealedRecall[]): CarriedChainRow {
  const all = [...new Map([...recallsOf(row), ...brought].map((one) => [one.sealed, one])).values()];
  const [recall, ...others] = all;
  if (!recall) return row;
  return { ...row, recall, ...(others.length > 0 && { otherRecalls: others.slice(1 - mostRecalls) }) };
}

/** Parts are known by their hash alone: those of a chain are what its events name, whoever else names them. */
export function together(
  chains: readonly CarriedChainRow[],
  events: readonly CarriedEventRow[],
  parts: readonly CarriedPartRow[],
  receipts: readonly CarriedReceiptRow[],
): CarriedRows[] {
  const partAt = new Map(parts.map((part) => [part.sha256, part]));
  const [eventsOf, receiptsOf] = [byChain(events), byChain(receipts)];
  return chains.map((chain) => {
    const own = eventsOf.get(chain.chain) ?? [];
    const named = [...new Set(own.flatMap((event) => event.parts))];
    return {
      ...{ chain, events: own, receipts: receiptsOf.get(chain.chain) ?? [] },
      parts: named.map((sha256) => partAt.get(sha256)).filter((part) => part !== undefined),
    };
  });
}

/** Ascending in each chain. */
function byChain<T extends { readonly chain: string; readonly seq: number }>(rows: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const row of rows.toSorted(bySeq)) {
    const own = grouped.get(row.chain);
    if (own) own.push(row);
    else grouped.set(row.chain, [row]);
  }
  return grouped;
}

function bySeq(a: { readonly seq: number }, b: { readonly seq: number }): number {
  return a.seq - b.seq;
}

/** Events without a receipt, and those to be sent although they have one. */
export function unsettled({ events, receipts }: Pick<CarriedRows, 'events' | 'receipts'>): CarriedEventRow[] {
  const known = new Set(receipts.map(({ hash }) => hash));
  return events.filter(({ hash, isSentAgain }) => isSentAgain === true || !known.has(hash));
}

/** A receipt for every event, and every part there. */
function isDelivered({ events, parts, receipts }: CarriedRows): boolean {
  return unsettled({ events, receipts }).length === 0 && parts.every(({ state }) => state === 'received');
}

/** In every backup the hub may be restored from. */
export function mayBeRemoved({ chain, events, parts, receipts }: CarriedRows): boolean {
  const timeOf = new Map(receipts.map(({ hash, time }) => [hash, time]));
  const receiptAt = events.map(({ hash, isSentAgain }) => (isSentAgain ? null : (timeOf.get(hash) ?? null)));
  const partsBy = parts.map(({ state, receivedBy }) => (state === 'received' ? (receivedBy ?? null) : null));
  return mayLetGo({ receiptAt, partsBy }, chain.horizon ?? null);
}

/**
 * What nobody wants: what the hub refused, all of it when the hub knows no such author, what forked off when it has all of that but the
 * attachments, which it never asks for. Null: all is wanted.
 */
export function unwantedOf(rows: CarriedRows): CarriedRows | null {
  const forked = forkedOff(rows);
  const isUnwanted = ({ hash, refused }: CarriedEventRow) => refused !== null || forked.has(hash);
  const events = rows.chain.stuck === 'unknown-chain' ? rows.events : rows.events.filter(isUnwanted);
  const named = new Set(events.flatMap(({ parts }) => parts));
  return events.length === 0 ? null : { ...rows, events, parts: rows.parts.filter(({ sha256 }) => named.has(sha256)) };
}

/** By hash, once every event has its receipt; none while all their parts are there, since then it is delivered like others. */
function forkedOff(rows: CarriedRows): Set<string> {
  if (rows.chain.stuck !== 'fork' || unsettled(rows).length > 0 || isDelivered(rows)) return new Set();
  return new Set(rows.receipts.flatMap(({ hash, outcome }) => (outcome === 'fork' ? [hash] : [])));
}

export function summaryOf(rows: CarriedRows): CarriedChain {
  const { chain, events, parts, receipts } = rows;
  const waiting = parts.filter(({ state }) => state === 'waiting');
  return {
    chain: chain.chain,
    takenAt: chain.takenAt,
    // Of what was let go of the receipts are left.
    events: { total: new Set([...events, ...receipts].map(({ hash }) => hash)).size, received: receipts.length },
    refused: events.filter(({ refused }) => refused !== null).length,
    parts: { total: parts.length, received: parts.length - waiting.length },
    bytes: [...events, ...parts].reduce((sum, { bytes }) => sum + bytes, 0),
    isDelivered: isDelivered(rows),
    mayBeRemoved: mayBeRemoved(rows),
    mayBeGivenUp: unwantedOf(rows) !== null,
    stuck: chain.stuck,
    from: chain.from,
  };
}
