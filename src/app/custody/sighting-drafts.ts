import * as v from 'valibot';
import { codesOf } from '../../domain/shared/codes.ts';
import { sightingSigns, sightingSizes, sightingSources } from '../../domain/shared/incident-codes.ts';
import { fixSchema, type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import { sightingBodySchema } from '../../protocol/sighting.ts';
import type { Finished } from '../draft-ports.ts';
import type { SightingDraft } from '../sighting-ports.ts';
import type { DraftWithParts } from '../storage/draft-store.ts';
import { photosOf } from './draft-photos.ts';
import { type FinaliseDeps, finalisingRecords } from './finalise-record.ts';
import type { DraftForm } from './sealed-drafts.ts';

/** What a sighting draft's sealed JSON says: all but its photos. Persisted: changing this breaks stored data. */
const sightingMatterSchema = v.object({
  v: v.literal(1),
  source: v.picklist(codesOf(sightingSources)),
  sign: v.nullable(v.picklist(codesOf(sightingSigns))),
  size: v.picklist(codesOf(sightingSizes)),
  fix: v.nullable(fixSchema),
  aim: v.nullable(v.object({ bearingDegrees: v.number(), distanceMeters: v.number() })),
  seenAt: v.number(),
  name: v.string(),
  phone: v.string(),
  note: v.string(),
});
type SightingMatter = v.InferOutput<typeof sightingMatterSchema>;

/** What a sighting is while it is being written. */
export const sightingForm: DraftForm<SightingDraft, SightingMatter> = {
  kind: 'sighting/1', // Persisted: changing this breaks stored data.
  empty: (seenAt) => {
    const texts = { name: '', phone: '', note: '' };
    return { v: 1, source: 'ranger', sign: null, size: 'unclear', fix: null, aim: null, seenAt, ...texts };
  },
  matterOf: ({ id: _id, photos: _photos, updatedAt: _updatedAt, fix, aim, ...said }) => ({
    ...{ v: 1, ...said, fix: fix && { ...fix }, aim: aim && { ...aim } },
  }),
  readMatter: (opened) => v.parse(sightingMatterSchema, opened),
  draftOf: ({ draft, parts }, { v: _version, ...matter }) => ({
    ...{ id: draft.id, ...matter, photos: photosOf(parts), updatedAt: draft.updatedAt },
  }),
};

/** Turns drafts of sightings into signed events: what was seen and where in clear; who called, and all words, sealed. */
export function finalisingSightings(deps: FinaliseDeps): (id: string) => Promise<Finished<'no-sign'>> {
  return finalisingRecords<[], 'no-sign'>(deps, async (opened, row) => {
    const matter = sightingForm.readMatter(opened);
    const { source, sign, size, fix, seenAt } = matter;
    if (sign === null) return { ok: false, because: 'no-sign' };
    const body = { source, sign, size, fix, aim: fix && matter.aim, seenAt };
    const fields = fieldsOf(matter, row);
    const isWhole = v.is(sightingBodySchema, body) && v.is(violationFieldsSchema, fields);
    return isWhole
      ? { ok: true, kind: 'sighting', schema: 1, body, fields }
      : { ok: false, because: 'event-too-large' };
  });
}

/** In the form of a violation's: whoever opens sealed fields reads one form. */
function fieldsOf({ name, phone, note }: SightingMatter, { parts }: DraftWithParts): ViolationFields {
  return { v: 1, name, idNumber: '', phone, plate: '', note, attachments: photosOf(parts) };
}
