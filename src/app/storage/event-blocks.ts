import Dexie, { type Table } from 'dexie';
import type { PulledRow } from './rows.ts';

/**
 * Events that one page of a pull brought stand together in one row: a row for each costs a phone ten times as much, to write and to
 * read. Beside it a row for each stretch of a chain in it says where to look. Persisted: changing the names or forms breaks stored data.
 * `block`: key is the last change in it, the body its rows, ascending. `stretch`: key is chain/stretch/block.
 */
const [event, block, stretch] = ['event', 'event-block', 'event-stretch'] as const;
/** Fewer events stand each by itself, as do all that this build's forerunners pulled. */
const leastInBlock = 50;
const stretchLength = 256;

type Pulled = Table<PulledRow, [string, string]>;

/** The rows of a page as they are kept. */
export function packEvents(rows: readonly PulledRow[]): PulledRow[] {
  const events = rows.filter(({ entity }) => entity === event).sort((a, b) => a.n - b.n);
  const last = events.at(-1);
  if (!last || events.length < leastInBlock) return [...rows];
  const { n, at } = last;
  const places = [...new Set(events.map(({ key }) => `${stretchOf(key)}/${n}`))];
  return [
    ...rows.filter(({ entity }) => entity !== event),
    { entity: block, key: String(n), n, at, body: events },
    ...places.map((key) => ({ entity: stretch, key, n, at, body: null })),
  ];
}

/** A stored event's key is its chain and place in it. */
function stretchOf(key: string): string {
  const [chain, seq] = key.split('/');
  return `${chain}/${Math.floor(Number(seq) / stretchLength)}`;
}

function eventsIn({ body }: PulledRow): readonly PulledRow[] {
  return body as readonly PulledRow[];
}

/** Events with their changes from `from` to `to`, ascending. Of one told twice both; the later counts. */
export async function eventsBetween(pulled: Pulled, from: number, to: number): Promise<PulledRow[]> {
  const between = (entity: string, last: unknown) =>
    pulled.where('[entity+n]').between([entity, from], [entity, last], true, true);
  const [single, within, next] = await Promise.all([
    between(event, to).toArray(),
    between(block, to).toArray(),
    pulled
      .where('[entity+n]')
      .between([block, Math.max(from, to)], [block, Dexie.maxKey], false, true)
      .first(),
  ]);
  const blocks = next ? [...within, next] : within;
  const packed = blocks.flatMap(eventsIn).filter(({ n }) => n >= from && n <= to);
  return packed.length === 0 ? single : [...single, ...packed].sort((a, b) => a.n - b.n);
}

/** The change of the newest event up to `to`; null when there is none. */
export async function newestEvent(pulled: Pulled, to: number): Promise<number | null> {
  const last = (entity: string) => pulled.where('[entity+n]').between([entity, 0], [entity, to], true, true).last();
  const after = pulled.where('[entity+n]').between([block, to], [block, Dexie.maxKey], false, true).first();
  const [single, whole, next] = await Promise.all([last(event), last(block), after]);
  const within = next ? eventsIn(next).findLast(({ n }) => n <= to) : undefined;
  const found = [single, whole, within].flatMap((row) => (row ? [row.n] : []));
  return found.length === 0 ? null : Math.max(...found);
}

/** All that is kept of the event at a place, the newest first. */
export async function eventsAt(pulled: Pulled, key: string): Promise<PulledRow[]> {
  const [single, blocks] = await Promise.all([pulled.get([event, key]), blocksNaming(pulled, `${stretchOf(key)}/`)]);
  const packed = blocks.flatMap(eventsIn).filter((row) => row.key === key);
  return [...(single ? [single] : []), ...packed].sort((a, b) => b.n - a.n);
}

/** The events of a chain, of each the newest, by their place. */
export async function eventsOfChain(pulled: Pulled, chain: string): Promise<PulledRow[]> {
  const single = await pulled
    .where('[entity+key]')
    .between([event, `${chain}/`], [event, `${chain}/\uffff`])
    .toArray();
  const blocks = await blocksNaming(pulled, `${chain}/`);
  const packed = blocks.flatMap(eventsIn).filter(({ key }) => key.startsWith(`${chain}/`));
  return packed.length === 0 ? single : newestOfEach([...single, ...packed]);
}

/** All of them, of each the newest. */
export async function allEvents(pulled: Pulled): Promise<PulledRow[]> {
  const [single, blocks] = await Promise.all([of(pulled, event), of(pulled, block)]);
  return blocks.length === 0 ? single : newestOfEach([...single, ...blocks.flatMap(eventsIn)]);
}

/** Changes what is kept of the event at a place, wherever it stands. Inside a transaction. */
export async function changeEvents(pulled: Pulled, key: string, change: (row: PulledRow) => PulledRow): Promise<void> {
  const single = await pulled.get([event, key]);
  if (single) await pulled.put(change(single));
  for (const row of await blocksNaming(pulled, `${stretchOf(key)}/`)) {
    const events = eventsIn(row);
    if (!events.some((one) => one.key === key)) continue;
    await pulled.put({ ...row, body: events.map((one) => (one.key === key ? change(one) : one)) });
  }
}

async function blocksNaming(pulled: Pulled, start: string): Promise<PulledRow[]> {
  const range = pulled.where('[entity+key]').between([stretch, start], [stretch, `${start}\uffff`]);
  const names = new Set((await range.toArray()).map(({ n }) => String(n)));
  const rows = await pulled.bulkGet([...names].map((name): [string, string] => [block, name]));
  return rows.filter((row) => row !== undefined);
}

function newestOfEach(rows: readonly PulledRow[]): PulledRow[] {
  const byKey = new Map([...rows].sort((a, b) => a.n - b.n).map((row) => [row.key, row]));
  return [...byKey.values()];
}

function of(pulled: Pulled, entity: string): Promise<PulledRow[]> {
  return pulled.where('entity').equals(entity).toArray();
}
