import type { Act, Breach, PartyKind, VerdictKind, VerdictReason } from '../shared/codes.ts';
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

/** What was judged by besides, where there was more than one rulebook or zone package, or a permit. */
export interface FurtherCitations {
  readonly rulings: {
    readonly kind: VerdictKind;
    readonly reason: VerdictReason;
    readonly articles: number[];
    readonly rulebook: DocumentCitation;
  }[];
  readonly zones: DocumentCitation[];
  readonly permit: string | null;
}
