import type { HeldDraft, Holding, Taken } from '../storage/holding.ts';
import type { OwnDraftRow, RecordKeyRow } from '../storage/rows.ts';
import { openJson, sealJson, unwrapLocally, wrapLocally } from './local-seal.ts';

/** The keys somebody's drafts and record keys stand under; null: not at hand. */
export interface OldKeys {
  readonly own: CryptoKey | null;
  readonly before: CryptoKey | null;
}

/** The key they shall stand under: still extractable or not, it seals. */
export interface FreshKey {
  readonly key: CryptoKey;
  readonly id: string;
  readonly holder: string;
}

/** Everything of one person under a fresh key. What does not open under the old ones stays where it is: nobody could read it before either. */
export async function sealAnew(holding: Holding, old: OldKeys, fresh: FreshKey): Promise<Taken> {
  const drafts = holding.drafts.map((one) => resealDraft(one, old, fresh).catch(() => null));
  const keys = holding.recordKeys.map((row) =>
    rewrap(row, keyFor(row.key === undefined, old), fresh).catch(() => null),
  );
  return { drafts: (await Promise.all(drafts)).filter(isThere), recordKeys: (await Promise.all(keys)).filter(isThere) };
}

async function resealDraft(
  { row, recordKey, isShared }: HeldDraft,
  old: OldKeys,
  fresh: FreshKey,
): Promise<OwnDraftRow> {
  const key = keyFor(isShared, old);
  const sealed = await sealJson(await openJson(row.sealed, row.id, key), row.id, fresh.key);
  const wrapped = recordKey && (await rewrap(recordKey, key, fresh));
  const { id, kind, updatedAt } = row;
  const named = { owner: fresh.holder, key: fresh.id };
  return { id, kind, updatedAt, sealed, ...named, recordKey: wrapped && { iv: wrapped.iv, wrapped: wrapped.wrapped } };
}

async function rewrap(row: RecordKeyRow, old: CryptoKey, fresh: FreshKey): Promise<RecordKeyRow> {
  const wrapped = await wrapLocally(await unwrapLocally(row, old), row.event, fresh.key);
  return { ...row, ...wrapped, key: fresh.id };
}

function keyFor(isShared: boolean, { own, before }: OldKeys): CryptoKey {
  const key = isShared ? before : own;
  if (!key) throw new Error('not at hand');
  return key;
}

function isThere<T>(one: T | null): one is T {
  return one !== null;
}
