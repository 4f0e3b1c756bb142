import type { DraftPatch } from './draft-keeper.ts';

/** Something in the form was changed; goes to the disk at once. */
export class DraftChangeEvent extends CustomEvent<DraftPatch> {
  static readonly type = 'hl-draft-change';

  constructor(patch: DraftPatch) {
    super(DraftChangeEvent.type, { detail: patch, bubbles: true, composed: true });
  }
}
