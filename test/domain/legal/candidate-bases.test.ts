import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import legalJson from '../../../public/packages/legal-texts/1/legal-texts.json' with { type: 'json' };
import { candidateBases } from '../../../src/domain/legal/candidate-bases.ts';
import { type Act, acts, type Breach, breaches, codesOf } from '../../../src/domain/shared/codes.ts';
import { legalTextsSchema } from '../../../src/protocol/legal-texts.ts';

const texts = v.parse(legalTextsSchema, legalJson);
const names: Readonly<Record<string, string>> = {
  'decree-822': '822',
  'decree-541': '541',
  'shandong-forest-resources-2015': '条例',
  'shandong-decree-268': '办法',
};

/** The candidates as a lawyer would jot them: text and article, `+` for a later law, `?` for an open question; then the state. */
function jot(conduct: Act | Breach, date: string): string {
  const { candidates, state } = candidateBases(texts, conduct, date);
  const jotted = candidates.map(
    ({ text, article, because, open }) =>
      `${names[text.id]} ${article.number}${because === 'later' ? '+' : ''}${open ? '?' : ''}`,
  );
  return [...jotted, state].join(', ');
}

describe('the legal basis of an act', () => {
  it.each([
    ['clearing-burn', '2026-01-01', '822 54, 条例 54, 办法 27?, choice'],
    ['clearing-burn', '2025-12-31', '822 54+, 541 50, 条例 54, 办法 27?, choice'],
    ['clearing-burn', '2027-05-31', '822 54, 条例 54, 办法 27?, choice'],
    ['crop-burning', '2026-11-20', '822 54, 条例 54, 办法 27?, choice'],
    ['warming-fire', '2026-11-20', '822 54, 办法 27?, choice'],
    ['welding', '2026-11-20', '822 54, 办法 27?, choice'],
    ['blasting', '2026-11-20', '822 55, 条例 54, 办法 27?, choice'],
    ['blasting', '2025-03-01', '822 55+, 541 51, 条例 54, 办法 27?, choice'],
    ['smoking', '2026-11-20', '822 54?, 条例 54?, 办法 27?, open'],
    ['smoking', '2025-11-20', '822 54+?, 541 50?, 条例 54?, 办法 27?, open'],
    ['carrying-fire-source', '2026-11-20', 'open'],
    ['carrying-fire-source', '2025-11-20', 'open'],
    ['refusing-check', '2026-11-20', '822 53, 822 56(4), choice'],
    ['refusing-check', '2025-11-20', '822 53+, 822 56(4)+, 541 49, choice'],
    ['manager-failing', '2026-11-20', '822 52, one'],
    ['guardian-failing', '2026-11-20', 'open'],
    ['damaging-facilities', '2026-11-20', '822 56(7), one'],
    ['occupying-facilities', '2026-11-20', '822 56(7)?, open'],
    ['entering-unapproved', '2027-04-05', '822 56(5), one'],
    ['entering-unapproved', '2025-04-05', '822 56(5)+, 541 52, choice'],
    ['clearing-burn', '2014-06-01', '822 54+, 541 50, 办法 27?, choice'],
    ['clearing-burn', '2008-12-31', 'open'],
  ] as const)('of %s on %s is %s', (conduct, date, jotted) => {
    expect(jot(conduct, date)).toBe(jotted);
  });

  it('counts every law that came in the place of the one in force, one after the other, and ends where texts name each other', () => {
    const decree = texts.texts.find(({ id }) => id === 'decree-822');
    if (!decree) throw new Error('the built-in texts lack decree 822');
    const chained = (id: string, replaces: string, fromOn: string) => ({ ...decree, ...{ id, replaces, fromOn } });
    const others = texts.texts.filter(({ id }) => id !== 'decree-822');
    const through = [{ ...decree, toOn: '2026-12-31' }, chained('next', 'decree-822', '2027-01-01')];
    const later = (all: typeof texts.texts, date: string) =>
      candidateBases({ texts: all }, 'clearing-burn', date)
        .candidates.filter(({ because }) => because === 'later')
        .map(({ text }) => text.id);
    expect(later([...others, ...through], '2025-12-31')).toEqual(['decree-822', 'next']);
    expect(later([...others, ...through], '2026-01-01')).toEqual(['next']);
    const round = [chained('one', 'other', '2027-01-01'), chained('other', 'one', '2027-01-01')];
    expect(later([...others, ...round], '2025-12-31')).toEqual([]);
  });

  it('is never taken from the law on public security, whatever the act and day', () => {
    for (const conduct of [...codesOf(acts), ...codesOf(breaches)]) {
      for (const date of ['2025-12-31', '2026-01-01', '2027-04-05']) {
        const { candidates } = candidateBases(texts, conduct, date);
        expect(candidates.filter(({ text }) => text.use !== 'candidate')).toEqual([]);
      }
    }
    expect(texts.texts.find(({ id }) => id === 'public-security-penalties-law-2025')?.use).toBe('police');
  });
});
