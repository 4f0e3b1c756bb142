import { uuidv7 } from 'uuidv7';
import { sha256Hex } from '../../protocol/bytes.ts';
import { maxPhotoBytes } from '../../protocol/event.ts';
import type { AddedPhoto, Finished, RecordDraft, RecordDrafts, Saved } from '../draft-ports.ts';
import type { Live } from '../live.ts';
import type { DraftStore, DraftWithParts } from '../storage/draft-store.ts';
import { joinLive, mapLive } from '../storage/live-query.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PartRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import type { LocalLock } from './local-lock.ts';
import { openJson, sealJson, wrapLocally } from './local-seal.ts';
import { findDraft, keyOfDraft, LockedError, nullIfLocked, recordKeyOf } from './own-key.ts';
import { sniffImage } from './sniff-image.ts';

/** What one kind of record is while it is being written: `D` as screens see it, `M` what is sealed of it. */
export interface DraftForm<D extends RecordDraft, M> {
  /** Persisted: changing it breaks stored data. */
  readonly kind: string;
  empty(at: number): M;
  matterOf(draft: D): M;
  /** Throws when the stored text is of another shape. */
  readMatter(opened: unknown): M;
  draftOf(row: DraftWithParts, matter: M): D;
}

export interface DraftsDeps<Given extends readonly unknown[], Lacking extends string> {
  readonly drafts: DraftStore;
  readonly parts: PartStore;
  readonly lock: LocalLock;
  readonly finalise: (id: string, ...given: Given) => Promise<Finished<Lacking>>;
  /** A small picture of a photo, sent before it; null: none can be made. */
  readonly makeThumbnail: (photo: Blob) => Promise<Blob | null>;
  readonly wallNow: () => number;
}

