import { ownAmong } from '../../domain/custody/erase-record.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { Wrap } from '../../protocol/event.ts';
import { openPart, unwrapRecordKey } from '../../protocol/seal.ts';
import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { logOpening } from './log-opening.ts';
import { eventsUnder, placeOf } from './under-id.ts';

/** The private halves of the season sealing keys. */
export interface Unsealer {
  /** Null when this hub never had that key. */
  unsealingKey(kid: string): CryptoKey | null | Promise<CryptoKey | null>;
}

export interface OpeningTools {
  readonly database: Database;
  readonly parts: PartStore;
  readonly keys: Unsealer;
  readonly clock: HubClock;
}

/** Which sealed part somebody wants to read, and who. */
export interface OpeningRequest {
  readonly event: string;
  readonly part: string;
  readonly reason: string | null;
  readonly device: string;
  readonly person: string;
  readonly role: string;
}

/** `outcome` is one of `openingOutcomes`. */
export type Opened =
  | { readonly outcome: 'opened'; readonly plain: Bytes; readonly type: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'cannot-open' };

/** Decrypts one sealed part. What became of it stands in table opening, on disk, before it resolves. */
export async function openSealedPart(tools: OpeningTools, request: OpeningRequest): Promise<Opened> {
  const opened = await unseal(tools, request);
  await logOpening(tools.database, tools.clock.now(), { ...request, outcome: opened.outcome });
  return opened;
}

interface NamedPart extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly role: string;
  readonly type: string;
}

async function unseal(tools: OpeningTools, { event, part }: OpeningRequest): Promise<Opened> {
  const named = await eventsNaming(tools.database, event, part);
  const sealed = named.length > 0 ? await tools.parts.get(part) : null;
  if (!sealed) return { outcome: 'missing' };
  for (const one of named) {
    const plain = await openAs(tools, one, sealed, event);
    if (plain) return { outcome: 'opened', plain, type: one.type };
  }
  return { outcome: 'cannot-open' };
}

/**
 * All that stands under the id and names the part, what the hub uses first: which of them is whose, only their keys can tell. What was
 * erased does not open again by what another device copied of it.
 */
async function eventsNaming(db: Queryable, event: string, part: string): Promise<readonly NamedPart[]> {
  const named = await db.query<NamedPart & { isErased: boolean }>(
    `select n.chain, n.seq, n.role, n.type, exists (select 1 from erasure x where x.record = e.id) as "isErased"
       from event e join event_part n on n.chain = e.chain and n.seq = e.seq
       left join event_review r on r.chain = e.chain and r.seq = e.seq and r.outcome = 'released'
      where e.id = $1 and n.sha256 = $2 order by e.outcome <> 'stored' and r.chain is null, n.chain, n.seq`,
    [event, part],
  );
  if (named.length < 2 || !named.some(({ isErased }) => isErased)) return named;
  const under = [...(await eventsUnder(db, [event])).values()].flat();
  const places = new Set(ownAmong(under).map(placeOf));
  const own = named.filter((one) => places.has(placeOf(one)));
  return own.length > 0 ? own : named;
}

async function openAs(
  { database, keys }: OpeningTools,
  { chain, seq, role }: NamedPart,
  sealed: Bytes,
  event: string,
): Promise<Bytes | null> {
  for (const wrap of await wrapsOf(database, chain, seq)) {
    const key = await keys.unsealingKey(wrap.to);
    const plain = key ? await tryOpen(sealed, role, wrap, event, key) : null;
    if (plain) return plain;
  }
  return null;
}

/** The record key of an event, as often as it is wrapped; none when it was erased. */
export function wrapsOf(db: Queryable, chain: string, seq: number): Promise<Wrap[]> {
  return db.query<Wrap & Record<string, unknown>>(
    'select to_kid as to, alg, enc, key from event_wrap where chain = $1 and seq = $2',
    [chain, seq],
  );
}

/** Null for a wrap or part made with other keys, or altered: expected, what a phone sends is not trusted. */
async function tryOpen(sealed: Bytes, role: string, wrap: Wrap, event: string, key: CryptoKey): Promise<Bytes | null> {
  try {
    return await openPart(sealed, role, await unwrapRecordKey(wrap, event, key));
  } catch {
    return null; // every failure of the cryptography means the same: these bytes cannot be opened with this key
  }
}
