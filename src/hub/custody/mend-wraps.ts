import type { Bytes } from '../../protocol/bytes.ts';
import { type Wrap, wrapsText } from '../../protocol/event.ts';
import { importRecordKey, openPart, unwrapRecordKeyBytes } from '../../protocol/seal.ts';
import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { LateArrivals } from './late-arrivals.ts';
import type { Unsealer } from './open-part.ts';
import type { ReadEvent } from './read-envelope.ts';
import { eventChange, recordChanges } from './record-change.ts';

export interface MendingTools {
  readonly database: Database;
  readonly keys: Unsealer;
  readonly parts: PartStore;
  readonly clock: HubClock;
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
 * anything kept for a record that was erased. What opens is found out with nothing locked: it takes reading parts.
 */
export async function mendWraps(tools: MendingTools, chain: string, again: readonly ReadEvent[]): Promise<void> {
  const sealed = again.filter(({ sent }) => sent.wraps.length > 0);
  if (sealed.length === 0) return;
  const better = await betterAmong(tools, othersAmong(sealed, await keptFor(tools.database, chain, sealed)));
  if (better.length === 0) return;
  await tools.database.transaction((tx) => putBetter(tx, chain, tools.clock.now(), better));
}

async function putBetter(tx: Queryable, chain: string, now: number, better: readonly OtherWrap[]): Promise<void> {
  await tx.query('select 1 as locked from chain where id = $1 for update', [chain]);
  // Whoever erases holds it: what was erased meanwhile is seen below.
  await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
  const reads = better.map(({ read }) => read);
  const [late, standing] = [await LateArrivals.among(tx, reads), await keptFor(tx, chain, reads)];
  const mended = better.filter(({ read, wrap, kept }) => {
    const isAsWeighed = areSame(standing.get(placeOf(read, wrap)) ?? null, kept);
    return isAsWeighed && late.stripped(read).sent.wraps.length > 0;
  });
  await putWraps(tx, chain, mended);
  const seqs = [...new Set(mended.map(({ read }) => read.event.seq))];
  await recordChanges(
    tx,
    now,
    seqs.map((seq) => eventChange({ chain, seq })),
  );
}

type Kept = ReadonlyMap<string, Wrap>;

async function keptFor(db: Queryable, chain: string, reads: readonly ReadEvent[]): Promise<Kept> {
  const rows = await db.query<Wrap & Record<string, unknown> & { seq: number }>(
    'select seq, to_kid as to, alg, enc, key from event_wrap where chain = $1 and seq = any($2::bigint[])',
    [chain, reads.map(({ event }) => event.seq)],
  );
  return new Map(rows.map((row) => [`${row.seq} ${row.to}`, row]));
}

function placeOf({ event }: ReadEvent, { to }: Wrap): string {
  return `${event.seq} ${to}`;
}

function areSame(one: Wrap | null, other: Wrap | null): boolean {
  return wrapsText('', one ? [one] : []) === wrapsText('', other ? [other] : []);
}

function othersAmong(sealed: readonly ReadEvent[], kept: Kept): OtherWrap[] {
  const all = sealed.flatMap((read) =>
    read.sent.wraps.map((wrap) => ({ read, wrap, kept: kept.get(placeOf(read, wrap)) ?? null })),
  );
  return all.filter(({ wrap, kept: standing }) => !areSame(standing, wrap));
}

/** In each place the first that is. */
async function betterAmong(tools: MendingTools, others: readonly OtherWrap[]): Promise<OtherWrap[]> {
  const better = new Map<string, OtherWrap>();
  for (const other of others) {
    const place = placeOf(other.read, other.wrap);
    if (!better.has(place) && (await isBetter(tools, other))) better.set(place, other);
  }
  return [...better.values()];
}

/**
 * All parts of a record are sealed with its one key, and are here as its author named them: the smallest tells, and is alone read.
 *
 * | the new one leads to a key | what is kept does | to the same key | which of them opens the smallest part that is here | → |
 * |----------------------------|-------------------|-----------------|-----------------------------------------------------|---|
 * | no                         | –                 | –               | –                                                   | stay |
 * | yes                        | no, or nothing is | –               | –                                                   | mend |
 * | yes                        | yes               | yes             | –                                                   | stay |
 * | yes                        | yes               | no              | the kept, or neither, or none is here               | stay |
 * | yes                        | yes               | no              | the new one alone                                   | mend |
 */
async function isBetter(tools: MendingTools, { read, wrap, kept }: OtherWrap): Promise<boolean> {
  const fresh = await recordKeyIn(tools, wrap, read.event.id);
  if (!fresh) return false;
  const standing = kept && (await recordKeyIn(tools, kept, read.event.id));
  if (!standing) return true;
  if (Buffer.from(fresh.bytes).equals(standing.bytes)) return false;
  for (const { sha256, role } of read.event.parts.toSorted((a, b) => a.bytes - b.bytes)) {
    const sealed = await tools.parts.get(sha256);
    if (sealed) return !(await doesOpen(sealed, role, standing.key)) && (await doesOpen(sealed, role, fresh.key));
  }
  return false;
}

/** Null for a key the hub has not, or has no longer, and for a wrap that was altered: what is sent is not trusted. */
async function recordKeyIn(
  { keys }: MendingTools,
  wrap: Wrap,
  event: string,
): Promise<{ readonly bytes: Bytes; readonly key: CryptoKey } | null> {
  const unsealing = await keys.unsealingKey(wrap.to);
  if (!unsealing) return null;
  try {
    const bytes = await unwrapRecordKeyBytes(wrap, event, unsealing);
    return { bytes, key: await importRecordKey(bytes) };
  } catch {
    return null; // every failure of the cryptography means the same
  }
}

function doesOpen(sealed: Bytes, role: string, key: CryptoKey): Promise<boolean> {
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
