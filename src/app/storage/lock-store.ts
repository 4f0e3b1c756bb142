import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import type { LockRow } from './lock-row.ts';
import { type DraftRow, only, type RecordKeyRow } from './rows.ts';

/** Everything that stands under the local key. */
export interface UnderKey {
  readonly drafts: readonly DraftRow[];
  readonly recordKeys: readonly RecordKeyRow[];
}

/** The lock, and the exchange of the key behind it. */
export class LockStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  async read(): Promise<LockRow | null> {
    return (await this.#database.lock.get(only)) ?? null;
  }

  watch(): Live<LockRow | null> {
    return watchQuery(() => this.read());
  }

  underKey(): Promise<UnderKey> {
    const { drafts, recordKeys } = this.#database;
    return this.#database.transaction('r', [drafts, recordKeys], async () => ({
      drafts: await drafts.toArray(),
      recordKeys: await recordKeys.toArray(),
    }));
  }

  /**
   * Puts the lock with everything sealed anew, and takes the old key away, all or nothing. False, and nothing changed, when a draft
   * was written or a record begun since `before` was read.
   */
  exchange(lock: LockRow, before: UnderKey, after: UnderKey): Promise<boolean> {
    const { profile, drafts, recordKeys, lock: locks } = this.#database;
    return this.#database.transaction('rw', [profile, drafts, recordKeys, locks], async () => {
      const standing = await profile.get(only);
      if (!standing || !isSame(before, { drafts: await drafts.toArray(), recordKeys: await recordKeys.toArray() }))
        return false;
      await drafts.bulkPut([...after.drafts]);
      await recordKeys.bulkPut([...after.recordKeys]);
      await locks.put(lock);
      await profile.put({ ...standing, localKey: null });
      return true;
    });
  }

  /** Takes the lock away; the key behind it stands open again. False, and nothing changed, when `keyId` is not that key's name any more. */
  remove(localKey: CryptoKey, keyId: string): Promise<boolean> {
    const { profile, lock } = this.#database;
    return this.#database.transaction('rw', [profile, lock], async () => {
      const standing = await profile.get(only);
      if (!standing || (await lock.get(only))?.keyId !== keyId) return false;
      await lock.delete(only);
      await profile.put({ ...standing, localKey });
      return true;
    });
  }

  /** Gives up everything under the key behind the lock; records and their sealed parts stay. */
  forget(localKey: CryptoKey): Promise<void> {
    const { profile, lock, drafts, recordKeys, parts, partBytes } = this.#database;
    return this.#database.transaction('rw', [profile, lock, drafts, recordKeys, parts, partBytes], async () => {
      const standing = await profile.get(only);
      if (!standing || !(await lock.get(only))) return;
      const ofDrafts = await parts.where('state').equals('draft').primaryKeys();
      await partBytes.bulkDelete(ofDrafts);
      await parts.bulkDelete(ofDrafts);
      await drafts.clear();
      await recordKeys.clear();
      await lock.delete(only);
      await profile.put({ ...standing, localKey });
    });
  }

  /** Changes the lock where it stands, with the key of that name behind it if one is given; answers how it stands then, null where there is none. */
  change(turn: (lock: LockRow) => Partial<LockRow>, keyId?: string): Promise<LockRow | null> {
    const { lock } = this.#database;
    return this.#database.transaction('rw', lock, async () => {
      const standing = await lock.get(only);
      if (!standing || (keyId ?? standing.keyId) !== standing.keyId) return null;
      const changed = { ...standing, ...turn(standing) };
      await lock.put(changed);
      return changed;
    });
  }
}

function isSame(before: UnderKey, now: UnderKey): boolean {
  const written = new Map(now.drafts.map(({ id, sealed }) => [id, String(sealed)]));
  return (
    before.drafts.length === now.drafts.length &&
    before.recordKeys.length === now.recordKeys.length &&
    before.drafts.every(({ id, sealed }) => written.get(id) === String(sealed))
  );
}
