import type { Finding, UnsureVerdict } from './verdict.ts';

const kinds = ['clear', 'permitted', 'unsure', 'banned'];
const reasons = [
  ...['not-in-force', 'out-of-season', 'outside-zone'],
  ...['near-boundary', 'poor-fix', 'missing-layer', 'outside-package', 'no-fix', 'clock'],
];
const tiers = ['ban', 'high-risk'];

/**
 * Sorts findings, the strictest first. The order is total but for findings alike in all it looks at.
 *
 * | Compared in turn       | First comes                                        |
 * |------------------------|----------------------------------------------------|
 * | kind                   | banned, unsure, permitted, clear                   |
 * | of clear, the reason   | outside the zone, out of season, not in force      |
 * | of unsure, the reason  | what takes most to settle: clock … near a boundary |
 * | of unsure, the metres  | more; unknown before all                           |
 * | of banned, the tier    | high risk                                          |
 * | edge                   | the lower (deeper inside, or nearer); unknown last |
 */
export function compareFindings(one: Finding, other: Finding): number {
  const [ranks, others] = [ranksOf(one), ranksOf(other)];
  const index = ranks.findIndex((rank, at) => rank !== others[at]);
  return index < 0 ? 0 : (others[index] as number) > (ranks[index] as number) ? 1 : -1;
}

function ranksOf(finding: Finding): number[] {
  return [
    kinds.indexOf(finding.kind),
    reasons.indexOf(finding.reason),
    finding.kind === 'unsure' ? settleRank(finding) : 0,
    finding.kind === 'banned' ? tiers.indexOf(finding.tier) : 0,
    -(finding.edgeMeters ?? Infinity),
  ];
}

function settleRank({ settleMeters }: UnsureVerdict): number {
  return settleMeters ?? Infinity;
}
