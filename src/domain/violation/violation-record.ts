import type { Act, Breach, PartyKind, Term, VerdictKind, VerdictReason } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';

/** The document a record was judged by: id, version and SHA-256 of its bytes. `demonstration` for the built-in demo data. */
export interface DocumentCitation {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  readonly demonstration: boolean;
}

/** Everything of a suspected violation that is not personal, as its event's body says it. */
export interface ViolationRecord {
  readonly act: Act | Breach;
  readonly party: PartyKind;
  readonly fix: Fix | null;
  readonly happenedAt: number;
  readonly verdict: {
    readonly kind: VerdictKind;
    readonly reason: VerdictReason;
    readonly articles: number[];
  };
  /** The rulebook that speaks in the verdict. */
  readonly rulebook: DocumentCitation;
  readonly zones: DocumentCitation;
  readonly further?: FurtherCitations | undefined;
}

/** What was judged by besides: more than one rulebook or zone package, a permit; and the law behind the act. */
export interface FurtherCitations {
  readonly rulings: {
    readonly kind: VerdictKind;
    readonly reason: VerdictReason;
    readonly articles: number[];
    readonly rulebook: DocumentCitation;
  }[];
  readonly zones: DocumentCitation[];
  readonly permit: string | null;
  /** The candidate articles of the law on the day, as they stood when the record was made. The choice is the legal office's. */
  readonly legal?: LegalCitation[] | undefined;
}

/** A legal text that may be cited, by id, version and SHA-256 of its canonical form, with what was known of it. Civil dates. */
export interface LegalCitation {
  readonly text: string;
  readonly title: Term;
  readonly documentNumber: Term | null;
  readonly version: string;
  readonly sha256: string;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  readonly because: 'in-force' | 'later';
  /** `by` null: signed by nobody, read as the note says. */
  readonly verified: { readonly by: string | null; readonly on: string | null; readonly note: Term };
  /** `open`: what the legal office has to decide first. */
  readonly articles: { readonly number: string; readonly open: Term | null }[];
}
