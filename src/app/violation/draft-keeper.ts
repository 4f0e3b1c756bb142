import type { AddedPhoto, RecordDraft, RecordDrafts } from '../draft-ports.ts';
import { LiveValue } from '../live.ts';
import type { ViolationDraft } from '../ports.ts';

/** What a form may change of a draft; photos go their own way. */
export type PatchOf<D extends RecordDraft> = Partial<Omit<D, keyof RecordDraft>>;
export type DraftPatch = PatchOf<ViolationDraft>;

type Keeping<D extends RecordDraft> = Pick<RecordDrafts<D, [], never>, 'save' | 'addPhoto' | 'removePhoto'>;

/** The draft on screen, and whether what is on screen is on the disk. */
export interface KeptDraft<D extends RecordDraft = ViolationDraft> {
  readonly draft: D;
  readonly kept: 'yes' | 'not-yet' | 'failed';
}

/**
 * Keeps one draft on the disk while it is being written: every change is saved, one write at a time, the newest last.
 * Changes that come during a write are saved together by the next.
 */
export class DraftKeeper<D extends RecordDraft = ViolationDraft> {
  readonly live: LiveValue<KeptDraft<D>>;
  readonly #drafts: Keeping<D>;
  readonly #now: () => number;
  #queue: Promise<unknown> = Promise.resolve();
  #isSaveQueued = false;

  constructor(drafts: Keeping<D>, draft: D, now: () => number) {
    this.#drafts = drafts;
    this.#now = now;
    this.live = new LiveValue<KeptDraft<D>>({ draft, kept: 'yes' });
  }

  get draft(): D {
    return this.live.value.draft;
  }

  change(patch: PatchOf<D>): void {
    this.#show({ ...this.draft, ...patch, updatedAt: this.#now() }, 'not-yet');
    if (this.#isSaveQueued) return;
    this.#isSaveQueued = true;
    void this.#enqueue(() => this.#save());
  }

  addPhoto(photo: Blob, takenAt: number): Promise<AddedPhoto<D>> {
    return this.#enqueue(async () => {
      const result = await this.#drafts.addPhoto(this.draft.id, photo, takenAt);
      if (result.ok) this.#show({ ...this.draft, photos: result.draft.photos }, this.live.value.kept);
      return result;
    });
  }

  removePhoto(part: string): Promise<void> {
    return this.#enqueue(async () => {
      const { photos } = await this.#drafts.removePhoto(this.draft.id, part);
      this.#show({ ...this.draft, photos }, this.live.value.kept);
    });
  }

  /** Resolves when everything changed so far has been tried, and what the disk refused once more; false when it refused the newest. */
  async settled(): Promise<boolean> {
    await this.#queue;
    if (this.live.value.kept === 'failed') await this.#enqueue(() => this.#save());
    return this.live.value.kept === 'yes';
  }

  async #save(): Promise<void> {
    this.#isSaveQueued = false;
    const saved = this.draft;
    const kept = await this.#drafts.save(saved).then(
      () => 'yes' as const,
      () => 'failed' as const, // The disk refused: said on screen, and tried again with the next change.
    );
    this.#show(this.draft, kept === 'yes' && this.draft !== saved ? 'not-yet' : kept);
  }

  #enqueue<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(job);
    this.#queue = done.catch(() => undefined); // Whoever asked is told; the next in line still goes.
    return done;
  }

  #show(draft: D, kept: KeptDraft['kept']): void {
    this.live.set({ draft, kept });
  }
}

/** Whether nothing worth keeping was entered. */
export function isUntouched({ act, name, idNumber, phone, plate, note, photos }: ViolationDraft): boolean {
  return (
    act === null && photos.length === 0 && [name, idNumber, phone, plate, note].every((text) => text.trim() === '')
  );
}
