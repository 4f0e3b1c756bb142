import type { RecordDraft } from '../draft-ports.ts';
import type { PassDraft } from '../pass-ports.ts';

/** Something in the entry was changed; goes to the disk at once. */
export class EntryChangeEvent extends CustomEvent<Partial<Omit<PassDraft, keyof RecordDraft>>> {
  static readonly type = 'hl-entry-change';

  constructor(patch: Partial<Omit<PassDraft, keyof RecordDraft>>) {
    super(EntryChangeEvent.type, { detail: patch, bubbles: true, composed: true });
  }
}
