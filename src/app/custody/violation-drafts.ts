import { uuidv7 } from 'uuidv7';
import type { Judged } from '../../domain/violation/cite-verdict.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import { maxPhotoBytes } from '../../protocol/event.ts';
import type { Live } from '../live.ts';
import type { AddPhotoResult, Drafts, FinaliseResult, ViolationDraft } from '../ports.ts';
import type { DraftStore, DraftWithParts } from '../storage/draft-store.ts';
import { mapLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PartRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { draftOf, emptyMatter, matterOf, readMatter, violationDraftKind } from './draft-matter.ts';
import type { FinaliseViolation } from './finalise-violation.ts';
import { openJson, sealJson, unwrapLocally, wrapLocally } from './local-seal.ts';
import { sniffImage } from './sniff-image.ts';

export interface DraftsDeps {
  readonly drafts: DraftStore;
  readonly parts: PartStore;
  readonly keys: OwnKeys;
  readonly finalise: FinaliseViolation;
  readonly wallNow: () => number;
}

/** Violations being written: ciphertext under the local key at every keystroke, photos sealed under the record's own key at once. */
export class ViolationDrafts implements Drafts {
  readonly all: Live<readonly ViolationDraft[]>;
  readonly #deps: DraftsDeps;
  readonly #lastTurn = new Map<string, number>();
  #turn = 0;
  #lastAddedAt = 0;

  constructor(deps: DraftsDeps) {
    this.#deps = deps;
    this.all = mapLive(deps.drafts.watchAll(), (rows) => this.#openAll(rows));
  }

  async open(): Promise<ViolationDraft> {
    const { generateRecordKey } = await import('../../protocol/seal.ts');
    const { localKey } = await this.#deps.keys.ensure();
    const [id, now] = [uuidv7(), this.#deps.wallNow()];
    const matter = emptyMatter(now);
    const draft = { id, kind: violationDraftKind, sealed: await sealJson(matter, id, localKey), updatedAt: now };
    await this.#deps.drafts.open(draft, await wrapLocally(await generateRecordKey(), id, localKey));
    return draftOf({ draft, parts: [] }, matter);
  }

  async save(draft: ViolationDraft): Promise<void> {
    const turn = ++this.#turn;
    const { id } = draft;
    const { localKey } = await this.#deps.keys.ensure();
    const sealed = await sealJson(matterOf(draft), id, localKey);
    const row = { id, kind: violationDraftKind, sealed, updatedAt: this.#deps.wallNow() };
    await this.#deps.drafts.save(row, () => this.#isNewest(id, turn));
  }

  async addPhoto(id: string, photo: Blob, takenAt: number): Promise<AddPhotoResult> {
    if (photo.size > maxPhotoBytes) return { ok: false, because: 'too-large' };
    const plain = new Uint8Array(await photo.arrayBuffer());
    const type = sniffImage(plain);
    if (!type) return { ok: false, because: 'not-an-image' };
    try {
      const [part, sealed] = await this.#sealPhoto(id, plain, type, Math.round(takenAt));
      if (!(await this.#deps.parts.add(part, sealed))) return { ok: false, because: 'storage' };
      return { ok: true, draft: await this.#mustRead(id) };
    } catch (problem) {
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  }

  async removePhoto(id: string, part: string): Promise<ViolationDraft> {
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

  finalise(id: string, judged: Judged): Promise<FinaliseResult> {
    return this.#deps.finalise(id, judged);
  }

  discard(id: string): Promise<void> {
    return this.#deps.drafts.discard(id);
  }

  #isNewest(id: string, turn: number): boolean {
    if (turn < (this.#lastTurn.get(id) ?? 0)) return false;
    this.#lastTurn.set(id, turn);
    return true;
  }

  async #sealPhoto(
    event: string,
    plain: Uint8Array<ArrayBuffer>,
    type: string,
    takenAt: number,
  ): Promise<[PartRow, Uint8Array<ArrayBuffer>]> {
    const { sealPart } = await import('../../protocol/seal.ts');
    const sealed = await sealPart(plain, 'photo', await this.#recordKey(event));
    const sha256 = await sha256Hex(sealed);
    this.#lastAddedAt = Math.max(this.#lastAddedAt + 1, this.#deps.wallNow());
    const plainly = { plain: await sha256Hex(plain), plainBytes: plain.length, takenAt };
    const place = { sha256, event, role: 'photo', type, bytes: sealed.length };
    return [{ ...place, state: 'draft', ...plainly, addedAt: this.#lastAddedAt }, sealed];
  }

  async #recordKey(id: string): Promise<CryptoKey> {
    const wrapped = await this.#deps.drafts.recordKey(id);
    if (!wrapped) throw new Error(`no record key for draft ${id}`);
    return unwrapLocally(wrapped, (await this.#deps.keys.ensure()).localKey);
  }

  async #mustRead(id: string): Promise<ViolationDraft> {
    const row = await this.#deps.drafts.read(id);
    if (!row) throw new Error(`draft ${id} is gone`);
    const { localKey } = await this.#deps.keys.ensure();
    return draftOf(row, readMatter(await openJson(row.draft.sealed, id, localKey)));
  }

  async #openAll(rows: readonly DraftWithParts[]): Promise<ViolationDraft[]> {
    if (rows.length === 0) return [];
    const { localKey } = await this.#deps.keys.ensure();
    const opened = await Promise.all(rows.map((row) => openOrSkip(row, localKey)));
    return opened.filter((draft) => draft !== null).sort((a, b) => b.updatedAt - a.updatedAt);
  }
}

/** Null for a draft of another build's shape: kept in storage, shown to nobody. */
async function openOrSkip(row: DraftWithParts, localKey: CryptoKey): Promise<ViolationDraft | null> {
  if (row.draft.kind !== violationDraftKind) return null;
  try {
    return draftOf(row, readMatter(await openJson(row.draft.sealed, row.draft.id, localKey)));
  } catch (problem) {
    console.error('draft not readable', row.draft.id, problem);
    return null;
  }
}
