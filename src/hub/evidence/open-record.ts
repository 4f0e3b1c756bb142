import type { Bytes } from '../../protocol/bytes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { importRecordKey, openPart, unwrapRecordKeyBytes } from '../../protocol/seal.ts';
import { logOpening } from '../custody/log-opening.ts';
import { type OpeningTools, wrapsOf } from '../custody/open-part.ts';
import type { CaseEvent } from './gather-case.ts';

/** Who opens, and for which package. */
export interface Opener {
  readonly device: string | null;
  readonly person: string | null;
  readonly operator: string | null;
  readonly role: string;
  readonly reason: string;
  readonly export: string;
}

export interface OpenedRecord {
  readonly event: string;
  readonly key: Bytes;
  readonly parts: readonly {
    readonly sha256: string;
    readonly role: string;
    readonly type: string;
    readonly plain: Bytes;
  }[];
}

/**
 * Opens every part of a record with the record's own key, each reading logged. Null when no wrap opens: erased, or sealed for a key the
 * hub never had. A part the hub lacks is left out.
 */
export async function openRecord(
  tools: OpeningTools,
  { id, chain, seq, event: { raw } }: CaseEvent,
  opener: Opener,
): Promise<OpenedRecord | null> {
  const { parts } = JSON.parse(raw) as Pick<HulinEvent, 'parts'>;
  if (parts.length === 0) return null;
  const key = await recordKeyOf(tools, id, chain, seq);
  const log = (part: string, outcome: 'opened' | 'missing' | 'cannot-open') =>
    logOpening(tools.database, tools.clock.now(), { ...opener, event: id, part, outcome });
  const opened: OpenedRecord['parts'][number][] = [];
  for (const { sha256, role, type } of parts) {
    const sealed = await tools.parts.get(sha256);
    const plain = key && sealed && (await openPart(sealed, role, await importRecordKey(key)).catch(() => null)); // altered, or another key's
    await log(sha256, plain ? 'opened' : sealed ? 'cannot-open' : 'missing');
    if (plain) opened.push({ sha256, role, type, plain });
  }
  return key && { event: id, key, parts: opened };
}

async function recordKeyOf(tools: OpeningTools, id: string, chain: string, seq: number): Promise<Bytes | null> {
  for (const wrap of await wrapsOf(tools.database, chain, seq)) {
    const key = await tools.keys.unsealingKey(wrap.to);
    const opened = key && (await unwrapRecordKeyBytes(wrap, id, key).catch(() => null)); // made for another key or record
    if (opened) return opened;
  }
  return null;
}
