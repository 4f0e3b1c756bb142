import type { Act, Breach, PartyKind } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import type { Judged } from './cite-verdict.ts';
import type { DocumentCitation, FurtherCitations, LegalCitation, ViolationRecord } from './violation-record.ts';

/** What of a draft goes into the record in clear. Names, notes and photos never pass through here. */
export interface ViolationMatter {
  readonly act: Act | Breach | null;
  readonly party: PartyKind;
  readonly fix: Fix | null;
  readonly happenedAt: number;
}

export type ViolationDrafting =
  | { readonly ok: true; readonly record: ViolationRecord }
  | { readonly ok: false; readonly because: 'no-act' };

/**
 * The record of a suspected violation from its draft, what was judged of it and the law that may be cited. Only the named fields are taken, so nothing
 * personal in a wider draft can leak. A draft without an act is no record yet.
 */
export function draftViolation(
  matter: ViolationMatter,
  judged: Judged,
  legal: readonly LegalCitation[] = [],
): ViolationDrafting {
  const { act, party, fix, happenedAt } = matter;
  if (act === null) return { ok: false, because: 'no-act' };
  const { verdict, rulebook, zones } = judged;
  const further = withLegal(judged.further, legal);
  const record: ViolationRecord = {
    act,
    party,
    fix: fix && copyFix(fix),
    happenedAt,
    verdict,
    rulebook: copyCitation(rulebook),
    zones: copyCitation(zones),
    ...(further ? { further } : {}),
  };
  return { ok: true, record };
}

function withLegal(
  further: FurtherCitations | undefined,
  legal: readonly LegalCitation[],
): FurtherCitations | undefined {
  if (legal.length === 0) return further;
  return { ...(further ?? { rulings: [], zones: [], permit: null }), legal: [...legal] };
}

function copyFix({ lon, lat, accuracyMeters, takenAt, source }: Fix): Fix {
  return { lon, lat, accuracyMeters, takenAt, source };
}

function copyCitation({ id, version, sha256, demonstration }: DocumentCitation): DocumentCitation {
  return { id, version, sha256, demonstration };
}
