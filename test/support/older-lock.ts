import type { MakeWay } from '../../src/app/custody/local-lock.ts';
import { openJson, sealJson, unwrapLocally, wrapLocally } from '../../src/app/custody/local-seal.ts';
import { freshLocalKey, freshSecret, wrapUnderPin } from '../../src/app/custody/pin-key.ts';
import type { HulinDatabase } from '../../src/app/storage/database.ts';

/** What builds before database version 6 did to the phone's rows, who knew one lock for everybody. */

const keptInside = async (key: CryptoKey) =>
  crypto.subtle.importKey('raw', await crypto.subtle.exportKey('raw', key), 'AES-GCM', false, key.usages);

/** Sets the one PIN. */
export function setOlderPin(database: HulinDatabase, pin: string): Promise<void> {
  return setOlderLock(database, (fresh, secret) => wrapUnderPin(fresh, pin, secret, 1_000));
}

/** Sets the one lock, whatever opens it: seals anew whatever opens under the open key. */
export async function setOlderLock(database: HulinDatabase, makeWay: MakeWay): Promise<void> {
  const [fresh, secret, profile] = [await freshLocalKey(), await freshSecret(), await database.profile.get('only')];
  const old = profile?.localKey;
  if (!old) throw new Error('locked');
  for (const row of await database.drafts.toArray()) {
    const matter = await openJson(row.sealed, row.id, old);
    await database.drafts.put({ ...row, sealed: await sealJson(matter, row.id, fresh) });
  }
  for (const row of await database.recordKeys.toArray()) {
    const key = await unwrapLocally(row, old).catch(() => null);
    if (key) await database.recordKeys.put({ ...row, ...(await wrapLocally(key, row.event, fresh)) });
  }
  await database.lock.put({
    ...{ only: 'only', keyId: crypto.randomUUID(), secret, way: await makeWay(fresh, secret) },
    ...{ afterMs: 300_000, turn: 1, misses: 0, missedAt: 0 },
  });
  await database.profile.update('only', { localKey: null });
}

/** As no PIN was ever set, a draft is begun that bears nobody's name. */
export async function draftAsOlder(database: HulinDatabase, matter: object): Promise<string> {
  const [id, profile] = [crypto.randomUUID(), await database.profile.get('only')];
  const key = profile?.localKey;
  if (!key) throw new Error('locked');
  const recordKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  await database.recordKeys.add(await wrapLocally(recordKey, id, key));
  await database.drafts.add({ id, kind: 'violation/1', sealed: await sealJson(matter, id, key), updatedAt: 1 });
  return id;
}

/** Saves over a draft as builds did that knew no owners. */
export async function saveAsOlder(database: HulinDatabase, id: string, matter: object): Promise<void> {
  const key = (await database.profile.get('only'))?.localKey;
  if (!key) throw new Error('locked');
  await database.drafts.put({ id, kind: 'violation/1', sealed: await sealJson(matter, id, key), updatedAt: 2 });
}

/** The PIN was forgotten: everything under the one key goes. */
export async function forgetAsOlder(database: HulinDatabase): Promise<void> {
  const profile = await database.profile.get('only');
  if (!profile || !(await database.lock.get('only'))) throw new Error('nothing is locked');
  const ofDrafts = await database.parts.where('state').equals('draft').primaryKeys();
  await database.partBytes.bulkDelete(ofDrafts);
  await database.parts.bulkDelete(ofDrafts);
  await database.drafts.clear();
  await database.recordKeys.clear();
  await database.lock.delete('only');
  await database.profile.put({ ...profile, localKey: await keptInside(await freshLocalKey()) });
}
