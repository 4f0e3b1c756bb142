import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import { citeVerdict } from '../../../src/domain/violation/cite-verdict.ts';
import { draftViolation } from '../../../src/domain/violation/draft-violation.ts';
import { violationBodySchema } from '../../../src/protocol/event.ts';
import { aFix, aNow, aRulebook, aZoneSet } from '../../support/builders.ts';

const citations = {
  rulebook: { id: 'weihai-2022-19', version: '2', sha256: 'a'.repeat(64), demonstration: false },
  zones: { id: 'weihai-demo-zones', version: '1', sha256: 'b'.repeat(64), demonstration: true },
};
const verdict = judgeAct('smoking', aFix(), aNow(), [aRulebook()], [aZoneSet()]);
const judged = citeVerdict(
  verdict,
  aFix(),
  [{ rulebook: aRulebook(), citation: citations.rulebook }],
  [{ citation: citations.zones, zones: aZoneSet() }],
);
const matter = { act: 'smoking', party: 'person', fix: aFix(), happenedAt: 1_768_442_400_000 } as const;

describe('the record of a suspected violation', () => {
  it('carries act, party, fix, time, verdict and citations, as the protocol wants them', () => {
    const drafting = draftViolation(matter, judged);
    expect(drafting).toEqual({
      ok: true,
      record: { ...matter, verdict: { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] }, ...citations },
    });
    expect(v.is(violationBodySchema, drafting.ok && drafting.record)).toBe(true);
  });

  it('takes nothing personal from a wider draft', () => {
    const wide = {
      ...matter,
      name: '王某某',
      idNumber: '371002199001011234',
      phone: '13800000000',
      note: 'fled',
      photos: [],
    };
    const wideFix = { ...wide, fix: { ...aFix(), name: '王某某' } };
    const text = JSON.stringify(draftViolation(wideFix, judged));
    expect(text).not.toMatch(/王某某|371002|13800000000|fled/);
    expect(text).toBe(JSON.stringify(draftViolation(matter, judged)));
  });

  it('may lack a position', () => {
    const drafting = draftViolation({ ...matter, fix: null }, judged);
    expect(drafting).toMatchObject({ ok: true, record: { fix: null } });
    expect(v.is(violationBodySchema, drafting.ok && drafting.record)).toBe(true);
  });

  it('is none without an act', () => {
    expect(draftViolation({ ...matter, act: null }, judged)).toEqual({ ok: false, because: 'no-act' });
  });
});
