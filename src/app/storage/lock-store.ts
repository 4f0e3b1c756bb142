import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { holderNow, holdersOf, isAlone, ownerOf } from './holder.ts';
import { type Holding, isStillHeld, readHolding, type Taken, takeOver } from './holding.ts';
import { watchQuery } from './live-query.ts';
import type { LockFields, LockRow, PersonKeyRow } from './lock-row.ts';
import { only, type ProfileRow } from './rows.ts';

/** How the locks stand for whoever is on duty. */
export interface LockStanding {
  readonly profile: ProfileRow | null;
  readonly holder: string;
  /** His own key; null: he has none, and what he writes is under the one of before. */
  readonly own: PersonKeyRow | null;
  /** The one lock of before, if it stands. */
  readonly shared: LockRow | null;
  /** Drafts under the key of before that he may open. */
  readonly left: number;
}

/** A lock: somebody's own, or the one of before. */
export type Door = { readonly kind: 'own'; readonly holder: string } | { readonly kind: 'shared' };
export type DoorLock = LockFields & { readonly keyId: string };

/** Whether he has to open the one lock of before. */
export function isBehindShared({ own, shared, holder }: LockStanding): boolean {
  return own === null && shared !== null && (shared.people?.includes(holder) ?? true);
}

/** Everybody's own lock, what is left of the one of before, and the exchange of the key behind one. */
export class LockStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  read(): Promise<LockStanding> {
    const { profile: profiles, personKeys, lock, drafts } = this.#database;
    return this.#database.transaction('r', [profiles, personKeys, lock, drafts], async () => {
      const [profile = null, shared = null] = await Promise.all([profiles.get(only), lock.get(only)]);
      const holder = holderNow(profile);
      const own = (await personKeys.get(holder)) ?? null;
      const isMine = (owner: string | null) => owner === null || owner === holder;
      const rows = own && shared ? await drafts.toArray() : [];
      return { profile, holder, own, shared, left: rows.filter((row) => isMine(ownerOf(row, profile))).length };
    });
  }

  watch(): Live<LockStanding> {
    return watchQuery(() => this.read());
  }

  /**
   * What is known only as long as nobody else comes: who stands behind the lock of before, and whose the drafts of a single person are.
   * Asked for before somebody does.
   */
  noteHolders(): Promise<void> {
    const { profile: profiles, lock, drafts } = this.#database;
    return this.#database.transaction('rw', [profiles, lock, drafts], async () => {
      const [profile = null, shared] = await Promise.all([profiles.get(only), lock.get(only)]);
      if (shared && !shared.people) await lock.put({ ...shared, people: holdersOf(profile) });
      const owner = isAlone(profile) ? holderNow(profile) : null;
      if (owner !== null) await drafts.filter((row) => row.owner === undefined).modify({ owner });
    });
  }

  holding(holder: string): Promise<Holding> {
    return readHolding(this.#database, holder);
  }

  /** A key of his own for somebody who has none; another tab may be first. */
  begin(row: PersonKeyRow): Promise<void> {
    const { personKeys } = this.#database;
    return this.#database.transaction('rw', personKeys, async () => {
      if (!(await personKeys.get(row.person))) await personKeys.add(row);
    });
  }

  /**
   * Puts his key with everything of his sealed anew, all or nothing. False, and nothing changed, when something was written or another
   * key came since `before` was read. `spare`: the open key of before, once nothing stands behind its lock any more.
   */
  exchange(row: PersonKeyRow, before: Holding, after: Taken, spare: CryptoKey): Promise<boolean> {
    const { profile, personKeys, lock, drafts, ownDrafts, recordKeys, parts } = this.#database;
    const tables = [profile, personKeys, lock, drafts, ownDrafts, recordKeys, parts];
    return this.#database.transaction('rw', tables, async () => {
      if (!(await isStillHeld(this.#database, row.person, before))) return false;
      await takeOver(this.#database, after);
      await personKeys.put(row);
      await this.#endNeedless(spare);
      return true;
    });
  }

  /** Takes his lock away; the key behind it stands open. False, and nothing changed, when `keyId` is not that key's name any more. */
  remove(holder: string, key: CryptoKey, keyId: string): Promise<boolean> {
    const { personKeys } = this.#database;
    return this.#database.transaction('rw', personKeys, async () => {
      if ((await personKeys.get(holder))?.keyId !== keyId) return false;
      await personKeys.put({ person: holder, keyId, key, lock: null });
      return true;
    });
  }

  /**
   * Gives up everything of one person behind the lock he stands before, and nothing of anybody else's; records and their sealed parts
   * stay. `fresh` is his key from now on.
   */
  forget(fresh: PersonKeyRow, spare: CryptoKey): Promise<void> {
    const { profile, personKeys, lock, drafts, ownDrafts, recordKeys, parts, partBytes, events } = this.#database;
    const tables = [profile, personKeys, lock, drafts, ownDrafts, recordKeys, parts, partBytes, events];
    return this.#database.transaction('rw', tables, async () => {
      const standing = await this.read();
      const isShared = isBehindShared(standing);
      if (standing.holder !== fresh.person || !(standing.own?.lock || isShared)) return;
      const held = await readHolding(this.#database, fresh.person);
      const ids = held.drafts.filter((draft) => draft.isShared === isShared).map(({ row }) => row.id);
      const keys = held.recordKeys.filter(({ key }) => (key === undefined) === isShared).map(({ event }) => event);
      const gone = await parts.where('event').anyOf(ids).primaryKeys();
      for (const table of [partBytes, parts]) await table.bulkDelete(gone);
      for (const table of [drafts, ownDrafts]) await table.bulkDelete(ids);
      await recordKeys.bulkDelete([...ids, ...keys]);
      await personKeys.put(fresh);
      await this.#endNeedless(spare);
    });
  }

  /** Changes a lock where it stands, with the key of that name behind it if one is given; answers how it stands then, null where there is none. */
  change(door: Door, turn: (lock: DoorLock) => Partial<LockFields>, keyId?: string): Promise<DoorLock | null> {
    const { lock, personKeys } = this.#database;
    const isOther = (standing: string) => (keyId ?? standing) !== standing;
    return this.#database.transaction('rw', [lock, personKeys], async () => {
      if (door.kind === 'shared') {
        const shared = await lock.get(only);
        if (!shared || isOther(shared.keyId)) return null;
        const changed = { ...shared, ...turn(shared) };
        await lock.put(changed);
        return changed;
      }
      const row = await personKeys.get(door.holder);
      if (!row?.lock || isOther(row.keyId)) return null;
      const changed = { ...row.lock, ...turn({ ...row.lock, keyId: row.keyId }) };
      await personKeys.put({ ...row, lock: changed });
      return { ...changed, keyId: row.keyId };
    });
  }

  /** The lock of before goes with the last that stands behind it: then nobody needs it, and a build that knows no other finds none. */
  async #endNeedless(spare: CryptoKey): Promise<void> {
    const { profile: profiles, lock, personKeys, drafts, recordKeys } = this.#database;
    const [profile, shared] = await Promise.all([profiles.get(only), lock.get(only)]);
    if (!profile || !shared) return;
    const keyed = new Set(await personKeys.toCollection().primaryKeys());
    const isNeeded = (shared.people ?? holdersOf(profile)).some((one) => !keyed.has(one));
    if (isNeeded || (await drafts.count()) > 0) return;
    if ((await recordKeys.filter(({ key }) => key === undefined).count()) > 0) return;
    await lock.delete(only);
    await profiles.put({ ...profile, localKey: spare });
  }
}
