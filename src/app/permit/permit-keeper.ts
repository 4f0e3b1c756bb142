import { LiveValue } from '../live.ts';
import type { PermitDraft, PermitWriting } from '../permit-ports.ts';
import type { PermitPatch } from './permit-change.ts';

/** The permit on screen, and whether what is on screen is on the disk. */
export interface KeptPermit {
  readonly draft: PermitDraft;
  readonly kept: 'yes' | 'not-yet' | 'failed' | 'gone';
}

/** Keeps one permit on the disk while it is being written: every change is saved, one write at a time, the newest last. */
export class PermitKeeper {
  readonly live: LiveValue<KeptPermit>;
  readonly #writing: PermitWriting;
  #queue: Promise<void> = Promise.resolve();
  #isSaveQueued = false;

  constructor(writing: PermitWriting, draft: PermitDraft) {
    this.#writing = writing;
    this.live = new LiveValue<KeptPermit>({ draft, kept: 'yes' });
  }

  get draft(): PermitDraft {
    return this.live.value.draft;
  }

  change(patch: PermitPatch): void {
    this.live.set({ draft: { ...this.draft, ...patch }, kept: 'not-yet' });
    if (this.#isSaveQueued) return;
    this.#isSaveQueued = true;
    this.#queue = this.#queue.then(() => this.#save());
  }

  /** Resolves when everything changed so far has been tried, and what the disk refused once more; false when the newest is not on the disk. */
  async settled(): Promise<boolean> {
    await this.#idle();
    if (this.live.value.kept === 'failed') this.#queue = this.#save();
    await this.#idle();
    return this.live.value.kept === 'yes';
  }

  async #idle(): Promise<void> {
    for (let last: unknown = null; last !== this.#queue; ) {
      last = this.#queue;
      await last;
    }
  }

  async #save(): Promise<void> {
    this.#isSaveQueued = false;
    const saved = this.draft;
    const kept = await this.#writing.save(saved).then(
      (answer) => (answer === 'gone' ? ('gone' as const) : ('yes' as const)),
      () => 'failed' as const, // The disk refused: said on screen, and tried again with the next change.
    );
    this.live.set({ draft: this.draft, kept: kept === 'yes' && this.draft !== saved ? 'not-yet' : kept });
  }
}
