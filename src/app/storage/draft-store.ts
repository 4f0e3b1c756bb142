import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import { type DraftRow, only, type PartRow, type RecordKeyRow } from './rows.ts';

export interface DraftWithParts {
  readonly draft: DraftRow;
  readonly parts: readonly PartRow[];
}

/** Drafts, sealed. A draft that was discarded or finalised is never brought back by a late save. */
export class DraftStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** False when `keyId` is not the local key's name any more: it was sealed under a key nobody has. */
  open(draft: DraftRow, recordKey: RecordKeyRow, keyId: string | null): Promise<boolean> {
    const { drafts, recordKeys, lock } = this.#database;
    return this.#database.transaction('rw', [drafts, recordKeys, lock], async () => {
      if (!(await this.#isKey(keyId))) return false;
      await recordKeys.add(recordKey);
      await drafts.add(draft);
      return true;
    });
  }

  /** Saves if the draft still stands (else `gone`) and `isNewest` says so inside the transaction (else `overtaken`). `other-key`: as `open`. */
  save(
    draft: DraftRow,
    isNewest: () => boolean,
    keyId: string | null,
  ): Promise<'saved' | 'overtaken' | 'gone' | 'other-key'> {
    const { drafts, lock } = this.#database;
    return this.#database.transaction('rw', [drafts, lock], async () => {
      if (!(await this.#isKey(keyId))) return 'other-key';
      if (!(await drafts.get(draft.id))) return 'gone';
      if (!isNewest()) return 'overtaken';
      await drafts.put(draft);
      return 'saved';
    });
  }

  async #isKey(keyId: string | null): Promise<boolean> {
    return ((await this.#database.lock.get(only))?.keyId ?? null) === keyId;
  }

  /** A draft without parts, and so without a key of its own. False when `keyId` is not the local key's name any more. */
  add(draft: DraftRow, keyId: string | null): Promise<boolean> {
    const { drafts, lock } = this.#database;
    return this.#database.transaction('rw', [drafts, lock], async () => {
      if (!(await this.#isKey(keyId))) return false;
      await drafts.add(draft);
      return true;
    });
  }

  /** Saves over the version that was saved at `seenAt` and over no other: another tab may have been first. */
  saveOver(
    draft: DraftRow,
    seenAt: number,
    keyId: string | null,
  ): Promise<'saved' | 'changed-elsewhere' | 'gone' | 'other-key'> {
    const { drafts, lock } = this.#database;
    return this.#database.transaction('rw', [drafts, lock], async () => {
      if (!(await this.#isKey(keyId))) return 'other-key';
      const stands = await drafts.get(draft.id);
      if (!stands) return 'gone';
      if (stands.updatedAt !== seenAt) return 'changed-elsewhere';
      await drafts.put(draft);
      return 'saved';
    });
  }

  read(id: string): Promise<DraftWithParts | null> {
    const { drafts, parts } = this.#database;
    return this.#database.transaction('r', [drafts, parts], async () => {
      const draft = await drafts.get(id);
      return draft ? { draft, parts: await parts.where('event').equals(id).toArray() } : null;
    });
  }

  ofKind(kind: string): Promise<DraftRow[]> {
    return this.#database.drafts.filter((draft) => draft.kind === kind).toArray();
  }

  watchAll(): Live<readonly DraftWithParts[]> {
    return watchQuery(async () => {
      const drafts = await this.#database.drafts.toArray();
      const ids = drafts.map(({ id }) => id);
      const parts = await this.#database.parts.where('event').anyOf(ids).toArray();
      return drafts.map((draft) => ({ draft, parts: parts.filter(({ event }) => event === draft.id) }));
    });
  }

  async recordKey(event: string): Promise<RecordKeyRow | null> {
    return (await this.#database.recordKeys.get(event)) ?? null;
  }

  /** Forgets a draft with its parts and its key. Does nothing once it is an event. */
  discard(id: string): Promise<void> {
    const { drafts, parts, partBytes, recordKeys } = this.#database;
    return this.#database.transaction('rw', [drafts, parts, partBytes, recordKeys], async () => {
      if (!(await drafts.get(id))) return;
      const named = await parts.where('event').equals(id).primaryKeys();
      await partBytes.bulkDelete(named);
      await parts.bulkDelete(named);
      await recordKeys.delete(id);
      await drafts.delete(id);
    });
  }
}
