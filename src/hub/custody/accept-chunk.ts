import { judgeChunk } from '../../domain/custody/part-step.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import { completePartBytes, type PartTools, recordParts } from './accept-part.ts';

/** How far a part has come: the first `offset` of its `bytes`. `complete`: all of them, checked and on disk. */
export interface PartSoFar {
  readonly bytes: number;
  readonly offset: number;
  readonly complete: boolean;
}

export type ChunkEnd =
  | ({ readonly kind: 'kept' } & PartSoFar)
  | { readonly kind: 'not-named' }
  | { readonly kind: 'too-long'; readonly bytes: number }
  | { readonly kind: 'hash-mismatch'; readonly bytes: number };

/** How far a part has come that a stored or held event names; null when none does. */
export async function partSoFar({ database, parts }: PartTools, sha256: string): Promise<PartSoFar | null> {
  const named = (await namedSizes(database, sha256)).at(-1);
  if (named === undefined) return null;
  const whole = await completePartBytes(database, sha256);
  if (whole !== null) return wholeWith(whole);
  return { bytes: named, offset: await parts.begun(sha256), complete: false };
}

/**
 * Adds a chunk to a part when it begins where the part ends, else only says where that is. One chunk of a part at a time, also
 * between hubs on one database. Come to a size that an event names, it is checked against its name, put on disk and recorded. Anybody
 * may name it with any size: bytes that hash to another name are thrown away at the largest alone.
 */
export async function acceptChunk(
  tools: PartTools,
  sha256: string,
  offset: number,
  chunk: Uint8Array,
): Promise<ChunkEnd> {
  return tools.database.transaction(async (tx) => {
    const sizes = await namedSizes(tx, sha256);
    const bytes = sizes.at(-1);
    if (bytes === undefined) return { kind: 'not-named' };
    await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [advisoryLocks.part, sha256]);
    const whole = await completePartBytes(tx, sha256);
    const verdict = judgeChunk({ named: bytes, isComplete: whole !== null, offset, length: chunk.length });
    if (whole !== null) return { kind: 'kept', ...wholeWith(whole) };
    if (verdict === 'too-long') return { kind: 'too-long', bytes };
    const kept = await keptBytes(tools, sha256);
    const end = kept ?? (await tools.parts.append(sha256, offset, chunk));
    if (kept === null && !(sizes.includes(end) && (await tools.parts.finish(sha256)))) {
      if (end < bytes) return { kind: 'kept', bytes, offset: end, complete: false };
      await tools.parts.discard(sha256);
      return { kind: 'hash-mismatch', bytes };
    }
    await recordParts(tx, tools.clock.now(), [{ sha256, bytes: end }]);
    return { kind: 'kept', ...wholeWith(end) };
  });
}

function wholeWith(bytes: number): PartSoFar {
  return { bytes, offset: bytes, complete: true };
}

/** Of a part that is on disk though no row says so: whoever put it there was killed. */
async function keptBytes({ parts }: PartTools, sha256: string): Promise<number | null> {
  return (await parts.keeps(sha256)) ? ((await parts.get(sha256))?.length ?? null) : null;
}

/** The sizes that events name a part with, the largest last. */
async function namedSizes(db: Queryable, sha256: string): Promise<number[]> {
  const rows = await db.query<{ bytes: number }>(
    'select distinct bytes from event_part where sha256 = $1 order by bytes',
    [sha256],
  );
  return rows.map(({ bytes }) => bytes);
}
