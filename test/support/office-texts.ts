import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { LegalText } from '../../src/domain/legal/legal-texts.ts';
import { legalTextsSchema } from '../../src/protocol/legal-texts.ts';
import type { RulebookBody, Signatory } from '../../src/protocol/office.ts';

/** A legal text as the body of the event that signs it. */
export interface SignedBody {
  readonly text: LegalText;
  readonly from: string | null;
  readonly signedBy: Signatory;
}

export const builtInTexts: readonly LegalText[] = v.parse(
  legalTextsSchema,
  JSON.parse(readFileSync('public/packages/legal-texts/1/legal-texts.json', 'utf8')),
).texts;

/** The decree as the office signs it: its reading confirmed, and one open question settled. */
export function aSignedText(changes: Partial<LegalText> = {}): SignedBody {
  const [decree] = builtInTexts;
  if (!decree) throw new Error('no built-in text');
  const note = { zh: '与公报原文核对一致', en: 'compared with the gazette' };
  const verified = { by: '周明（法制科科长）', on: '2027-01-14', note };
  const articles = decree.articles.map((article) => ({
    ...article,
    conducts: article.conducts.map((conduct) => (conduct.code === 'smoking' ? { ...conduct, open: null } : conduct)),
  }));
  return {
    text: { ...decree, articles, verified, ...changes },
    from: null,
    signedBy: { name: '周明', position: '法制科科长' },
  };
}

const restOfOrder = {
  breaches: [],
  exceptions: [],
  duties: [],
  checklists: [],
  articles: [
    { article: 1, text: { zh: '命令的区域与期限', en: 'area and dates' } },
    { article: 2, text: { zh: '禁止一切野外用火', en: 'no outdoor fire at all' } },
  ],
  source: { zh: '测试用命令', en: 'an order for tests' },
  verified: { by: null, on: null, note: { zh: '测试', en: 'test' } },
  demonstration: false,
};

/** An order for a drawn box of land: no fire of any kind within it, from the first day to the last. */
export function anOrder(
  changes: Record<string, unknown> = {},
  box = [122.0, 37.2, 122.02, 37.22] as const,
): RulebookBody {
  const [west, south, east, north] = box;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  const order = {
    v: 2,
    id: 'county-order-2027-1',
    version: '1',
    kind: 'order',
    title: { zh: '关于清明期间禁止一切野外用火的命令', en: 'Order banning all outdoor fire around Qingming' },
    documentNumber: '示例令〔2027〕1号',
    issuer: { zh: '示例县人民政府', en: 'a county government' },
    issuedOn: '2027-01-10',
    inForceOn: '2027-01-11',
    expiresOn: '2027-09-30',
    area: { name: { zh: '示例山林', en: 'a wood' }, outline: [{ type: 'Polygon', coordinates: [ring] }] },
    zones: [
      {
        id: 'area',
        name: { zh: '命令区', en: 'area of the order' },
        base: [],
        beltMeters: 0,
        distance: 'horizontal',
        exclusions: [],
        article: 1,
      },
    ],
    periods: [
      {
        id: 'order',
        name: { zh: '命令期', en: 'time of the order' },
        tier: 'high-risk',
        article: 1,
        every: 'once',
        from: '2027-01-11',
        to: '2027-09-30',
      },
    ],
    bans: [{ what: 'every-act', zone: 'area', period: 'order' }],
    acts: [{ code: 'other-fire', article: 2, names: { zh: '一切野外用火', en: 'any outdoor fire' } }],
    ...restOfOrder,
    ...changes,
  };
  return { document: JSON.stringify(order, null, 2), signedBy: { name: '周明', position: '法制科科长' } };
}
