import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/kit/hl-legal-basis.ts';
import type { HlLegalBasis } from '../../../src/app/kit/hl-legal-basis.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-legal-basis': HlLegalBasis;
  }
}

const on = (date: string) => Date.parse(`${date}T10:00:00+08:00`);
const basis = (conduct: HlLegalBasis['conduct'], date: string) =>
  show('hl-legal-basis', { conduct, happenedAt: on(date) });

describe('the legal basis of a record', () => {
  beforeEach(() => page.viewport(360, 740));

  it('is folded, and says that the legal office chooses', async () => {
    await basis('clearing-burn', '2026-11-20');
    await expect.element(page.getByText('法律依据：有多个候选，由法制科选定')).toBeVisible();
    await expect.element(page.getByText('森林草原防灭火条例')).not.toBeVisible();
    await expectAccessible();
  });

  it('gives each text with article, days, fines and how it was read', async () => {
    await basis('clearing-burn', '2026-11-20');
    await page.getByText('法律依据：有多个候选，由法制科选定').click();
    await expect.element(page.getByText('森林草原防灭火条例（国务院令第822号）第五十四条')).toBeVisible();
    await expect.element(page.getByText('个人 300–5,000 元，单位 20,000–100,000 元')).toBeVisible();
    await expect.element(page.getByText(/自2026年1月1日起施行。 ?一份第三方文本，待法制科核实/)).toBeVisible();
    await expect.element(page.getByText('护林员不作处罚')).toBeVisible();
    expect(page.getByText('治安管理处罚法').elements()).toHaveLength(0);
    await expectAccessible();
  });

  it('names for an act of 2025 the old text, and the new one as coming after it', async () => {
    await basis('clearing-burn', '2025-12-31');
    await page.getByText('法律依据：有多个候选，由法制科选定').click();
    await expect.element(page.getByText('森林防火条例（国务院令第541号）第五十条')).toBeVisible();
    await expect.element(page.getByText('警告；个人 200–3,000 元，单位 10,000–50,000 元')).toBeVisible();
    expect(page.getByText('行为之后施行').elements()).toHaveLength(1);
  });

  it.each([
    ['smoking', '吸烟是否属于野外用火'],
    ['occupying-facilities', '非法占用是否等同于损坏'],
    ['carrying-fire-source', '尚未找到对应条款'],
  ] as const)('of %s is still to be verified', async (conduct, words) => {
    await basis(conduct, '2026-11-20');
    await page.getByText('法律依据：依据待核实').click();
    await expect.element(page.getByText(words).first()).toBeVisible();
    await expectAccessible();
  });

  it('is said in English too', async () => {
    await basis('refusing-check', '2026-11-20');
    await chooseLanguage('en');
    await settle();
    await page.getByText('Legal basis: several candidates, the legal office chooses').click();
    await expect.element(page.getByText(/article 56\(4\)/)).toBeVisible();
    await expect.element(page.getByText('person 300–3,000, unit 5,000–20,000 yuan')).toBeVisible();
  });
});
