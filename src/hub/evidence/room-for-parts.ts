import type { HulinEvent } from '../../protocol/event.ts';
import { mostCaseEvents } from '../../protocol/evidence/evidence-package.ts';
import type { Queryable } from '../ports.ts';
import type { CaseEvent } from './gather-case.ts';

/** Bytes of parts in one package, sealed and opened: what a desk can hold in memory. */
const maxEvidenceBytes = 256 * 1024 * 1024;

export type RoomForParts =
  /** `without`: events whose parts do not go in. */
  { readonly ok: true; readonly without: ReadonlySet<CaseEvent> } | { readonly ok: false; readonly record: string };

/**
 * Finds out whose parts go into a package: those of the records must all find room, or the first that does not is named; those of other
 * events as far as there is room left. What was declared and has not come takes none.
 */
export async function roomForParts(db: Queryable, events: readonly CaseEvent[]): Promise<RoomForParts> {
  const [further] = events.slice(mostCaseEvents);
  if (further) return { ok: false, record: further.id };
  const stored = await storedBytes(db, events);
  const without = new Set<CaseEvent>();
  const taken = new Set<string>();
  let bytes = 0;
  for (const one of [...events.filter(({ isRecord }) => isRecord), ...events.filter(({ isRecord }) => !isRecord)]) {
    const named = partsOf(one.event.raw).map(({ sha256 }) => sha256);
    const sealed = [...new Set(named)].filter((sha256) => !taken.has(sha256));
    const wanted = [...sealed, ...named].reduce((sum, sha256) => sum + (stored.get(sha256) ?? 0), 0); // sealed, and opened
    if (bytes + wanted > maxEvidenceBytes) {
      if (one.isRecord) return { ok: false, record: one.id };
      without.add(one);
      continue;
    }
    bytes += wanted;
    for (const sha256 of sealed) taken.add(sha256);
  }
  return { ok: true, without };
}

/** The sealed parts that an event names. */
export function partsOf(raw: string): HulinEvent['parts'] {
  return (JSON.parse(raw) as HulinEvent).parts;
}

async function storedBytes(db: Queryable, events: readonly CaseEvent[]): Promise<ReadonlyMap<string, number>> {
  const named = events.flatMap(({ event }) => partsOf(event.raw).map(({ sha256 }) => sha256));
  const rows = await db.query<{ sha256: string; bytes: number }>(
    'select sha256, bytes from part where sha256 = any($1::text[])',
    [[...new Set(named)]],
  );
  return new Map(rows.map(({ sha256, bytes }) => [sha256, bytes]));
}
