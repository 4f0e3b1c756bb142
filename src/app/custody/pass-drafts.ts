import * as v from 'valibot';
import { codesOf } from '../../domain/shared/codes.ts';
import { gateModes, passClasses, passDirections } from '../../domain/shared/gate-codes.ts';
import { type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import { passBodySchema } from '../../protocol/pass.ts';
import type { Finished } from '../draft-ports.ts';
import type { PassDraft } from '../pass-ports.ts';
import { photosOf } from './draft-photos.ts';
import { type FinaliseDeps, finalisingRecords } from './finalise-record.ts';
import type { DraftForm } from './sealed-drafts.ts';

/** What the sealed JSON of an entry or exit says while it is being written. Persisted: changing this breaks stored data. */
const passMatterSchema = v.object({
  v: v.literal(1),
  direction: v.picklist(codesOf(passDirections)),
  gate: v.string(),
  class: v.picklist(codesOf(passClasses)),
  persons: v.number(),
  declaresFire: v.boolean(),
  depositsFire: v.boolean(),
  entry: v.nullable(v.string()),
  at: v.number(),
  mode: v.optional(v.nullable(v.picklist(codesOf(gateModes))), null), // not in drafts of older builds
  name: v.string(),
  phone: v.string(),
  plate: v.string(),
});
type PassMatter = v.InferOutput<typeof passMatterSchema>;

/** What an entry or exit is while it is being written: a car with one person, unless told otherwise. */
export const passForm: DraftForm<PassDraft, PassMatter> = {
  kind: 'pass/1', // Persisted: changing this breaks stored data.
  empty: (at) => {
    const said = { direction: 'in', gate: '', class: 'car', persons: 1, entry: null } as const;
    return { v: 1, ...said, declaresFire: false, depositsFire: false, at, mode: null, name: '', phone: '', plate: '' };
  },
  matterOf: ({ id: _id, photos: _photos, updatedAt: _updatedAt, ...said }) => ({ v: 1, ...said }),
  readMatter: (opened) => v.parse(passMatterSchema, opened),
  draftOf: ({ draft, parts }, { v: _version, ...matter }) => ({
    ...{ id: draft.id, ...matter, photos: photosOf(parts), updatedAt: draft.updatedAt },
  }),
};

/** Turns entries and exits into signed events: class, number and times in clear; name, phone and plate sealed. */
export function finalisingPasses(deps: FinaliseDeps): (id: string) => Promise<Finished<'no-gate'>> {
  return finalisingRecords<[], 'no-gate'>(deps, async (opened) => {
    const { v: _version, name, phone, plate, mode, ...said } = passForm.readMatter(opened);
    const body = { ...said, ...(mode && { mode }) };
    if (body.gate === '') return { ok: false, because: 'no-gate' };
    const fields: ViolationFields = { v: 1, name, idNumber: '', phone, plate, note: '', attachments: [] };
    const isWhole = v.is(passBodySchema, body) && v.is(violationFieldsSchema, fields);
    return isWhole ? { ok: true, kind: 'pass', schema: 1, body, fields } : { ok: false, because: 'event-too-large' };
  });
}
