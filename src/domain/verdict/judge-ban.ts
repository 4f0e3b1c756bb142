import { civilDateAt } from '../clock/civil-date.ts';
import type { ActBan } from '../rulebook/bans-on.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { isInForce, runAfter, runOn, type Season } from '../rulebook/season.ts';
import { locateInZone, type ZoneRelation } from '../zone/locate-in-zone.ts';
import { ascending } from './ascending.ts';
import { judgePermits } from './judge-permits.ts';
import type { Question } from './question.ts';
import type { Distances, Finding } from './verdict.ts';

/** What one ban says, and on which days it bans here: the run going on, or the next one. */
export interface Weighed {
  readonly finding: Finding;
  readonly bannedDays: readonly Season[];
}

/**
 * What one ban of a rulebook says.
 *
 * | Clock believed? | In force? | In its period? | Zone relation    | Permit admitted and covering? | Finding                               | Articles cited |
 * |-----------------|-----------|----------------|------------------|-------------------------------|---------------------------------------|----------------|
 * | no              | –         | –              | –                | –                             | unsure, 'clock'                       | none           |
 * | yes             | no        | –              | –                | –                             | clear, 'not-in-force'                 | none           |
 * | yes             | yes       | no             | –                | –                             | clear, 'out-of-season'                | period         |
 * | yes             | yes       | yes            | outside          | –                             | clear, 'outside-zone'                 | zone           |
 * | yes             | yes       | yes            | inside or unsure | yes                           | permitted, by that permit             | all four       |
 * | yes             | yes       | yes            | unsure           | no or unsure                  | unsure, for the relation's reason     | all but exception |
 * | yes             | yes       | yes            | inside           | unsure                        | unsure, 'near-boundary' of the permit | all four       |
 * | yes             | yes       | yes            | inside           | no                            | banned                                | all but exception |
 *
 * "All four" are the articles of period, zone, act and exception. Distances are given wherever the fix allows.
 */
export function judgeBan(ban: ActBan, rulebook: Rulebook, question: Question): Weighed {
  const { fix, now, packages } = question;
  const { zone, period } = ban;
  const relation = locateInZone(fix, zone, rulebook.area, packages);
  const distances = distancesOf(relation);
  if (now.kind === 'doubtful') return weighed({ ...distances, ...unsureOfClock });
  const date = civilDateAt(now.at);
  const [run, next] = [runOn(rulebook, period, date), runAfter(rulebook, period, date)];
  const later = { ...distances, kind: 'clear', nextFromOn: next?.fromOn ?? null } as const;
  if (!isInForce(rulebook, date)) return weighed({ ...later, reason: 'not-in-force', articles: [] });
  if (!run) {
    const bannedDays = next && relation.kind === 'inside' ? [next] : [];
    return weighed({ ...later, reason: 'out-of-season', articles: [period.article] }, bannedDays);
  }
  if (relation.kind === 'outside') return weighed({ ...later, reason: 'outside-zone', articles: [zone.article] });
  const banning = [period.article, zone.article, ...ban.actArticles];
  const permitted = judgePermits(relation, period.tier, rulebook, question, banning);
  if (permitted) return weighed(permitted);
  const articles = ascending(banning);
  if (relation.kind === 'unsure') {
    const { reason, settleMeters } = relation;
    return weighed({ ...distances, kind: 'unsure', reason, articles, settleMeters });
  }
  const { tier } = period;
  return weighed({ ...distances, kind: 'banned', reason: 'in-zone', articles, tier, untilOn: run.toOn }, [run]);
}

const unsureOfClock = { kind: 'unsure', reason: 'clock', articles: [], settleMeters: null } as const;

function weighed(finding: Finding, bannedDays: readonly Season[] = []): Weighed {
  return { finding, bannedDays };
}

function distancesOf({ forestMeters, residentialMeters, edgeMeters }: ZoneRelation): Distances {
  return { forestMeters, residentialMeters, edgeMeters };
}
