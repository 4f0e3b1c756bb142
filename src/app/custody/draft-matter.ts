import * as v from 'valibot';
import { acts, breaches, codesOf, partyKinds } from '../../domain/shared/codes.ts';
import { fixSchema } from '../../protocol/event.ts';
import type { DraftPhoto, ViolationDraft } from '../ports.ts';
import type { DraftWithParts } from '../storage/draft-store.ts';
import type { PartRow } from '../storage/rows.ts';

/** What a draft's sealed JSON says: all but its photos, which are parts. Persisted: changing this breaks stored data. */
const draftMatterSchema = v.object({
  v: v.literal(1),
  act: v.nullable(v.picklist([...codesOf(acts), ...codesOf(breaches)])),
  party: v.picklist(codesOf(partyKinds)),
  name: v.string(),
  idNumber: v.string(),
  phone: v.string(),
  plate: v.string(),
  note: v.string(),
  fix: v.nullable(fixSchema),
  happenedAt: v.number(),
});
export type DraftMatter = v.InferOutput<typeof draftMatterSchema>;

/** Persisted: changing this breaks stored data. */
export const violationDraftKind = 'violation/1';

export function emptyMatter(happenedAt: number): DraftMatter {
  const texts = { name: '', idNumber: '', phone: '', plate: '', note: '' };
  return { v: 1, act: null, party: 'person', ...texts, fix: null, happenedAt };
}

export function matterOf({
  act,
  party,
  name,
  idNumber,
  phone,
  plate,
  note,
  fix,
  happenedAt,
}: ViolationDraft): DraftMatter {
  return { v: 1, act, party, name, idNumber, phone, plate, note, fix, happenedAt };
}

/** Throws when the stored text is of another shape. */
export function readMatter(opened: unknown): DraftMatter {
  return v.parse(draftMatterSchema, opened);
}

export function draftOf({ draft, parts }: DraftWithParts, { v: _version, ...matter }: DraftMatter): ViolationDraft {
  return { id: draft.id, ...matter, photos: photosOf(parts), updatedAt: draft.updatedAt };
}

/** A draft's photos in the order they were added. */
export function photosOf(parts: readonly PartRow[]): DraftPhoto[] {
  const photos = parts.filter(({ role }) => role === 'photo').sort((a, b) => a.addedAt - b.addedAt);
  return photos.map(({ sha256, plain, plainBytes, type, takenAt }) => ({
    part: sha256,
    plain: plain ?? '',
    bytes: plainBytes ?? 0,
    type,
    takenAt: takenAt ?? 0,
  }));
}
