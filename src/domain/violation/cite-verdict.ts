import { isInBox } from '../geo/box.ts';
import type { Fix } from '../shared/fix.ts';
import type { Ruling, Verdict } from '../verdict/verdict.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import type { DocumentCitation, FurtherCitations, ViolationRecord } from './violation-record.ts';

/** What a record keeps of its verdict, and the documents that verdict cites. */
export type Judged = Pick<ViolationRecord, 'verdict' | 'rulebook' | 'zones' | 'further'>;

interface Cited {
  readonly citation: DocumentCitation;
}

interface CitedRulebook extends Cited {
  readonly rulebook: { readonly id: string; readonly version: string };
}

type NotEmpty<T> = readonly [T, ...T[]];

/**
 * What a record keeps: the verdict with the rulebook that speaks and a zone package that answers there, and, only where there
 * is any, what was judged by besides. `rulebooks` and `packages` are those the verdict was reached by.
 */
export function citeVerdict(
  verdict: Verdict,
  fix: Fix | null,
  rulebooks: NotEmpty<CitedRulebook>,
  packages: NotEmpty<Cited & { readonly zones: ZoneSet }>,
): Judged {
  const [first = null, ...others] = verdict.rulings;
  const answering = packages.filter(({ zones }) => fix !== null && isInBox(zones.bounds, fix.lon, fix.lat));
  const [zones = packages[0], ...otherZones] = answering;
  const further: FurtherCitations = {
    rulings: others.map((ruling) => ({ ...saidBy(ruling), rulebook: citationOf(ruling, rulebooks) })),
    zones: otherZones.map(({ citation }) => citation),
    permit: verdict.kind === 'permitted' ? verdict.permit : null,
  };
  const isMore = further.rulings.length > 0 || further.zones.length > 0 || further.permit !== null;
  return {
    verdict: saidBy(verdict),
    rulebook: first ? citationOf(first, rulebooks) : rulebooks[0].citation,
    zones: zones.citation,
    ...(isMore ? { further } : {}),
  };
}

function saidBy({ kind, reason, articles }: Verdict | Ruling): ViolationRecord['verdict'] {
  return { kind, reason, articles: [...articles] };
}

function citationOf({ rulebook: { id, version } }: Ruling, rulebooks: NotEmpty<CitedRulebook>): DocumentCitation {
  const cited = rulebooks.find(({ rulebook }) => rulebook.id === id && rulebook.version === version);
  if (!cited) throw new Error(`the verdict rests on ${id} ${version}, which is not among the rulebooks to cite`);
  return cited.citation;
}
