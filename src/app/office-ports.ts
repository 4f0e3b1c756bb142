import type { TextHistory } from '../domain/legal/fold-legal-texts.ts';
import type { Signatory } from '../protocol/office.ts';
import type { RulebookStatement } from '../protocol/rulebook-statement.ts';
import type { Live } from './live.ts';
import type { TextForm } from './text-form.ts';

/** What the pages of the legal office are given, beside the other services in `ports.ts`. */

/** A legal text being written. Kept at every keystroke; `id` is the id of the event it will be. */
export interface LegalDraft {
  readonly id: string;
  /** How often the text had been signed when the draft was opened, and the SHA-256 of that version; null for a new text. */
  readonly base: number;
  readonly from: string | null;
  readonly form: TextForm;
  readonly updatedAt: number;
}

/** Where something that was signed stands. */
export interface OfficeSigning {
  readonly event: string;
  readonly kind: 'legal-text' | 'rulebook';
  /** The text's id, or the rulebook's id and version. */
  readonly about: string;
  readonly title: string;
  readonly base: number;
  readonly signedBy: Signatory;
  /** By the signing desk's clock. */
  readonly at: number;
  /** On this desk's own chain. */
  readonly isOwn: boolean;
  /** `held`: the hub keeps it and does not use it: somebody has to look at it. */
  readonly state: 'saved' | 'received' | 'held';
  /** The text as it was signed; null for a rulebook. */
  readonly form: TextForm | null;
}

export type SignResult =
  | { readonly ok: true; readonly event: string }
  /** `faults`: the text has some. `draft-changed`: it was written on in another tab meanwhile. */
  | {
      readonly ok: false;
      readonly because:
        | 'not-enrolled'
        | 'faults'
        | 'event-too-large'
        | 'draft-changed'
        | 'gone'
        | 'storage'
        | 'off-duty';
    };

export interface Office {
  readonly texts: Live<readonly TextHistory[]>;
  readonly drafts: Live<readonly LegalDraft[]>;
  /** Newest first: this desk's and those of others that the hub told of. */
  readonly signings: Live<readonly OfficeSigning[]>;
  /** What the hub signed about rulebooks, by the SHA-256 of their bytes. */
  readonly statements: Live<ReadonlyMap<string, RulebookStatement>>;
  /** A draft of the text as given, made from a version of it; null: a new text. */
  openDraft(form: TextForm, from: { readonly base: number; readonly sha256: string } | null): Promise<LegalDraft>;
  /** Durable when it resolves. Refuses to write over what another tab wrote since `draft.updatedAt`. */
  saveDraft(
    draft: LegalDraft,
  ): Promise<{ readonly kind: 'saved'; readonly draft: LegalDraft } | { readonly kind: 'changed-elsewhere' | 'gone' }>;
  discardDraft(id: string): Promise<void>;
  /** Signs the draft as it was last saved. Durable when it resolves with `ok`; the draft is gone then. */
  signText(draft: LegalDraft, signatory: Signatory): Promise<SignResult>;
  /** Signs a notice or order by its exact text. */
  signRulebook(document: string, signatory: Signatory): Promise<SignResult>;
}
