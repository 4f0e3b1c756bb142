import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import { citeVerdict } from '../../../src/domain/violation/cite-verdict.ts';
import { draftViolation } from '../../../src/domain/violation/draft-violation.ts';
import { violationBodySchema } from '../../../src/protocol/event.ts';
import { aFix, aNow } from '../../support/builders.ts';
import { goldenPackages, goldenPermits, goldenRulebooks } from '../golden/golden-scene.ts';

const cite = (id: string, version: string, last: string) => ({
  id,
  version,
  sha256: last.repeat(64),
  demonstration: false,
});
const [notice, jingqu] = [goldenRulebooks['19号']!, goldenRulebooks['经区']!];
const cited = {
  notice: { rulebook: notice, citation: cite(notice.id, notice.version, 'a') },
  jingqu: { rulebook: jingqu, citation: cite(jingqu.id, jingqu.version, 'b') },
  A: { citation: cite('zones-a', '1', 'c'), zones: goldenPackages['A']! },
  B: { citation: cite('zones-b', '1', 'd'), zones: goldenPackages['B']! },
  C: { citation: cite('zones-c', '1', 'e'), zones: goldenPackages['C']! },
};
const inShelter = aFix({ lon: 122.205, lat: 37.105 });
const march = aNow('2027-03-15T10:00:00+08:00');

describe('what a record cites', () => {
  it('is the rulebook that speaks, and the others besides', () => {
    const verdict = judgeAct('smoking', inShelter, march, [notice, jingqu], [cited.B.zones, cited.A.zones]);
    const judged = citeVerdict(verdict, inShelter, [cited.notice, cited.jingqu], [cited.B, cited.A]);
    expect(judged).toEqual({
      verdict: { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3, 4, 5] },
      rulebook: cited.jingqu.citation,
      zones: cited.A.citation,
      further: {
        rulings: [{ kind: 'banned', reason: 'in-zone', articles: [1, 2, 3], rulebook: cited.notice.citation }],
        zones: [],
        permit: null,
      },
    });
    const matter = { act: 'smoking', party: 'person', fix: inShelter, happenedAt: march.at } as const;
    const drafting = draftViolation(matter, judged);
    expect(v.parse(violationBodySchema, drafting.ok && drafting.record)).toEqual(drafting.ok && drafting.record);
  });

  it('is nothing further where one rulebook and one package say all', () => {
    const verdict = judgeAct('smoking', inShelter, march, [notice], [cited.A.zones]);
    expect(Object.keys(citeVerdict(verdict, inShelter, [cited.notice], [cited.A]))).toEqual([
      'verdict',
      'rulebook',
      'zones',
    ]);
  });

  it('names every package that answers at the place, and the permit', () => {
    const permits = Object.values(goldenPermits);
    const verdict = judgeAct('clearing-burn', aFix(), aNow(), [notice], [cited.A.zones, cited.C.zones], permits);
    expect(verdict.kind).toBe('permitted');
    const judged = citeVerdict(verdict, aFix(), [cited.notice], [cited.A, cited.C]);
    expect(judged.further).toEqual({ rulings: [], zones: [cited.C.citation], permit: 'P1' });
  });

  it('is the standing notice where none applies, and the first package where no position is known', () => {
    const summer = aNow('2030-07-01T10:00:00+08:00');
    const verdict = judgeAct('smoking', null, summer, [notice, jingqu], [cited.A.zones]);
    const judged = citeVerdict(verdict, null, [cited.notice, cited.jingqu], [cited.A]);
    expect(judged).toEqual({
      verdict: { kind: 'clear', reason: 'not-in-force', articles: [] },
      rulebook: cited.notice.citation,
      zones: cited.A.citation,
    });
  });
});
