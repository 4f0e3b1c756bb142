import { admitsPermit } from '../permit/admits-permit.ts';
import { weighPermit } from '../permit/weigh-permit.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Tier } from '../shared/codes.ts';
import type { ZoneRelation } from '../zone/locate-in-zone.ts';
import { ascending } from './ascending.ts';
import type { Question } from './question.ts';
import type { Finding } from './verdict.ts';

/** What permits make of a ban that stands here: permitted, or unsure where only the permit's border is too near; null for nothing. */
export function judgePermits(
  relation: ZoneRelation,
  tier: Tier,
  { exceptions }: Rulebook,
  { permits, conduct, fix, now }: Question,
  banning: readonly number[],
): Finding | null {
  if (fix === null) return null;
  const covers = permits.flatMap((permit) => {
    const exception = exceptions.find((each) => admitsPermit(each, permit, tier));
    if (!exception) return [];
    const articles = ascending([...banning, exception.article]);
    return [{ permit, articles, cover: weighPermit(permit, conduct, fix, now.at) }];
  });
  const { forestMeters, residentialMeters, edgeMeters } = relation;
  const distances = { forestMeters, residentialMeters, edgeMeters };
  const covering = covers.find(({ cover }) => cover.kind === 'covers');
  if (covering) {
    return {
      ...distances,
      kind: 'permitted',
      reason: 'permit',
      articles: covering.articles,
      permit: covering.permit.id,
    };
  }
  const missing = covers.flatMap(({ articles, cover }) => (cover.kind === 'unsure' ? [{ articles, ...cover }] : []));
  const [nearest] = missing.sort((one, other) => one.missingMeters - other.missingMeters);
  if (!nearest || relation.kind === 'unsure') return null;
  const { articles, missingMeters: settleMeters } = nearest;
  return { ...distances, kind: 'unsure', reason: 'near-boundary', articles, settleMeters };
}
