import type { PermitDraft } from '../permit-ports.ts';

/** What a form changes of a permit being written. */
export type PermitPatch = Partial<Omit<PermitDraft, 'id' | 'replaces' | 'updatedAt'>>;

/** A keystroke, a corner, a choice. */
export class PermitChangeEvent extends CustomEvent<PermitPatch> {
  static readonly type = 'hl-permit-change';

  constructor(patch: PermitPatch) {
    super(PermitChangeEvent.type, { detail: patch, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'hl-permit-change': PermitChangeEvent;
  }
}
