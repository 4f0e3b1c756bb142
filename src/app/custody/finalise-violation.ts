import * as v from 'valibot';
import type { Judged } from '../../domain/violation/cite-verdict.ts';
import { draftViolation } from '../../domain/violation/draft-violation.ts';
import { type ViolationBody, type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import type { FinaliseResult } from '../ports.ts';
import type { DraftWithParts } from '../storage/draft-store.ts';
import { type DraftMatter, readMatter } from './draft-matter.ts';
import { photosOf } from './draft-photos.ts';
import { type FinaliseDeps, finalisingRecords } from './finalise-record.ts';
import type { LawBehind } from './law-behind.ts';

/** Turns drafts of suspected violations into signed events, with what they were judged by and the law behind it. */
export function finalisingViolations(
  deps: FinaliseDeps & { readonly law: LawBehind },
): (id: string, judged: Judged) => Promise<FinaliseResult> {
  return finalisingRecords<[judged: Judged], 'no-act'>(deps, async (opened, row, judged) => {
    const matter = readMatter(opened);
    const legal = matter.act ? await deps.law(matter.act, matter.happenedAt) : [];
    const drafting = draftViolation(matter, judged, legal);
    if (!drafting.ok) return drafting;
    const fields = fieldsOf(matter, row);
    if (!v.is(violationFieldsSchema, fields)) return { ok: false, because: 'event-too-large' };
    const body: ViolationBody = drafting.record;
    return { ok: true, kind: 'violation', schema: 1, body, fields };
  });
}

function fieldsOf({ name, idNumber, phone, plate, note }: DraftMatter, { parts }: DraftWithParts): ViolationFields {
  return { v: 1, name, idNumber, phone, plate, note, attachments: photosOf(parts) };
}
