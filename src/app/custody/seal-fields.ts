import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import type { PartReference, Wrap } from '../../protocol/event.ts';
import type { SealedPart } from '../storage/chain-store.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { PartRow } from '../storage/rows.ts';
import { newestSealingKey } from './newest-sealing-key.ts';
import { type DraftKeyDeps, type FoundDraft, recordKeyOf } from './own-key.ts';

/** What an event names of its sealed fields, and the record key wrapped to the hub beside it. */
export interface SealedFields {
  readonly part: PartReference;
  /** Not stored yet: it goes with the event. */
  readonly brings: SealedPart;
  readonly wraps: readonly Wrap[];
}

/** Seals a draft's personal fields under its own key. */
export async function sealFields(
  deps: DraftKeyDeps,
  profile: EnrolledProfile,
  found: FoundDraft,
  fields: object,
): Promise<SealedFields> {
  const { id, updatedAt } = found.row.draft;
  const { sealPart, wrapRecordKey } = await import('../../protocol/seal.ts');
  const [recordKey, sealing] = await Promise.all([
    recordKeyOf(deps, id, found),
    newestSealingKey(profile.enrolled.hub, updatedAt),
  ]);
  const sealed = await sealPart(utf8(JSON.stringify(fields)), 'fields', recordKey);
  const row = fieldsRow(id, await sha256Hex(sealed), sealed.length, updatedAt);
  const wraps = [await wrapRecordKey(recordKey, id, sealing.key, sealing.kid)];
  return { part: referenceTo(row), brings: { row, sealed }, wraps };
}

/** A part as an event names it. */
export function referenceTo({ sha256, bytes, type, role }: PartRow): PartReference {
  return { sha256, bytes, type, role: role as PartReference['role'] };
}

function fieldsRow(event: string, sha256: string, bytes: number, addedAt: number): PartRow {
  const plainly = { plain: null, plainBytes: null, takenAt: null };
  return { sha256, event, role: 'fields', type: 'application/json', bytes, state: 'draft', ...plainly, addedAt };
}
