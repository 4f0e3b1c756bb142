import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { takeOver } from './holding.ts';
import { watchQuery } from './live-query.ts';
import { type DraftRow, type OwnDraftRow, only, type PartRow, type RecordKeyRow } from './rows.ts';

/** A draft as it stands: `key` names its owner's own key; without it, it is under the key of before. */
export type StandingDraft = DraftRow & Partial<Pick<OwnDraftRow, 'key'>>;

export interface DraftWithParts {
  readonly draft: StandingDraft;
  readonly parts: readonly PartRow[];
}

/** Whose key it is that something was sealed under, and its name; null: the key of before. */
export interface KeyName {
  readonly holder: string;
  readonly id: string | null;
}

/** `other-key`: sealed under a key nobody has any more. `before`: it is under the key of before still. `others`: somebody else's. */
type Unwritten = 'gone' | 'other-key' | 'before' | 'others';

/** Drafts, sealed. A draft that was discarded or finalised is never brought back by a late save. */
export class DraftStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** False when `name` is not his key's name any more: it was sealed under a key nobody has. Without a record key it has no parts. */
  open(draft: DraftRow, recordKey: RecordKeyRow | null, name: KeyName): Promise<boolean> {
    const { drafts, ownDrafts, recordKeys, lock, personKeys } = this.#database;
    return this.#database.transaction('rw', [drafts, ownDrafts, recordKeys, lock, personKeys], async () => {
      if (!(await this.#isKey(name))) return false;
      const owned = { ...draft, owner: name.holder };
      if (name.id !== null)
        await ownDrafts.add({ ...owned, key: name.id, recordKey: recordKey && wrappedIn(recordKey) });
      else {
        if (recordKey) await recordKeys.add(recordKey);
        await drafts.add(owned);
      }
      return true;
    });
  }

  /** Saves if the draft still stands and `isNewest` says so inside the transaction (else `overtaken`). */
  save(draft: DraftRow, isNewest: () => boolean, name: KeyName): Promise<'saved' | 'overtaken' | Unwritten> {
    return this.#write(draft, name, () => (isNewest() ? 'saved' : 'overtaken'));
  }

  /** Saves over the version that was saved at `seenAt` and over no other: another tab may have been first. */
  saveOver(draft: DraftRow, seenAt: number, name: KeyName): Promise<'saved' | 'changed-elsewhere' | Unwritten> {
    return this.#write(draft, name, ({ updatedAt }) => (updatedAt === seenAt ? 'saved' : 'changed-elsewhere'));
  }

  /** Brings a draft from under the key of before under its owner's own; nothing happens when it is another by now, or the key is. */
  claim(before: StandingDraft, after: OwnDraftRow): Promise<void> {
    const { drafts, ownDrafts, recordKeys, parts, lock, personKeys } = this.#database;
    return this.#database.transaction('rw', [drafts, ownDrafts, recordKeys, parts, lock, personKeys], async () => {
      const standing = await drafts.get(before.id);
      if (String(standing?.sealed) !== String(before.sealed)) return;
      if (!(await this.#isKey({ holder: after.owner, id: after.key }))) return;
      await takeOver(this.#database, { drafts: [after], recordKeys: [] });
    });
  }

  read(id: string): Promise<DraftWithParts | null> {
    const { drafts, ownDrafts, parts } = this.#database;
    return this.#database.transaction('r', [drafts, ownDrafts, parts], async () => {
      const draft = (await ownDrafts.get(id)) ?? (await drafts.get(id));
      return draft ? { draft, parts: await parts.where('event').equals(id).toArray() } : null;
    });
  }

  /** Everybody's. */
  async ofKind(kind: string): Promise<StandingDraft[]> {
    return (await this.#readAll()).filter((draft) => draft.kind === kind);
  }

  /** Everybody's. */
  watchAll(): Live<readonly DraftWithParts[]> {
    return watchQuery(async () => {
      const drafts = await this.#readAll();
      const ids = drafts.map(({ id }) => id);
      const parts = await this.#database.parts.where('event').anyOf(ids).toArray();
      return drafts.map((draft) => ({ draft, parts: parts.filter(({ event }) => event === draft.id) }));
    });
  }

  /** Of a draft or of a finished record. */
  async recordKey(event: string): Promise<RecordKeyRow | null> {
    const { ownDrafts, recordKeys } = this.#database;
    const [own, finished] = await Promise.all([ownDrafts.get(event), recordKeys.get(event)]);
    return own?.recordKey ? { event, ...own.recordKey, key: own.key } : (finished ?? null);
  }

  /** Forgets a draft with its parts and its key. Does nothing once it is an event. */
  discard(id: string): Promise<void> {
    const { drafts, ownDrafts, parts, partBytes, recordKeys } = this.#database;
    return this.#database.transaction('rw', [drafts, ownDrafts, parts, partBytes, recordKeys], async () => {
      if (!((await ownDrafts.get(id)) ?? (await drafts.get(id)))) return;
      const named = await parts.where('event').equals(id).primaryKeys();
      await partBytes.bulkDelete(named);
      await parts.bulkDelete(named);
      await recordKeys.delete(id);
      for (const table of [drafts, ownDrafts]) await table.delete(id);
    });
  }

  #readAll(): Promise<StandingDraft[]> {
    const { drafts, ownDrafts } = this.#database;
    return this.#database.transaction('r', [drafts, ownDrafts], async () => [
      ...(await drafts.toArray()),
      ...(await ownDrafts.toArray()),
    ]);
  }

  #write<Answer extends string>(
    draft: DraftRow,
    name: KeyName,
    judge: (standing: DraftRow) => Answer | 'saved',
  ): Promise<Answer | 'saved' | Unwritten> {
    const { drafts, ownDrafts, lock, personKeys } = this.#database;
    return this.#database.transaction('rw', [drafts, ownDrafts, lock, personKeys], async () => {
      if (!(await this.#isKey(name))) return 'other-key';
      const own = await ownDrafts.get(draft.id);
      const standing = own ?? (await drafts.get(draft.id));
      if (!standing) return 'gone';
      if ((standing.owner ?? name.holder) !== name.holder) return 'others';
      if (!own && name.id !== null) return 'before';
      const answer = judge(standing);
      if (answer !== 'saved') return answer;
      if (own) await ownDrafts.put({ ...own, ...draft });
      else await drafts.put({ ...draft, owner: name.holder });
      return answer;
    });
  }

  async #isKey({ holder, id }: KeyName): Promise<boolean> {
    const { lock, personKeys } = this.#database;
    const own = await personKeys.get(holder);
    return own ? own.keyId === id : id === null && (await lock.get(only)) === undefined;
  }
}

function wrappedIn({ iv, wrapped }: RecordKeyRow): Pick<RecordKeyRow, 'iv' | 'wrapped'> {
  return { iv, wrapped };
}
