import type { DraftStore, KeyName, StandingDraft } from '../storage/draft-store.ts';
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

export interface ClaimDeps {
  readonly drafts: DraftStore;
  readonly lock: KeySource;
}

/** Whoever writes on in a draft of before, or finishes it, has it under his own key from then on. */
export async function claimDraft({ drafts, lock }: ClaimDeps, id: string): Promise<void> {
  const [local, row, recordKey] = [await lock.localKey(), await drafts.read(id), await drafts.recordKey(id)];
  if (!row || row.draft.key !== undefined || local.id === null) return;
  const before = mustHave(keyOfDraft(row.draft, local));
  const sealed = await sealJson(await openJson(row.draft.sealed, id, before), id, local.key);
  const wrapped = recordKey && (await wrapLocally(await unwrapLocally(recordKey, before), id, local.key));
  const after = { ...row.draft, sealed, owner: local.holder, key: local.id };
  await drafts.claim(row.draft, { ...after, recordKey: wrapped && { iv: wrapped.iv, wrapped: wrapped.wrapped } });
}

/** What a draft says, as it stands. Throws a `LockedError` when it is somebody else's. */
export async function openDraft({ sealed, id, ...draft }: StandingDraft, lock: KeySource): Promise<unknown> {
  const local = await lock.localKey();
  return openJson(sealed, id, mustHave(keyOfDraft({ sealed, id, ...draft }, local)));
}

/** For whoever seals or opens a part of a draft. Throws a `LockedError` when it is somebody else's. */
export async function draftRecordKey({ drafts, lock }: ClaimDeps, id: string): Promise<CryptoKey> {
  const [row, wrapped] = await Promise.all([drafts.read(id), drafts.recordKey(id)]);
  if (!row || !wrapped) throw new Error(`no record key for draft ${id}`);
  return unwrapLocally(wrapped, mustHave(keyOfDraft(row.draft, await lock.localKey())));
}

function mustHave(key: CryptoKey | null): CryptoKey {
  if (!key) throw new LockedError('locked, or somebody else’s');
  return key;
}
