import type { DraftStore, DraftWithParts, KeyName, StandingDraft } from '../storage/draft-store.ts';
import type { RecordKeyRow } from '../storage/rows.ts';
import { openJson, sealJson, unwrapLocally, wrapLocally } from './local-seal.ts';

/** Asked for what only an unlocked phone can open, or only somebody else who shares it. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** For `catch`: what is locked is not opened, any other problem is one. */
export function nullIfLocked(problem: unknown): null {
  if (problem instanceof LockedError) return null;
  throw problem;
}

/** The key the drafts and review copies of whoever is on duty stand under. */
export interface LocalKey extends KeyName {
  readonly key: CryptoKey;
  /** What people had in common before each had a key of his own; null while it is locked. The same where he has none yet. */
  readonly before: CryptoKey | null;
}

/** Where the local key is had. Throws a `LockedError` while it is locked. */
export interface KeySource {
  localKey(): Promise<LocalKey>;
}

/** What opens a draft for him; null when it is somebody else's, or locked. */
export function keyOfDraft({ owner, key }: StandingDraft, local: LocalKey): CryptoKey | null {
  if ((owner ?? local.holder) !== local.holder) return null;
  if (key === undefined) return local.before;
  return key === local.id ? local.key : null;
}

/** The record key; null as above. */
export async function openRecordKey(row: RecordKeyRow, local: LocalKey): Promise<CryptoKey | null> {
  const key = row.key === undefined ? local.before : row.key === local.id ? local.key : null;
  return key && unwrapLocally(row, key);
}

export interface DraftKeyDeps {
  readonly drafts: DraftStore;
  readonly lock: KeySource;
}

/** A draft of whoever is on duty, and what opens it. */
export interface FoundDraft {
  readonly row: DraftWithParts;
  readonly key: CryptoKey;
}

/**
 * His draft to write on in or to finish; null: it is gone. One of before is under his own key from then on. Throws a `LockedError` when it
 * is somebody else's.
 */
export async function findDraft(deps: DraftKeyDeps, id: string): Promise<FoundDraft | null> {
  for (let tried: LocalKey | null = null; ; ) {
    const local = await deps.lock.localKey();
    const row = await deps.drafts.read(id);
    if (!row) return null;
    const key = keyOfDraft(row.draft, local);
    if (key && (row.draft.key !== undefined || local.id === null)) return { row, key };
    if (key) await claim(deps, row.draft, key, local);
    else if (tried?.id === local.id && tried?.holder === local.holder) throw new LockedError('somebody else’s');
    tried = local; // the key may have become another one between the two
  }
}

/** For whoever seals or opens a part of a draft. */
export async function recordKeyOf({ drafts }: DraftKeyDeps, id: string, found: FoundDraft | null): Promise<CryptoKey> {
  const wrapped = await drafts.recordKey(id);
  if (!wrapped || !found) throw new Error(`no record key for draft ${id}`);
  return unwrapLocally(wrapped, found.key);
}

async function claim(
  { drafts }: DraftKeyDeps,
  draft: StandingDraft,
  before: CryptoKey,
  local: LocalKey,
): Promise<void> {
  const { id } = draft;
  const recordKey = await drafts.recordKey(id);
  if (local.id === null) return;
  const sealed = await sealJson(await openJson(draft.sealed, id, before), id, local.key);
  const wrapped = recordKey && (await wrapLocally(await unwrapLocally(recordKey, before), id, local.key));
  const after = { ...draft, sealed, owner: local.holder, key: local.id };
  await drafts.claim(draft, { ...after, recordKey: wrapped && { iv: wrapped.iv, wrapped: wrapped.wrapped } });
}
