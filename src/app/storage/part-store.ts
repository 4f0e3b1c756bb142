import type { Bytes } from '../../protocol/bytes.ts';
import type { HulinDatabase } from './database.ts';
import type { PartRow } from './rows.ts';

/** Sealed parts on this phone, and the record keys that open them, wrapped. */
export class PartStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** Keeps a draft's part; false when the draft is gone meanwhile. */
  add(part: PartRow, sealed: Bytes): Promise<boolean> {
    const { drafts, ownDrafts, parts, partBytes } = this.#database;
    return this.#database.transaction('rw', [drafts, ownDrafts, parts, partBytes], async () => {
      const isOwn = (await ownDrafts.get(part.event)) !== undefined;
      if (!isOwn && !(await drafts.get(part.event))) return false;
      await parts.put(isOwn ? { ...part, state: 'own-draft' } : part);
      await partBytes.put({ sha256: part.sha256, sealed });
      return true;
    });
  }

  /** Removes a part that still belongs to a draft, and its thumbnail. */
  remove(sha256: string): Promise<void> {
    const { parts, partBytes } = this.#database;
    return this.#database.transaction('rw', [parts, partBytes], async () => {
      const part = await parts.get(sha256);
      if (part?.state !== 'draft' && part?.state !== 'own-draft') return;
      const beside = await parts.where('event').equals(part.event).toArray();
      const thumbnails = beside.filter(({ thumbnailOf }) => thumbnailOf === sha256);
      const going = [sha256, ...thumbnails.map((thumbnail) => thumbnail.sha256)];
      await parts.bulkDelete(going);
      await partBytes.bulkDelete(going);
    });
  }

  /** Notes that a part's first chunk is about to be sent. */
  async begin(sha256: string, begunAt: number): Promise<void> {
    await this.#database.parts.update(sha256, { begunAt });
  }

  byEvent(event: string): Promise<PartRow[]> {
    return this.#database.parts.where('event').equals(event).toArray();
  }

  async readBytes(sha256: string): Promise<Bytes | null> {
    return (await this.#database.partBytes.get(sha256))?.sealed ?? null;
  }
}
