import { describe, expect, it } from 'vitest';
import legalJson from '../../../public/packages/legal-texts/1/legal-texts.json' with { type: 'json' };
import type { YuanRange } from '../../../src/domain/legal/legal-texts.ts';

/**
 * Every figure of the law, typed from the tables of the rules material and not from the data file:
 * text, article, warning, person, unit; an article with several scales has several rows, in its order.
 */
const tables = `
decree-822 52 – 1,000–10,000 20,000–100,000
decree-822 52 – 2,000–20,000 50,000–200,000
decree-822 53 – 300–3,000 10,000–20,000
decree-822 54 – 300–5,000 20,000–100,000
decree-822 55 – 100,000–200,000 100,000–200,000
decree-822 56(1) – 300–3,000 5,000–20,000
decree-822 56(2) – 300–3,000 5,000–20,000
decree-822 56(3) – 300–3,000 5,000–20,000
decree-822 56(4) – 300–3,000 5,000–20,000
decree-822 56(5) – 300–3,000 5,000–20,000
decree-822 56(6) – 300–3,000 5,000–20,000
decree-822 56(7) – 300–3,000 5,000–20,000
decree-822 56(8) – 300–3,000 5,000–20,000
decree-541 48 – 500–5,000 10,000–50,000
decree-541 49 warning 200–2,000 5,000–10,000
decree-541 50 warning 200–3,000 10,000–50,000
decree-541 51 warning 50,000–100,000 50,000–100,000
decree-541 52 warning 200–2,000 2,000–5,000
shandong-forest-resources-2015 54 – 300–3,000 10,000–50,000
shandong-forest-resources-2015 54 – 50,000–100,000 50,000–100,000
shandong-decree-268 27 – 200–1,000 10,000–20,000
shandong-decree-268 27 – 1,000–3,000 20,000–50,000
`;

/** In force from and to, by the same material. */
const dates = [
  ['decree-822', '2026-01-01', null],
  ['decree-541', '2009-01-01', '2025-12-31'],
  ['shandong-forest-resources-2015', '2015-05-01', null],
  ['shandong-decree-268', '2014-01-01', null],
  ['weihai-forest-fire-rules', null, null],
  ['administrative-penalty-law-2021', '2021-07-15', null],
  ['public-security-penalties-law-2025', '2026-01-01', null],
];

function sayRange(range: YuanRange | null): string {
  return range === null ? '–' : `${range.from.toLocaleString('en')}–${range.to.toLocaleString('en')}`;
}

describe('the figures of the law', () => {
  it('are those of the rules material, every one and no other', () => {
    const lines = legalJson.texts.flatMap(({ id, articles }) =>
      articles.flatMap(({ number, penalties }) =>
        penalties.map(({ warning, person, unit }) =>
          [id, number, warning ? 'warning' : '–', sayRange(person), sayRange(unit)].join(' '),
        ),
      ),
    );
    expect(lines).toEqual(tables.trim().split('\n'));
  });

  it('stand in the penalties alone: no wording names another', () => {
    const wording = JSON.stringify(
      legalJson.texts.map(({ title, verified, articles }) => [
        [title, verified.note],
        ...articles.map(({ text, penalties, conducts }) => [
          text,
          penalties.map(({ when }) => when),
          conducts.map(({ open }) => open),
        ]),
      ]),
    );
    const figures = wording.match(/\d[\d,]*(?:\.\d+)?/g) ?? [];
    // The belt of the province's article 54, in both languages, and the article a measure refers to.
    expect([...new Set(figures)].sort()).toEqual(['17', '500']);
  });

  it('belong to texts of the right days', () => {
    expect(legalJson.texts.map(({ id, fromOn, toOn }) => [id, fromOn, toOn])).toEqual(dates);
  });

  it('are signed by nobody yet, and say how they were read', () => {
    for (const { verified } of legalJson.texts) {
      expect(verified).toMatchObject({ by: null, on: null });
      expect(verified.note.zh.length).toBeGreaterThan(5);
    }
    expect(legalJson.texts[0]?.verified.note.zh).toBe('一份第三方文本，待法制科核实');
  });
});
