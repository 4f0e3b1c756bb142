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
  readonly kept: 'yes' | 'not-yet' | 'failed' | 'gone';
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

  /** Resolves when everything changed so far has been tried, and what the disk refused once more; false when the newest is not on the disk. */
  async settled(): Promise<boolean> {
    await this.#idle();
    if (this.live.value.kept === 'failed') void this.#enqueue(() => this.#save());
    await this.#idle();
    return this.live.value.kept === 'yes';
  }

  /** A photo may be underway, and a position come meanwhile: what is queued behind it is waited for too. */
  async #idle(): Promise<void> {
    for (let last: unknown = null; last !== this.#queue; ) {
      last = this.#queue;
      await last;
    }
  }

  async #save(): Promise<void> {
    this.#isSaveQueued = false;
    const saved = this.draft;
    const kept = await this.#drafts.save(saved).then(
      (answer) => (answer === 'gone' ? ('gone' as const) : ('yes' as const)),
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

/** Throws a draft away in which nothing worth keeping was entered, once what is underway is on the disk: a photo may still be being sealed. */
export async function discardIfUntouched<D extends RecordDraft>(
  keeper: DraftKeeper<D>,
  isEmpty: (draft: D) => boolean,
  drafts: Pick<RecordDrafts<D, [], never>, 'discard'>,
): Promise<void> {
  await keeper.settled();
  if (isEmpty(keeper.draft)) await drafts.discard(keeper.draft.id);
}

/** Whether nothing worth keeping was entered. */
export function isUntouched({ act, name, idNumber, phone, plate, note, photos }: ViolationDraft): boolean {
  return (
    act === null && photos.length === 0 && [name, idNumber, phone, plate, note].every((text) => text.trim() === '')
  );
}
