import type { DraftPatch } from './draft-keeper.ts';

/** Something in the form was changed; goes to the disk at once. */
export class DraftChangeEvent<P extends object = DraftPatch> extends CustomEvent<P> {
  static readonly type = 'hl-draft-change';

  constructor(patch: P) {
    super(DraftChangeEvent.type, { detail: patch, bubbles: true, composed: true });
  }
}
