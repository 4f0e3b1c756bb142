import { type Wrap, wrapsText } from '../../protocol/event.ts';
import { openPart, unwrapRecordKey } from '../../protocol/seal.ts';
import type { PartStore, Queryable } from '../ports.ts';
import { LateArrivals } from './late-arrivals.ts';
import type { Unsealer } from './open-part.ts';
import type { ReadEvent } from './read-envelope.ts';

export interface MendingTools {
  readonly keys: Unsealer;
  readonly parts: PartStore;
}

export interface WrapPlace {
  readonly chain: string;
  readonly seq: number;
}

/** A wrap that an author sent for an event that stands already, and what is kept in its place. */
interface OtherWrap {
  readonly read: ReadEvent;
  readonly wrap: Wrap;
  readonly kept: Wrap | null;
}

/**
 * Takes the wrapped keys that authors send again for events the hub has, where what it keeps opens nothing: on the way they are signed
 * by nobody, and whoever carried the event may have changed them or left them out. What opens is never given up for another, nor is
 * anything kept for a record that was erased. Answers where something was mended; locks the hub's chain when there is anything to mend.
 */
export async function mendWraps(
  tx: Queryable,
  tools: MendingTools,
  chain: string,
  again: readonly ReadEvent[],
): Promise<WrapPlace[]> {
  const others = await othersAmong(tx, chain, again);
  if (others.length === 0) return [];
  // Whoever erases holds it: what was erased meanwhile is seen below.
  await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
  const late = await LateArrivals.among(
    tx,
    others.map(({ read }) => read),
  );
  const mended: OtherWrap[] = [];
  for (const other of others)
    if (late.stripped(other.read).sent.wraps.length > 0 && (await isBetter(tools, other))) mended.push(other);
  await putWraps(tx, chain, mended);
  return [...new Set(mended.map(({ read }) => read.event.seq))].map((seq) => ({ chain, seq }));
}

async function othersAmong(tx: Queryable, chain: string, again: readonly ReadEvent[]): Promise<OtherWrap[]> {
  const sealed = again.filter(({ sent }) => sent.wraps.length > 0);
  if (sealed.length === 0) return [];
  const rows = await tx.query<Wrap & Record<string, unknown> & { seq: number }>(
    'select seq, to_kid as to, alg, enc, key from event_wrap where chain = $1 and seq = any($2::bigint[])',
    [chain, sealed.map(({ event }) => event.seq)],
  );
  const keptAt = new Map(rows.map((row) => [`${row.seq} ${row.to}`, row]));
  return sealed.flatMap((read) =>
    read.sent.wraps.flatMap((wrap) => {
      const kept = keptAt.get(`${read.event.seq} ${wrap.to}`) ?? null;
      return kept && wrapsText('', [kept]) === wrapsText('', [wrap]) ? [] : [{ read, wrap, kept }];
    }),
  );
}

/**
 * | the new one opens | what is kept opens | a part is here that only the new one opens | → |
 * |-------------------|--------------------|--------------------------------------------|---|
 * | no                | –                  | –                                          | stay |
 * | yes               | no, or nothing is  | –                                          | mend |
 * | yes               | yes                | no                                         | stay |
 * | yes               | yes                | yes                                        | mend |
 */
async function isBetter(tools: MendingTools, { read, wrap, kept }: OtherWrap): Promise<boolean> {
  const fresh = await recordKeyIn(tools, wrap, read.event.id);
  if (!fresh) return false;
  const standing = kept && (await recordKeyIn(tools, kept, read.event.id));
  if (!standing) return true;
  for (const { sha256, role } of read.event.parts) {
    const sealed = await tools.parts.get(sha256);
    if (!sealed || (await doesOpen(sealed, role, standing))) continue;
    if (await doesOpen(sealed, role, fresh)) return true;
  }
  return false;
}

/** Null for a key the hub has not, or has no longer, and for a wrap that was altered: what is sent is not trusted. */
async function recordKeyIn({ keys }: MendingTools, wrap: Wrap, event: string): Promise<CryptoKey | null> {
  const key = await keys.unsealingKey(wrap.to);
  return key && unwrapRecordKey(wrap, event, key).catch(() => null);
}

function doesOpen(sealed: Uint8Array<ArrayBuffer>, role: string, key: CryptoKey): Promise<boolean> {
  return openPart(sealed, role, key).then(
    () => true,
    () => false,
  );
}

async function putWraps(tx: Queryable, chain: string, mended: readonly OtherWrap[]): Promise<void> {
  for (const { read, wrap } of mended) {
    await tx.query(
      `insert into event_wrap (chain, seq, to_kid, alg, enc, key) values ($1, $2, $3, $4, $5, $6)
       on conflict (chain, seq, to_kid) do update set alg = excluded.alg, enc = excluded.enc, key = excluded.key`,
      [chain, read.event.seq, wrap.to, wrap.alg, wrap.enc, wrap.key],
    );
  }
}
