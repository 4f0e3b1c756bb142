import { civilDateAt } from '../clock/civil-date.ts';
import type { Permit } from '../permit/permit.ts';
import { type PermitCover, weighPermit } from '../permit/weigh-permit.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { isInForce, nextSeasonFrom, type Season, seasonOn } from '../rulebook/season.ts';
import type { Act } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import { locateInZone, type ZoneRelation } from '../zone/locate-in-zone.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import type { ClearVerdict, Distances, Now, UnsureVerdict, Verdict } from './verdict.ts';

/**
 * What the rules say about one act (null: any outdoor fire) at one place and moment.
 *
 * | Clock believed? | In force? | In season? | Zone relation     | Permit covers? | Verdict                               | Articles cited |
 * |-----------------|-----------|------------|-------------------|----------------|---------------------------------------|----------------|
 * | no              | –         | –          | –                 | –              | unsure, 'clock'                       | none           |
 * | yes             | no        | –          | –                 | –              | clear, 'not-in-force'                 | none           |
 * | yes             | yes       | no         | –                 | –              | clear, 'out-of-season'                | season         |
 * | yes             | yes       | yes        | outside           | –              | clear, 'outside-zone'                 | zone           |
 * | yes             | yes       | yes        | inside or unsure  | yes            | permitted, by that permit             | all four       |
 * | yes             | yes       | yes        | unsure            | no or unsure   | unsure, for the relation's reason     | all but permit |
 * | yes             | yes       | yes        | inside            | unsure         | unsure, 'near-boundary' of the permit | all four       |
 * | yes             | yes       | yes        | inside            | no             | banned                                | all but permit |
 *
 * "All four" are the articles of season, zone, act and exception. Distances are given wherever the fix allows, also
 * where the verdict needs none. An act the rulebook does not name falls under its 'other-fire', if it has one; a
 * rulebook with neither is not in force for that act.
 */
export function judgeAct(
  act: Act | null,
  fix: Fix | null,
  now: Now,
  rulebook: Rulebook,
  zones: ZoneSet,
  permits: readonly Permit[] = [],
): Verdict {
  const relation = locateInZone(fix, rulebook, zones);
  if (now.kind === 'doubtful') return unsure(relation, 'clock', [], null);
  const date = civilDateAt(now.at);
  const actArticles = articlesOfAct(rulebook, act);
  if (!isInForce(rulebook, date) || actArticles.length === 0)
    return clear(relation, 'not-in-force', [], rulebook, date);
  const { season, zone } = rulebook;
  const running = seasonOn(rulebook, date);
  if (!running) return clear(relation, 'out-of-season', [season.article], rulebook, date);
  if (relation.kind === 'outside') return clear(relation, 'outside-zone', [zone.article], rulebook, date);
  const covers =
    fix === null ? [] : permits.map((permit) => ({ permit, cover: weighPermit(permit, act, fix, now.at) }));
  return judgeInZone(relation, covers, [season.article, zone.article, ...actArticles], rulebook, running);
}

type InZone = Exclude<ZoneRelation, { readonly kind: 'outside' }>;

function judgeInZone(
  relation: InZone,
  covers: readonly { readonly permit: Permit; readonly cover: PermitCover }[],
  banning: readonly number[],
  rulebook: Rulebook,
  running: Season,
): Verdict {
  const distances = distancesOf(relation);
  const articles = ascending(banning);
  const all = ascending([...banning, rulebook.exception.article]);
  const covering = covers.find(({ cover }) => cover.kind === 'covers');
  if (covering) {
    return { ...distances, kind: 'permitted', reason: 'permit', articles: all, permit: covering.permit.id };
  }
  if (relation.kind === 'unsure') return unsure(relation, relation.reason, articles, relation.settleMeters);
  const missing = covers.flatMap(({ cover }) => (cover.kind === 'unsure' ? [cover.missingMeters] : []));
  if (missing.length > 0) return unsure(relation, 'near-boundary', all, Math.min(...missing));
  return { ...distances, kind: 'banned', reason: 'in-zone', articles, untilOn: running.toOn };
}

/** The articles that ban an act; for any fire, those of every act. */
function articlesOfAct({ acts }: Rulebook, act: Act | null): number[] {
  const named = act === null ? acts : acts.filter(({ code }) => code === act);
  return (named.length > 0 ? named : acts.filter(({ code }) => code === 'other-fire')).map(({ article }) => article);
}

function clear(
  relation: ZoneRelation,
  reason: ClearVerdict['reason'],
  articles: readonly number[],
  rulebook: Rulebook,
  date: string,
): ClearVerdict {
  return { ...distancesOf(relation), kind: 'clear', reason, articles, nextFromOn: nextSeasonFrom(rulebook, date) };
}

function unsure(
  relation: ZoneRelation,
  reason: UnsureVerdict['reason'],
  articles: readonly number[],
  settleMeters: number | null,
): UnsureVerdict {
  return { ...distancesOf(relation), kind: 'unsure', reason, articles, settleMeters };
}

function distancesOf({ forestMeters, residentialMeters, edgeMeters }: ZoneRelation): Distances {
  return { forestMeters, residentialMeters, edgeMeters };
}

function ascending(articles: readonly number[]): number[] {
  return [...new Set(articles)].sort((one, other) => one - other);
}
