import { uuidv7 } from 'uuidv7';
import type { DraftPhoto, Finished, RecordDraft, RecordDrafts, Saved } from '../../../src/app/draft-ports.ts';
import { LiveValue } from '../../../src/app/live.ts';

/** Drafts in memory that behave as storage does; every save is written down in `saves`. */
export class FakeDrafts<D extends RecordDraft, Lacking extends string>
  implements RecordDrafts<D, [judged?: unknown], Lacking>
{
  readonly all: LiveValue<readonly D[]>;
  readonly saves: D[] = [];
  readonly finalised: { id: string; judged: unknown; draft: D | undefined }[] = [];
  finaliseResult: Finished<Lacking> = { ok: true, id: 'event' };
  /** What the disk, or the lock, says to the next saves; null: they are kept. */
  saveProblem: Error | null = null;
  photoProblem: 'too-large' | 'not-an-image' | 'storage' | null = null;
  readonly #fresh: (id: string) => D;
  readonly #blobs = new Map<string, Blob>();
  #count = 0;

  constructor(fresh: (id: string) => D, drafts: readonly D[] = []) {
    this.#fresh = fresh;
    this.all = new LiveValue(drafts);
  }

  async open(): Promise<D> {
    this.#count += 1;
    const draft = this.#fresh(uuidv7());
    this.all.set([draft, ...this.all.value]);
    return draft;
  }

  async save(draft: D): Promise<Saved> {
    await Promise.resolve();
    if (this.saveProblem) throw this.saveProblem;
    if (!this.all.value.some(({ id }) => id === draft.id)) return 'gone';
    this.saves.push(draft);
    this.all.set(this.all.value.map((one) => (one.id === draft.id ? { ...draft, photos: one.photos } : one)));
    return 'kept';
  }

  async addPhoto(id: string, photo: Blob, takenAt: number) {
    if (this.photoProblem) return { ok: false as const, because: this.photoProblem };
    this.#count += 1;
    const part = String(this.#count).padStart(64, '0');
    this.#blobs.set(part, photo);
    const added = { part, plain: part, bytes: photo.size, type: photo.type, takenAt };
    return { ok: true as const, draft: this.#withPhotos(id, (photos) => [...photos, added]) };
  }

  async removePhoto(id: string, part: string): Promise<D> {
    return this.#withPhotos(id, (photos) => photos.filter((photo) => photo.part !== part));
  }

  async readPhoto(_id: string, part: string): Promise<Blob> {
    return this.#blobs.get(part) ?? new Blob([]);
  }

  async finalise(id: string, judged?: unknown): Promise<Finished<Lacking>> {
    this.finalised.push({ id, judged, draft: this.all.value.find((one) => one.id === id) });
    if (this.finaliseResult.ok) await this.discard(id);
    return this.finaliseResult;
  }

  async discard(id: string): Promise<void> {
    this.all.set(this.all.value.filter((one) => one.id !== id));
  }

  #withPhotos(id: string, change: (photos: readonly DraftPhoto[]) => readonly DraftPhoto[]): D {
    const drafts = this.all.value.map((one) => (one.id === id ? { ...one, photos: change(one.photos) } : one));
    this.all.set(drafts);
    const changed = drafts.find((one) => one.id === id);
    if (!changed) throw new Error(`no draft ${id}`);
    return changed;
  }
}
