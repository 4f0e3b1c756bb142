import { bansOn } from '../rulebook/bans-on.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { judgeBan, type Weighed } from './judge-ban.ts';
import { mergeFindings } from './merge-findings.ts';
import type { Question } from './question.ts';

/** What one rulebook says: its strictest ban. One that does not speak of the act is not in force for it, and only measures. */
export function judgeByRulebook(rulebook: Rulebook, question: Question): Weighed {
  const bans = bansOn(rulebook, question.conduct);
  if (bans.length > 0)
    return mergeFindings(
      bans.map((ban) => judgeBan(ban, rulebook, question)),
      question.now,
    );
  const elsewhere = bansOn(rulebook, null).map((ban) => judgeBan(ban, rulebook, question).finding);
  const { forestMeters = null, residentialMeters = null, edgeMeters = null } = elsewhere[0] ?? {};
  const distances = { forestMeters, residentialMeters, edgeMeters };
  const isDoubtful = question.now.kind === 'doubtful';
  const silent = isDoubtful
    ? ({ kind: 'unsure', reason: 'clock', settleMeters: null } as const)
    : ({ kind: 'clear', reason: 'not-in-force', nextFromOn: null } as const);
  return { finding: { ...distances, ...silent, articles: [] }, bannedDays: [] };
}
