import * as v from 'valibot';
import { acts, breaches, codesOf, partyKinds } from '../../domain/shared/codes.ts';
import { fixSchema } from '../../protocol/event.ts';
import type { ViolationDraft } from '../ports.ts';
import type { DraftWithParts } from '../storage/draft-store.ts';
import { photosOf } from './draft-photos.ts';
import type { DraftForm } from './sealed-drafts.ts';

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

/** What a suspected violation is while it is being written. */
export const violationForm: DraftForm<ViolationDraft, DraftMatter> = {
  kind: 'violation/1', // Persisted: changing this breaks stored data.
  empty: emptyMatter,
  matterOf,
  readMatter,
  draftOf,
};

function emptyMatter(happenedAt: number): DraftMatter {
  const texts = { name: '', idNumber: '', phone: '', plate: '', note: '' };
  return { v: 1, act: null, party: 'person', ...texts, fix: null, happenedAt };
}

function matterOf({ act, party, name, idNumber, phone, plate, note, fix, happenedAt }: ViolationDraft): DraftMatter {
  return { v: 1, act, party, name, idNumber, phone, plate, note, fix, happenedAt };
}

/** Throws when the stored text is of another shape. */
export function readMatter(opened: unknown): DraftMatter {
  return v.parse(draftMatterSchema, opened);
}

function draftOf({ draft, parts }: DraftWithParts, { v: _version, ...matter }: DraftMatter): ViolationDraft {
  return { id: draft.id, ...matter, photos: photosOf(parts), updatedAt: draft.updatedAt };
}
