import type { HubDb, HubEvent } from './hub-db.ts';
import type { Request } from './net.ts';
import { unitBytes } from './phone-parts.ts';
import { hashOf } from './stand-in.ts';
import type { Steps } from './steps.ts';

interface PartSoFar {
  readonly sha256: string;
  /** In characters, of which each stands for `unitBytes`. */
  readonly offset: number;
  readonly complete: boolean;
}

/** What came of a request about a part. `completes`: the event whose part it is, and how many of its parts are there now. */
interface Taken {
  readonly db: HubDb;
  readonly told: PartSoFar | 'hash-mismatch' | null;
  readonly completes: { readonly id: string; readonly received: number } | null;
}

/** Takes a part whole or by a chunk, or only says how far it has come. `begun`: files that are not whole yet. */
export function takePart(steps: Steps, db: HubDb, begun: Map<string, string>, request: Request): Taken {
  const { sha256, offset, content } = readRequest(request);
  const event = namedBy(db, sha256);
  const size = event ? sizeOf(event.raw, sha256) : null;
  const only = (told: Taken['told']): Taken => ({ db, told, completes: null });
  const moment = { named: size, isComplete: db.parts.has(sha256), offset: offset * unitBytes };
  const verdict = steps.judgeChunk({ ...moment, length: content.length * unitBytes });
  if (!event || size === null || verdict === 'not-named') return only(null);
  const whole = { sha256, offset: size / unitBytes, complete: true };
  if (verdict === 'complete') return only(whole);
  if (verdict === 'too-long') return only('hash-mismatch');
  const soFar = begun.get(sha256) ?? '';
  const now = request.kind === 'part' ? content : steps.putChunk(soFar, offset, content);
  if (request.kind !== 'part' && now.length < whole.offset) {
    begun.set(sha256, now);
    return only({ sha256, offset: now.length, complete: false });
  }
  begun.delete(sha256);
  if (steps.judgePart(true, hashOf(now) === sha256) !== 'take') return only('hash-mismatch');
  const parts = new Map(db.parts).set(sha256, now);
  const received = event.parts.filter((name) => parts.has(name)).length;
  return { db: { ...db, parts }, told: whole, completes: { id: event.id, received } };
}

/** The first event of any chain that names a part. */
function namedBy(db: HubDb, sha256: string): HubEvent | null {
  for (const { events } of db.chains.values()) {
    const event = events.find(({ parts }) => parts.includes(sha256));
    if (event) return event;
  }
  return null;
}

/** Asking how far a part has come is a chunk of nothing that begins nowhere. */
function readRequest({ kind, body }: Request): { sha256: string; offset: number; content: string } {
  return kind === 'progress' ? { sha256: body, offset: 0, content: '' } : JSON.parse(body);
}

function sizeOf(raw: string, sha256: string): number | null {
  const { parts } = JSON.parse(raw) as { parts: readonly { sha256: string; bytes: number }[] };
  return parts.find((part) => part.sha256 === sha256)?.bytes ?? null;
}
