import type { Bytes } from '../../protocol/bytes.ts';
import type { Wrap } from '../../protocol/event.ts';
import { openPart, unwrapRecordKey } from '../../protocol/seal.ts';
import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { logOpening } from './log-opening.ts';

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

async function unseal({ database, parts, keys }: OpeningTools, { event, part }: OpeningRequest): Promise<Opened> {
  const [named] = await database.query<NamedPart>(
    `select n.chain, n.seq, n.role, n.type from event e join event_part n on n.chain = e.chain and n.seq = e.seq
      where e.id = $1 and n.sha256 = $2 limit 1`,
    [event, part],
  );
  const sealed = named ? await parts.get(part) : null;
  if (!named || !sealed) return { outcome: 'missing' };
  for (const wrap of await wrapsOf(database, named.chain, named.seq)) {
    const key = await keys.unsealingKey(wrap.to);
    const plain = key ? await tryOpen(sealed, named.role, wrap, event, key) : null;
    if (plain) return { outcome: 'opened', plain, type: named.type };
  }
  return { outcome: 'cannot-open' };
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
