import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import type { DraftRow, PartRow, RecordKeyRow } from './rows.ts';

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

  open(draft: DraftRow, recordKey: RecordKeyRow): Promise<void> {
    const { drafts, recordKeys } = this.#database;
    return this.#database.transaction('rw', [drafts, recordKeys], async () => {
      await recordKeys.add(recordKey);
      await drafts.add(draft);
    });
  }

  /** Saves if the draft still stands and `isNewest` says so inside the transaction. */
  save(draft: DraftRow, isNewest: () => boolean): Promise<boolean> {
    const { drafts } = this.#database;
    return this.#database.transaction('rw', drafts, async () => {
      if (!(await drafts.get(draft.id)) || !isNewest()) return false;
      await drafts.put(draft);
      return true;
    });
  }

  read(id: string): Promise<DraftWithParts | null> {
    const { drafts, parts } = this.#database;
    return this.#database.transaction('r', [drafts, parts], async () => {
      const draft = await drafts.get(id);
      return draft ? { draft, parts: await parts.where('event').equals(id).toArray() } : null;
    });
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
