import type { Ruling, Verdict } from '../../../src/domain/verdict/verdict.ts';
import { goldenRulebooks } from './golden-scene.ts';

/** A verdict in the words of the golden table: verdict, why, what is cited, and dates. */
export function sayVerdict(verdict: Verdict): string {
  const cited = verdict.rulings.map(sayRuling).join('; ') || '–';
  const why =
    verdict.kind === 'banned' && verdict.tier === 'high-risk' ? `${verdict.reason}, high-risk` : verdict.reason;
  return `${verdict.kind} | ${why} | ${cited} | ${sayDates(verdict)}`;
}

function sayRuling({ rulebook, articles }: Ruling): string {
  const [name] = Object.entries(goldenRulebooks).find(([, { id }]) => id === rulebook.id) ?? [];
  return [name ?? rulebook.id, ...articles].join(' ');
}

function sayDates(verdict: Verdict): string {
  if (verdict.kind === 'banned') return `until ${verdict.untilOn}`;
  if (verdict.kind === 'permitted') return `permit ${verdict.permit}`;
  if (verdict.kind === 'clear') return verdict.nextFromOn === null ? '–' : `next ${verdict.nextFromOn}`;
  return verdict.settleMeters === null ? '–' : `settle ${verdict.settleMeters.toFixed(1)} m`;
}
