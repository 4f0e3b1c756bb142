import { judgeChunk } from '../../domain/custody/part-step.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import { completePartBytes, type PartTools, recordPart } from './accept-part.ts';

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
  const bytes = await namedBytes(database, sha256);
  if (bytes === null) return null;
  if ((await completePartBytes(database, sha256)) !== null) return { bytes, offset: bytes, complete: true };
  return { bytes, offset: await parts.begun(sha256), complete: false };
}

/**
 * Adds a chunk to a part when it begins where the part ends, else only says where that is. One chunk of a part at a time, also
 * between hubs on one database. Once whole it is checked against its name, put on disk and recorded; other bytes are thrown away.
 */
export async function acceptChunk(
  tools: PartTools,
  sha256: string,
  offset: number,
  chunk: Uint8Array,
): Promise<ChunkEnd> {
  return tools.database.transaction(async (tx) => {
    const bytes = await namedBytes(tx, sha256);
    if (bytes === null) return { kind: 'not-named' };
    await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [advisoryLocks.part, sha256]);
    const isComplete = (await completePartBytes(tx, sha256)) !== null;
    const verdict = judgeChunk({ named: bytes, isComplete, offset, length: chunk.length });
    if (verdict === 'complete') return { kind: 'kept', bytes, offset: bytes, complete: true };
    if (verdict === 'too-long') return { kind: 'too-long', bytes };
    if (!(await tools.parts.keeps(sha256))) {
      const end = await tools.parts.append(sha256, offset, chunk);
      if (end < bytes) return { kind: 'kept', bytes, offset: end, complete: false };
      if (!(await tools.parts.finish(sha256))) return { kind: 'hash-mismatch', bytes };
    }
    await recordPart(tx, tools.clock.now(), sha256, bytes);
    return { kind: 'kept', bytes, offset: bytes, complete: true };
  });
}

/** The size that events name a part with; the largest, should they differ. */
async function namedBytes(db: Queryable, sha256: string): Promise<number | null> {
  const [row] = await db.query<{ bytes: number | null }>(
    'select max(bytes) as bytes from event_part where sha256 = $1',
    [sha256],
  );
  return row?.bytes ?? null;
}
