import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/verdict/hl-verdict-card.ts';
import { judgeHere } from '../../../src/app/judge-here.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { FixState } from '../../../src/app/ports.ts';
import type { HlVerdictCard } from '../../../src/app/verdict/hl-verdict-card.ts';
import type { Now } from '../../../src/domain/verdict/verdict.ts';
import { aFix, aNow } from '../../support/builders.ts';
import { activePackages } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-verdict-card': HlVerdictCard;
  }
}

const packages = activePackages();
const judged = (fixState: FixState, now: Now = aNow()) => {
  const fix = fixState.kind === 'fix' ? fixState.fix : null;
  return { verdict: judgeHere(null, fix, now, packages), packages, fixState, now, fixAgeMs: 20_000 };
};
const at = (lon: number, accuracyMeters = 10): FixState => ({ kind: 'fix', fix: aFix({ lon, accuracyMeters }) });

describe('the verdict card', () => {
  beforeEach(() => page.viewport(360, 740));

  it('says in the forest that fire is banned, until when, how far the edge is and by which articles', async () => {
    await show('hl-verdict-card', judged(at(122.01)));
    await expect.element(page.getByRole('heading', { name: '禁止用火' })).toBeVisible();
    await expect.element(page.getByText('禁火至 2027年5月31日')).toBeVisible();
    await expect.element(page.getByText(/在禁火区内，距边界约 1\.\d 公里/)).toBeVisible();
    await expect.element(page.getByText('定位误差约 10 米，20 秒前')).toBeVisible();
    await expectAccessible();
  });

  it('opens the short text of the articles and closes it again', async () => {
    await show('hl-verdict-card', judged(at(122.01)));
    await page.getByRole('button', { name: /威政发〔2022〕19号 第一条、第二条、第三条/ }).click();
    await expect.element(page.getByRole('dialog')).toHaveTextContent('每年11月1日至次年5月31日');
    await expectAccessible();
    await page.getByRole('button', { name: '关闭' }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  it('says outside the zone that it is not banned, and to take care all the same', async () => {
    await show('hl-verdict-card', judged(at(122.06)));
    await expect.element(page.getByRole('heading', { name: '不禁火' })).toBeVisible();
    await expect.element(page.getByText('其他禁火命令可能仍然有效')).toBeVisible();
    await expectAccessible();
  });

  it.each([
    ['a poor fix', judged(at(122.026, 900)), '按禁火对待', '请在开阔处等待'],
    ['no permission', judged({ kind: 'denied' }), '还没有定位，按禁火对待', '在“权限”中允许“位置”'],
    ['plain http', judged({ kind: 'insecure' }), '还没有定位，按禁火对待', '网址不是 https'],
    [
      'a clock that cannot be right',
      judged(at(122.01), { kind: 'doubtful', at: aNow().at, because: 'before-build' }),
      '手机时间不可信，按禁火对待',
      '自动设置日期和时间',
    ],
  ])('with %s cannot tell, treats it as banned and says what would settle it', async (_, properties, why, todo) => {
    await show('hl-verdict-card', properties);
    await expect.element(page.getByRole('heading', { name: '无法确定' })).toBeVisible();
    await expect.element(page.getByText(why).first()).toBeVisible();
    await expect.element(page.getByText(todo)).toBeVisible();
    await expectAccessible();
  });

  it('says that a clock an hour fast is corrected for', async () => {
    await show('hl-verdict-card', judged(at(122.01), { kind: 'known', at: aNow().at, skewMs: 3_600_000 }));
    await expect.element(page.getByText('手机时间快 1 小时，已自动校正。')).toBeVisible();
  });

  it('changes every word when the language is changed', async () => {
    await show('hl-verdict-card', judged(at(122.01)));
    await chooseLanguage('en');
    await settle();
    await expect.element(page.getByRole('heading', { name: 'Fire is banned' })).toBeVisible();
    expect(document.documentElement.lang).toBe('en');
    expect(page.getByRole('button', { name: /articles 1, 2 and 3/ }).elements()).toHaveLength(1);
  });
});
