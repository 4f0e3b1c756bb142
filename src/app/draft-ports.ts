import type { Live } from './live.ts';

/** Records being written on this device, whatever they are about. Kept under the local key at every keystroke. */

export interface DraftPhoto {
  /** SHA-256 of the sealed bytes. */
  readonly part: string;
  /** SHA-256 of the photo's own bytes, as captured. */
  readonly plain: string;
  readonly bytes: number;
  readonly type: string;
  readonly takenAt: number;
  /** SHA-256 of the sealed small picture of it. */
  readonly thumbnail?: string;
}

/** What every draft has, besides its matter. */
export interface RecordDraft {
  readonly id: string;
  readonly photos: readonly DraftPhoto[];
  readonly updatedAt: number;
}

export type AddedPhoto<D> =
  | { readonly ok: true; readonly draft: D }
  | { readonly ok: false; readonly because: 'too-large' | 'not-an-image' | 'storage' };

/** `gone`: another window finished the draft or deleted it; nothing was written. */
export type Saved = 'kept' | 'gone';

/** Why a draft could not be finished; it stays as it is, unless it is `gone`. `Lacking` is what its own kind may lack. */
export type Finished<Lacking extends string> =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly because: Lacking | 'not-enrolled' | 'event-too-large' | 'storage' | 'locked' | 'off-duty' | 'gone';
    };

/** `Given` is what finishing needs besides the draft itself. */
export interface RecordDrafts<D extends RecordDraft, Given extends readonly unknown[], Lacking extends string> {
  /** The drafts on this phone, newest first. */
  readonly all: Live<readonly D[]>;
  open(): Promise<D>;
  /** Durable when it resolves with `kept`. Later saves win over earlier ones, whatever order they finish in. */
  save(draft: D): Promise<Saved>;
  addPhoto(id: string, photo: Blob, takenAt: number): Promise<AddedPhoto<D>>;
  removePhoto(id: string, part: string): Promise<D>;
  /** The photo decrypted, for showing. */
  readPhoto(id: string, part: string): Promise<Blob>;
  /** Seals, signs, chains: durable (strict) when it resolves with `ok`. The draft is gone then. */
  finalise(id: string, ...given: Given): Promise<Finished<Lacking>>;
  discard(id: string): Promise<void>;
}