/** Records being written: ciphertext under the local key at every keystroke, photos sealed under the record's own key at once. */
export class SealedDrafts<D extends RecordDraft, M, Given extends readonly unknown[], Lacking extends string>
  implements RecordDrafts<D, Given, Lacking>
{
  readonly all: Live<readonly D[]>;
  readonly #form: DraftForm<D, M>;
  readonly #deps: DraftsDeps<Given, Lacking>;
  readonly #lastTurn = new Map<string, number>();
  /** Drafts that were finished or deleted before a save of this tab. */
  readonly #gone = new Set<string>();
  #turn = 0;
  #lastAddedAt = 0;

  constructor(form: DraftForm<D, M>, deps: DraftsDeps<Given, Lacking>) {
    this.#form = form;
    this.#deps = deps;
    const openable = joinLive(deps.drafts.watchAll(), deps.lock.state, (rows, { kind }) =>
      kind === 'locked' ? [] : rows,
    );
    this.all = mapLive(openable, (rows) => this.#openAll(rows));
  }

  async open(): Promise<D> {
    const { generateRecordKey } = await import('../../protocol/seal.ts');
    for (;;) {
      const local = await this.#deps.lock.localKey();
      const [id, now] = [uuidv7(), this.#deps.wallNow()];
      const matter = this.#form.empty(now);
      const draft = { id, kind: this.#form.kind, sealed: await sealJson(matter, id, local.key), updatedAt: now };
      const recordKey = await wrapLocally(await generateRecordKey(), id, local.key);
      if (await this.#deps.drafts.open(draft, recordKey, local))
        return this.#form.draftOf({ draft, parts: [] }, matter);
    }
  }

  async save(draft: D): Promise<Saved> {
    const turn = ++this.#turn;
    const { id } = draft;
    for (;;) {
      const local = await this.#deps.lock.localKey();
      const sealed = await sealJson(this.#form.matterOf(draft), id, local.key);
      const row = { id, kind: this.#form.kind, sealed, updatedAt: this.#deps.wallNow() };
      const saved = await this.#deps.drafts.save(row, () => this.#isNewest(id, turn), local);
      if (saved === 'others') throw new LockedError('somebody else’s');
      if (saved === 'gone') this.#gone.add(id);
      if (saved === 'before') await findDraft(this.#deps, id);
      else if (saved !== 'other-key') return saved === 'gone' ? 'gone' : 'kept';
    }
  }

  async addPhoto(id: string, photo: Blob, takenAt: number): Promise<AddedPhoto<D>> {
    if (photo.size > maxPhotoBytes) return { ok: false, because: 'too-large' };
    const plain = new Uint8Array(await photo.arrayBuffer());
    const type = sniffImage(plain);
    if (!type) return { ok: false, because: 'not-an-image' };
    try {
      const [part, sealed] = await this.#seal(id, plain, { role: 'photo', type, takenAt: Math.round(takenAt) });
      if (!(await this.#deps.parts.add(part, sealed))) return { ok: false, because: 'storage' };
      await this.#addThumbnail(photo, part);
      return { ok: true, draft: await this.#mustRead(id) };
    } catch (problem) {
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  }

  async removePhoto(id: string, part: string): Promise<D> {
    await this.#deps.parts.remove(part);
    return this.#mustRead(id);
  }

  async readPhoto(id: string, part: string): Promise<Blob> {
    const { openPart } = await import('../../protocol/seal.ts');
    const row = (await this.#deps.parts.byEvent(id)).find(({ sha256 }) => sha256 === part);
    const sealed = await this.#deps.parts.readBytes(part);
    if (!row || !sealed) throw new Error(`no photo ${part} in draft ${id}`);
    return new Blob([await openPart(sealed, 'photo', await this.#recordKey(id))], { type: row.type });
  }

  /** `gone` when something was written here that came too late for the draft: the record that was made of it is another. */
  async finalise(id: string, ...given: Given): Promise<Finished<Lacking>> {
    return this.#gone.has(id) ? { ok: false, because: 'gone' } : this.#deps.finalise(id, ...given);
  }

  discard(id: string): Promise<void> {
    return this.#deps.drafts.discard(id);
  }

  #isNewest(id: string, turn: number): boolean {
    if (turn < (this.#lastTurn.get(id) ?? 0)) return false;
    this.#lastTurn.set(id, turn);
    return true;
  }

  /** Where there is no room for it, the photo goes without. */
  async #addThumbnail(photo: Blob, of: PartRow): Promise<void> {
    const small = await this.#deps.makeThumbnail(photo);
    if (!small) return;
    try {
      await this.#keepThumbnail(small, of);
    } catch (problem) {
      if (!isStorageProblem(problem)) throw problem;
      console.warn('no room for a small picture', problem);
    }
  }

  async #keepThumbnail(small: Blob, { event, sha256, takenAt }: PartRow): Promise<void> {
    const plain = new Uint8Array(await small.arrayBuffer());
    const [part, sealed] = await this.#seal(event, plain, { role: 'thumbnail', type: small.type, takenAt });
    await this.#deps.parts.add({ ...part, thumbnailOf: sha256 }, sealed);
  }

  async #seal(
    event: string,
    plain: Uint8Array<ArrayBuffer>,
    what: Pick<PartRow, 'role' | 'type' | 'takenAt'>,
  ): Promise<[PartRow, Uint8Array<ArrayBuffer>]> {
    const { sealPart } = await import('../../protocol/seal.ts');
    const sealed = await sealPart(plain, what.role, await this.#recordKey(event));
    const sha256 = await sha256Hex(sealed);
    this.#lastAddedAt = Math.max(this.#lastAddedAt + 1, this.#deps.wallNow());
    const plainly = { plain: await sha256Hex(plain), plainBytes: plain.length };
    const place = { sha256, event, ...what, bytes: sealed.length };
    return [{ ...place, state: 'draft', ...plainly, addedAt: this.#lastAddedAt }, sealed];
  }

  async #recordKey(id: string): Promise<CryptoKey> {
    return recordKeyOf(this.#deps, id, await findDraft(this.#deps, id));
  }

  async #mustRead(id: string): Promise<D> {
    const found = await findDraft(this.#deps, id);
    if (!found) throw new Error(`draft ${id} is gone`);
    return this.#open(found.row, found.key);
  }

  async #openAll(rows: readonly DraftWithParts[]): Promise<D[]> {
    if (rows.length === 0) return [];
    const local = await this.#deps.lock.localKey().catch(nullIfLocked);
    if (!local) return [];
    const opened = await Promise.all(rows.map((row) => this.#openOrSkip(row, keyOfDraft(row.draft, local))));
    return opened.filter((draft) => draft !== null).sort((a, b) => b.updatedAt - a.updatedAt);
  }

  async #open(row: DraftWithParts, localKey: CryptoKey): Promise<D> {
    return this.#form.draftOf(row, this.#form.readMatter(await openJson(row.draft.sealed, row.draft.id, localKey)));
  }

  /** Null for a draft of another kind, somebody else's, or of another build's shape: kept in storage, not shown. */
  async #openOrSkip(row: DraftWithParts, localKey: CryptoKey | null): Promise<D | null> {
    if (row.draft.kind !== this.#form.kind || !localKey) return null;
    try {
      return await this.#open(row, localKey);
    } catch (problem) {
      console.error('draft not readable', row.draft.id, problem);
      return null;
    }
  }
}
