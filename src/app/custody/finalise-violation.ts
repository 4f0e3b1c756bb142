import * as v from 'valibot';
import type { Judged } from '../../domain/violation/cite-verdict.ts';
import { draftViolation } from '../../domain/violation/draft-violation.ts';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import {
  type PartReference,
  type ViolationBody,
  type ViolationFields,
  violationFieldsSchema,
} from '../../protocol/event.ts';
import type { FinaliseResult } from '../ports.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { DraftStore, DraftWithParts } from '../storage/draft-store.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PartRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import type { Chain, EventDraft } from './chain.ts';
import { type DraftMatter, photosOf, readMatter } from './draft-matter.ts';
import { openJson, unwrapLocally } from './local-seal.ts';
import { newestSealingKey } from './newest-sealing-key.ts';

export type FinaliseViolation = (id: string, judged: Judged) => Promise<FinaliseResult>;

export interface FinaliseDeps {
  readonly chain: Chain;
  readonly chains: ChainStore;
  readonly drafts: DraftStore;
  readonly parts: PartStore;
  readonly keys: OwnKeys;
}

/** Turns a draft into a signed event: its sealed parts are on disk before the event that names them. Safe to repeat. */
export function finalisingViolations(deps: FinaliseDeps): FinaliseViolation {
  return async (id, judged) => {
    try {
      for (;;) {
        const finished = await finalise(deps, id, judged);
        if (finished !== 'draft-changed') return finished;
      }
    } catch (problem) {
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  };
}

async function finalise(deps: FinaliseDeps, id: string, judged: Judged): Promise<FinaliseResult | 'draft-changed'> {
  if (await deps.chains.has(id)) return { ok: true, id };
  const profile = await deps.keys.enrolled();
  if (!profile) return { ok: false, because: 'not-enrolled' };
  const row = await deps.drafts.read(id);
  if (!row) {
    if (await deps.chains.has(id)) return { ok: true, id }; // another tab was first
    throw new Error(`no draft ${id}`);
  }
  const matter = readMatter(await openJson(row.draft.sealed, id, profile.localKey));
  const drafting = draftViolation(matter, judged);
  if (!drafting.ok) return drafting;
  const fields = fieldsOf(matter, row);
  if (!v.is(violationFieldsSchema, fields)) return { ok: false, because: 'event-too-large' };
  return seal(deps, profile, row, drafting.record, fields);
}

async function seal(
  deps: FinaliseDeps,
  profile: EnrolledProfile,
  row: DraftWithParts,
  body: ViolationBody,
  fields: ViolationFields,
): Promise<FinaliseResult | 'draft-changed'> {
  const { sealPart, wrapRecordKey } = await import('../../protocol/seal.ts');
  const { id } = row.draft;
  const [wrapped, sealing] = await Promise.all([deps.drafts.recordKey(id), newestSealingKey(profile.enrolled.hub)]);
  if (!wrapped) throw new Error(`no record key for draft ${id}`);
  const recordKey = await unwrapLocally(wrapped, profile.localKey);
  const sealed = await sealPart(utf8(JSON.stringify(fields)), 'fields', recordKey);
  const fieldsPart = fieldsRow(id, await sha256Hex(sealed), sealed.length, row.draft.updatedAt);
  if (!(await deps.parts.add(fieldsPart, sealed))) return 'draft-changed';
  const wraps = [await wrapRecordKey(recordKey, id, sealing.key, sealing.kid)];
  const parts = [referenceTo(fieldsPart), ...photosInOrder(row).map(referenceTo)];
  const event: EventDraft = { id, kind: 'violation', schema: 1, body, parts, wraps };
  const appended = await deps.chain.append(event, profile, row);
  if (appended.ok) return { ok: true, id };
  return appended.because === 'draft-changed' ? 'draft-changed' : { ok: false, because: appended.because };
}

function fieldsOf({ name, idNumber, phone, plate, note }: DraftMatter, { parts }: DraftWithParts): ViolationFields {
  return { v: 1, name, idNumber, phone, plate, note, attachments: photosOf(parts) };
}

function fieldsRow(event: string, sha256: string, bytes: number, addedAt: number): PartRow {
  const plainly = { plain: null, plainBytes: null, takenAt: null };
  return { sha256, event, role: 'fields', type: 'application/json', bytes, state: 'draft', ...plainly, addedAt };
}

function photosInOrder({ parts }: DraftWithParts): PartRow[] {
  return parts.filter(({ role }) => role === 'photo').sort((a, b) => a.addedAt - b.addedAt);
}

function referenceTo({ sha256, bytes, type, role }: PartRow): PartReference {
  return { sha256, bytes, type, role: role as PartReference['role'] };
}
