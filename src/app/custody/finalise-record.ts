import { maxParts } from '../../protocol/event.ts';
import type { Finished } from '../draft-ports.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { DraftStore, DraftWithParts } from '../storage/draft-store.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PartRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import type { Chain, EventDraft } from './chain.ts';
import { thumbnailOf } from './draft-photos.ts';
import { openJson } from './local-seal.ts';
import { type FoundDraft, findDraft, type KeySource, LockedError } from './own-key.ts';
import { referenceTo, sealFields } from './seal-fields.ts';

export interface FinaliseDeps {
  readonly chain: Chain;
  readonly chains: ChainStore;
  readonly drafts: DraftStore;
  readonly parts: PartStore;
  readonly keys: OwnKeys;
  readonly lock: KeySource;
}

/** What a draft comes to: what is in clear, and what is sealed. */
export interface ComposedRecord extends Pick<EventDraft, 'kind' | 'schema' | 'body'> {
  readonly ok: true;
  readonly fields: object;
}

/** Makes a record of what a draft says; or why there is none. */
export type Compose<Given extends readonly unknown[], Lacking extends string> = (
  opened: unknown,
  row: DraftWithParts,
  ...given: Given
) => Promise<ComposedRecord | { readonly ok: false; readonly because: Lacking | 'event-too-large' }>;

/** Turns a draft into a signed event, in one write with what it seals; its photos are on disk before. Safe to repeat. */
export function finalisingRecords<Given extends readonly unknown[], Lacking extends string>(
  deps: FinaliseDeps,
  compose: Compose<Given, Lacking>,
): (id: string, ...given: Given) => Promise<Finished<Lacking>> {
  return async (id, ...given) => {
    try {
      for (;;) {
        const finished = await finalise(deps, id, (opened, row) => compose(opened, row, ...given));
        if (finished !== 'draft-changed') return finished;
      }
    } catch (problem) {
      if (problem instanceof LockedError) return { ok: false, because: 'locked' };
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  };
}

async function finalise<Lacking extends string>(
  deps: FinaliseDeps,
  id: string,
  compose: Compose<[], Lacking>,
): Promise<Finished<Lacking> | 'draft-changed'> {
  if (await deps.chains.has(id)) return { ok: true, id };
  const profile = await deps.keys.enrolled();
  if (!profile) return { ok: false, because: 'not-enrolled' };
  const found = await findDraft(deps, id);
  if (!found) {
    if (await deps.chains.has(id)) return { ok: true, id }; // another tab was first
    throw new Error(`no draft ${id}`);
  }
  const { row, key } = found;
  const composed = await compose(await openJson(row.draft.sealed, id, key), row);
  return composed.ok ? seal(deps, profile, found, composed) : composed;
}

async function seal(
  deps: FinaliseDeps,
  profile: EnrolledProfile,
  found: FoundDraft,
  { kind, schema, body, fields }: ComposedRecord,
): Promise<Finished<never> | 'draft-changed'> {
  const { row } = found;
  const { id } = row.draft;
  const sealed = await sealFields(deps, profile, found, fields);
  const parts = [sealed.part, ...picturesInOrder(row).map(referenceTo)];
  const event: EventDraft = { id, kind, schema, body, parts, wraps: sealed.wraps };
  const appended = await deps.chain.append(event, profile, row, sealed.brings);
  if (appended.ok) return { ok: true, id };
  return appended.because === 'draft-changed' ? 'draft-changed' : { ok: false, because: appended.because };
}

/** Thumbnails before photos; without them when the photos alone leave no room. */
function picturesInOrder({ parts }: DraftWithParts): PartRow[] {
  const photos = parts.filter(({ role }) => role === 'photo').sort((a, b) => a.addedAt - b.addedAt);
  const thumbnails = photos.flatMap(({ sha256 }) => thumbnailOf(sha256, parts) ?? []);
  return 1 + thumbnails.length + photos.length > maxParts ? photos : [...thumbnails, ...photos];
}
