import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateBases } from '../../../src/domain/legal/candidate-bases.ts';
import { citeLegal } from '../../../src/domain/legal/cite-legal.ts';
import { foldLegalTexts } from '../../../src/domain/legal/fold-legal-texts.ts';
import type { LegalText, StandingText } from '../../../src/domain/legal/legal-texts.ts';
import { aSignedText, builtInTexts } from '../../support/office-texts.ts';

const builtIn: readonly StandingText[] = builtInTexts.map((text) => ({
  ...text,
  standing: { version: '1', sha256: `built-in ${text.id}`, signed: null },
}));

function signed(id: string, number: number, changes: Partial<LegalText> = {}): StandingText {
  const { text } = aSignedText({ id, ...changes });
  const signing = { number, name: '周明', position: '法制科科长', at: number, event: `event ${id} ${number}` };
  return { ...text, standing: { version: `signed-${number}`, sha256: `${id} ${number}`, signed: signing } };
}

const said = (histories: ReturnType<typeof foldLegalTexts>) =>
  histories.map(({ id, current, versions }) => [id, current.standing.version, versions.length]);

describe('the legal texts in use', () => {
  it('are those that came with the app, with their doubts, while nobody has signed any', () => {
    const folded = foldLegalTexts(builtIn, []);
    expect(folded.map(({ current }) => current)).toEqual(builtIn);
    expect(folded[0]?.current.verified.note.zh).toBe('一份第三方文本，待法制科核实');
  });

  it('are what the office signed last, everywhere else what came; new ones follow', () => {
    const folded = foldLegalTexts(builtIn, [
      signed('weihai-rules', 1),
      signed('decree-822', 1),
      signed('decree-822', 2),
    ]);
    expect(folded[0]?.versions.map(({ standing }) => standing.version)).toEqual(['signed-2', 'signed-1', '1']);
    expect(folded.at(-1)).toMatchObject({ id: 'weihai-rules', current: { standing: { version: 'signed-1' } } });
    expect(folded).toHaveLength(builtIn.length + 1);
  });

  it('are the same whatever order the signings came in, and however often', () => {
    const signings = [1, 2, 3].flatMap((number) => [signed('decree-822', number), signed('new-text', number)]);
    const expected = said(foldLegalTexts(builtIn, signings));
    fc.assert(
      fc.property(fc.shuffledSubarray([...signings, ...signings], { minLength: 12 }), (shuffled) => {
        expect(said(foldLegalTexts(builtIn, shuffled))).toEqual(expected);
      }),
    );
  });
});

describe('what a record cites of the law', () => {
  const bases = (
    signings: readonly StandingText[],
    conduct: 'smoking' | 'clearing-burn' | 'refusing-check',
    date: string,
  ) => {
    const texts = foldLegalTexts(builtIn, signings).map(({ current }) => current);
    return candidateBases({ texts }, conduct, date);
  };

  it('is each candidate text once with its articles, dates, doubt and open questions', () => {
    const cited = citeLegal(bases([], 'refusing-check', '2025-11-20').candidates);
    expect(cited.map(({ text, because, articles }) => [text, because, articles.map(({ number }) => number)])).toEqual([
      ['decree-822', 'later', ['53', '56(4)']],
      ['decree-541', 'in-force', ['49']],
    ]);
    expect(cited[0]).toMatchObject({
      version: '1',
      fromOn: '2026-01-01',
      toOn: null,
      verified: { by: null, on: null },
    });
    const [smoking] = citeLegal(bases([], 'smoking', '2026-11-20').candidates);
    expect(smoking?.articles[0]?.open?.zh).toMatch(/吸烟/);
  });

  it('is the signed text from the signing on, with the question it settled', () => {
    expect(bases([], 'smoking', '2026-11-20').state).toBe('open');
    const { candidates, state } = bases([signed('decree-822', 1)], 'smoking', '2026-11-20');
    expect(state).toBe('choice');
    expect(citeLegal(candidates)[0]).toMatchObject({
      ...{ text: 'decree-822', version: 'signed-1', sha256: 'decree-822 1' },
      verified: { by: '周明（法制科科长）', on: '2027-01-14' },
      articles: [{ number: '54', open: null }],
    });
  });
});
