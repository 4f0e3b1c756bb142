import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/verdict/hl-verdict-card.ts';
import { judgeHere } from '../../../src/app/judge-here.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { ActivePackages } from '../../../src/app/package-ports.ts';
import type { FixState } from '../../../src/app/ports.ts';
import type { HlVerdictCard } from '../../../src/app/verdict/hl-verdict-card.ts';
import type { Act } from '../../../src/domain/shared/codes.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import type { Now } from '../../../src/domain/verdict/verdict.ts';
import { goldenPackages, goldenPermits, goldenRulebooks } from '../../domain/golden/golden-scene.ts';
import { aFix, aNow } from '../../support/builders.ts';
import { activePackages, aFixState } from '../support/fake-services.ts';
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
const inShelter = aFix({ lon: 122.205, lat: 37.105 });
const march = aNow('2027-03-15T10:00:00+08:00');

/** Judged by rulebooks and permits of the golden scene. */
function judgedBy(names: string[], fix: Fix, now: Now, act: Act | null = null, permitted: string[] = []) {
  const cited = { ...packages.rulebooks[0].citation };
  const [first, ...others] = names.map((name) => ({ rulebook: goldenRulebooks[name]!, citation: cited }));
  const zones = { zones: goldenPackages[fix.lon > 122.5 ? 'B' : 'A']!, citation: packages.zones[0].citation };
  const conditions = [{ zh: '风力四级以上停止', en: 'stop from wind force 4' }];
  const permits = permitted.map((name) => ({ ...goldenPermits[name]!, conditions }));
  const several: ActivePackages = { ...packages, rulebooks: [first!, ...others], zones: [zones], permits };
  const verdict = judgeHere(act, fix, now, several);
  return { verdict, packages: several, fixState: aFixState(fix), now, fixAgeMs: 20_000 };
}

const at = (lon: number, accuracyMeters = 10): FixState => aFixState({ lon, accuracyMeters });

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

  it('names every rulebook that applies, the strictest first, and the high-risk period', async () => {
    await show('hl-verdict-card', judgedBy(['19号', '经区'], inShelter, march));
    await expect.element(page.getByText('高火险期', { exact: true })).toBeVisible();
    const rules = page
      .getByRole('button')
      .elements()
      .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());
    expect(rules).toEqual([
      '禁止 经区通告（测试） 第一条、第二条、第三条、第四条、第五条',
      '禁止 威政发〔2022〕19号 第一条、第二条、第三条',
    ]);
    await expectAccessible();
  });

  it('says of each rulebook what it says where they differ', async () => {
    await show('hl-verdict-card', judgedBy(['19号', '经区'], inShelter, march, 'clearing-burn', ['P8']));
    await expect.element(page.getByRole('heading', { name: '禁止用火' })).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^已批准 威政发〔2022〕19号/ })).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^禁止 经区通告/ })).toBeVisible();
  });

  it('shows the permit that covers the fire, with its hours and conditions', async () => {
    await show('hl-verdict-card', judgedBy(['19号'], aFix(), aNow(), 'clearing-burn', ['P1']));
    await expect.element(page.getByRole('heading', { name: '已批准' })).toBeVisible();
    for (const words of [
      ...['环林批〔2027〕1号', '环翠区人民政府（县级）', '计划烧除 · 烧荒', '2027年1月15日至2027年1月20日'],
      ...['每日 08:00–16:00', /^您在许可范围内，离边界约/],
    ]) {
      await expect.element(page.getByText(words)).toBeVisible();
    }
    await expect.element(page.getByText('风力四级以上停止')).toBeVisible();
    await expectAccessible();
  });

  it.each([
    ['P1', 'smoking', '2027-01-15T10:00:00+08:00', '附近有许可 环林批〔2027〕1号 · 只准许：烧荒'],
    ['P1', 'clearing-burn', '2027-01-15T18:00:00+08:00', '此刻不在许可时段内：每日 08:00–16:00'],
    ['P1', 'clearing-burn', '2027-01-21T10:00:00+08:00', '今日不在许可日期内：2027年1月15日至2027年1月20日'],
    ['P13', 'clearing-burn', '2027-01-16T13:00:00+08:00', '已撤回，不再有效'],
    [
      'P3',
      'clearing-burn',
      '2027-01-20T10:00:00+08:00',
      '不能解除禁令。 威政发〔2022〕19号 第一条、第二条、第三条：要求县级以上人民政府批准',
    ],
  ] as const)('says why a permit near here (%s) does not cover %s at %s', async (permit, act, time, words) => {
    const fix = aFix({ lon: 122.015, lat: 37.205 });
    await show('hl-verdict-card', { ...judgedBy(['19号'], fix, aNow(time), act, [permit]), act });
    await expect.element(page.getByRole('heading', { name: '禁止用火' })).toBeVisible();
    await expect.element(page.getByRole('list', { name: '附近的用火许可' })).toHaveTextContent(words);
    await expectAccessible();
  });

  it('says nothing of permits where none is near', async () => {
    await show('hl-verdict-card', judgedBy(['19号'], aFix(), aNow(), 'smoking', ['P8']));
    await expect.element(page.getByRole('list', { name: '附近的用火许可' })).not.toBeInTheDocument();
  });

  it('says that nobody may go in without approval, and by what', async () => {
    await show('hl-verdict-card', judgedBy(['19号', '封山令'], inShelter, aNow('2027-04-05T10:00:00+08:00')));
    await expect.element(page.getByText('未经批准不得进入：封山令（测试）第一条、第二条、第三条')).toBeVisible();
    await expectAccessible();
  });

  it('treats a place as banned whose data lacks a layer the rules need', async () => {
    await show('hl-verdict-card', judgedBy(['荣成'], aFix({ lon: 122.61 }), aNow('2019-01-15T10:00:00+08:00')));
    await expect.element(page.getByText('区域数据缺少规则所需的图层，按禁火对待。')).toBeVisible();
    await expect.element(page.getByText('请向值班室询问此处的规定')).toBeVisible();
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
