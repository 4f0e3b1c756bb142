import { describe, expect, it } from 'vitest';
import { checkLegalText, isCivilDate, type LegalFault } from '../../../src/domain/legal/check-legal-text.ts';
import { compareLegalTexts } from '../../../src/domain/legal/compare-legal-texts.ts';
import type { LegalArticle, LegalText } from '../../../src/domain/legal/legal-texts.ts';
import { aSignedText, builtInTexts } from '../../support/office-texts.ts';

const { text } = aSignedText();
const first = text.articles[0] as LegalArticle;
const penalty = { when: null, warning: false, person: { from: 300, to: 3000 }, unit: null };
const withArticle = (changes: Partial<LegalArticle>): Partial<LegalText> => ({
  articles: [...text.articles, { ...first, number: '99', ...changes }],
});
const place = text.articles.length;

describe('a legal text', () => {
  it('as it comes with the app may be signed', () => {
    for (const each of builtInTexts) expect(checkLegalText(each)).toEqual([]);
  });

  it.each<[LegalFault, Partial<LegalText>, number | null, number | null]>([
    ['no-id', { id: 'Big Letters' }, null, null],
    ['no-title', { title: { zh: ' ', en: 'x' } }, null, null],
    ['bad-date', { fromOn: '2025-02-29' }, null, null],
    ['ends-before-it-begins', { fromOn: '2026-01-01', toOn: '2025-12-31' }, null, null],
    ['replaces-itself', { replaces: text.id }, null, null],
    ['bad-number', withArticle({ number: '第九条' }), place, null],
    ['number-twice', withArticle({ number: first.number }), place, null],
    ['no-wording', withArticle({ text: { zh: '', en: '' } }), place, null],
    ['empty-penalty', withArticle({ penalties: [penalty, { ...penalty, person: null }] }), place, 1],
    ['bad-yuan', withArticle({ penalties: [{ ...penalty, person: { from: 0, to: 5 } }] }), place, 0],
    ['bad-yuan', withArticle({ penalties: [{ ...penalty, unit: { from: 1.5, to: 5 } }] }), place, 0],
    ['fine-ends-below', withArticle({ penalties: [{ ...penalty, unit: { from: 9, to: 5 } }] }), place, 0],
    ['too-long', { title: { zh: '长'.repeat(401), en: 'long' } }, null, null],
    ['too-long', withArticle({ conducts: [{ code: 'smoking', open: { zh: '问'.repeat(401), en: '' } }] }), place, null],
    ['no-question', withArticle({ conducts: [{ code: 'smoking', open: { zh: ' ', en: '' } }] }), place, null],
    ['conduct-twice', withArticle({ conducts: [first.conducts, first.conducts].flat() }), place, null],
  ])('with the fault %s says so, and where', (fault, changes, article, at) => {
    expect(checkLegalText({ ...text, ...changes })).toEqual([{ fault, article, penalty: at }]);
  });

  it.each([
    ['2024-02-29', true],
    ['2100-02-29', false],
    ['2000-02-29', true],
    ['2027-04-31', false],
    ['2027-13-01', false],
    ['2027-1-1', false],
    ['2027-12-31', true],
  ])('takes the day %s: %s', (day, isOne) => {
    expect(isCivilDate(day)).toBe(isOne);
  });
});

describe('what changes between two texts', () => {
  it('is nothing when only the signature differs', () => {
    expect(compareLegalTexts(text, { ...text, verified: { ...text.verified, by: '别人', on: null } })).toEqual([]);
  });

  it('is told by article: wording, fines, acts; articles that come and go', () => {
    const [one, two, ...others] = text.articles;
    if (!one || !two) throw new Error('two articles are needed');
    const reworded = { ...one, text: { zh: '新的表述', en: 'new words' }, penalties: [penalty] };
    const after = { ...text, toOn: '2030-12-31', articles: [reworded, { ...two, number: '99' }, ...others] };
    expect(
      compareLegalTexts(text, after).map((change) => [change.what, 'article' in change && change.article]),
    ).toEqual([
      ['to', false],
      ['wording', '52'],
      ['penalties', '52'],
      ['article-added', { ...two, number: '99' }],
      ['article-removed', two],
    ]);
  });

  it('of a new text is all of it', () => {
    const whats = compareLegalTexts(null, text).map(({ what }) => what);
    expect(whats.slice(0, 4)).toEqual(['title', 'document-number', 'from', 'replaces']);
    expect(whats.filter((what) => what === 'article-added')).toHaveLength(text.articles.length);
  });
});
