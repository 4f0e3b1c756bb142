import * as v from 'valibot';
import type { HulinDatabase } from './database.ts';
import { holderOf, isAlone, ownerOf } from './holder.ts';
import { type DraftRow, type OwnDraftRow, only, type ProfileRow, type RecordKeyRow } from './rows.ts';

/** A draft of somebody's, with the record key beside it. `isShared`: under the key of before. */
export interface HeldDraft {
  readonly row: DraftRow;
  readonly recordKey: RecordKeyRow | null;
  readonly isShared: boolean;
}

/** Everything of one person under his own key and under the key of before, and by what a later change of it is known. */
export interface Holding {
  readonly keyId: string | null;
  readonly drafts: readonly HeldDraft[];
  /** Of finished records; those without `key` are under the key of before. */
  readonly recordKeys: readonly RecordKeyRow[];
  readonly counts: readonly number[];
}

/** What a holding becomes under another key. */
export interface Taken {
  readonly drafts: readonly OwnDraftRow[];
  readonly recordKeys: readonly RecordKeyRow[];
}

const authorSchema = v.pipe(v.string(), v.parseJson(), v.object({ person: v.string() }));

export function readHolding(database: HulinDatabase, holder: string): Promise<Holding> {
  const { profile: profiles, personKeys, drafts, ownDrafts, recordKeys, events } = database;
  return database.transaction('r', [profiles, personKeys, drafts, ownDrafts, recordKeys, events], async () => {
    const profile = (await profiles.get(only)) ?? null;
    const [own, shared, keys] = await Promise.all([
      ownDrafts.filter(({ owner }) => owner === holder).toArray(),
      drafts.filter((row) => ownerOf(row, profile) === holder).toArray(),
      recordKeys.toArray(),
    ]);
    const keyId = (await personKeys.get(holder))?.keyId ?? null;
    const byEvent = new Map(keys.map((row) => [row.event, row]));
    const mine = own.map((row) => ({ row, recordKey: row.recordKey && { event: row.id, ...row.recordKey } }));
    const before = shared.map((row) => ({ row, recordKey: byEvent.get(row.id) ?? null, isShared: true }));
    const ofDrafts = new Set(await drafts.toCollection().primaryKeys());
    const finished = keys.filter(({ event }) => !ofDrafts.has(event));
    return {
      keyId,
      drafts: [...mine.map((one) => ({ ...one, isShared: false })), ...before],
      recordKeys: [
        ...finished.filter(({ key }) => key !== undefined && key === keyId),
        ...(await writtenBy(
          database,
          profile,
          holder,
          finished.filter(({ key }) => key === undefined),
        )),
      ],
      counts: await countsOf(database),
    };
  });
}

/** Inside a transaction: whether nothing was written since, and his key is the same. */
export async function isStillHeld(database: HulinDatabase, holder: string, before: Holding): Promise<boolean> {
  const { personKeys, drafts, ownDrafts } = database;
  if (((await personKeys.get(holder))?.keyId ?? null) !== before.keyId) return false;
  const now = [...(await drafts.toArray()), ...(await ownDrafts.toArray())];
  const written = new Map(now.map(({ id, sealed }) => [id, String(sealed)]));
  const isSame = before.drafts.every(({ row }) => written.get(row.id) === String(row.sealed));
  return isSame && String(await countsOf(database)) === String(before.counts);
}

/** Inside a transaction: puts what was sealed anew, and takes it away from under the key of before. */
export async function takeOver(database: HulinDatabase, { drafts: taken, recordKeys: keys }: Taken): Promise<void> {
  const { drafts, ownDrafts, recordKeys, parts } = database;
  const ids = taken.map(({ id }) => id);
  await ownDrafts.bulkPut([...taken]);
  await drafts.bulkDelete(ids);
  await recordKeys.bulkDelete(ids);
  await recordKeys.bulkPut([...keys]);
  await parts.where('event').anyOf(ids).modify({ state: 'own-draft' });
}

/** Of a phone with one person all; else those of the events that bear his name. */
async function writtenBy(
  { events }: HulinDatabase,
  profile: ProfileRow | null,
  holder: string,
  keys: readonly RecordKeyRow[],
): Promise<readonly RecordKeyRow[]> {
  if (keys.length === 0 || isAlone(profile)) return keys;
  const ids = new Set<string>();
  await events.each(({ id, raw }) => {
    const author = v.safeParse(authorSchema, raw);
    if (author.success && holderOf(profile, author.output.person) === holder) ids.add(id);
  });
  return keys.filter(({ event }) => ids.has(event));
}

function countsOf({ drafts, ownDrafts, recordKeys }: HulinDatabase): Promise<number[]> {
  return Promise.all([drafts.count(), ownDrafts.count(), recordKeys.count()]);
}
