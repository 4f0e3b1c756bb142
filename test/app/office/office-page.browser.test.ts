import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { clockContext, officeContext, packagesContext } from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import '../../../src/app/office/hl-office-page.ts';
import type { Now } from '../../../src/domain/verdict/verdict.ts';
import { expectAccessible } from '../command/support/expect-accessible.ts';
import { provide } from '../command/support/provide.ts';
import { builtInHistories } from '../support/built-in-histories.ts';
import { activePackages } from '../support/fake-services.ts';
import { FakeOffice } from './fake-office.ts';

const now: Now = { kind: 'known', at: Date.parse('2027-01-15T10:00:00+08:00'), skewMs: 0 };
let office: FakeOffice;

async function show(section: 'law' | 'draft' | 'notices', item = ''): Promise<HTMLElementTagNameMap['hl-office-page']> {
  const stage = document.createElement('div');
  provide(stage, officeContext, office);
  provide(stage, clockContext, { live: new LiveValue(now), now: () => now });
  provide(stage, packagesContext, {
    active: new LiveValue(activePackages()),
    mapLayers: () => Promise.reject(new Error('not asked for here')),
    legalTexts: async () => builtInHistories(),
    citedRulebook: async () => null,
  });
  const element = document.createElement('hl-office-page');
  Object.assign(element, { section, item });
  stage.append(element);
  document.body.replaceChildren(stage);
  await element.updateComplete;
  return element;
}

/** The draft that a click on the first text's button opens, on screen. */
async function correctFirst(): Promise<void> {
  await show('law', 'decree-822');
  await page.getByRole('button', { name: '更正并签发' }).click();
  await expect.poll(() => office.drafts.value.length).toBe(1);
  await show('draft', office.drafts.value[0]?.id);
}

describe('the legal office', () => {
  beforeEach(async () => {
    office = new FakeOffice();
    await chooseLanguage('zh');
    await page.viewport(1440, 900);
  });
  afterEach(() => {
    document.body.replaceChildren();
    location.hash = '';
  });

  it('shows every text with its doubt, days, articles, fines and open questions', async () => {
    const element = await show('law', 'decree-822');
    await expect.element(page.getByRole('heading', { name: '森林草原防灭火条例' })).toBeVisible();
    await expect.element(page.getByText('一份第三方文本，待法制科核实').first()).toBeVisible();
    await expect.element(page.getByRole('row', { name: /第五十四条.*300–5,000/s })).toBeVisible();
    await expect.element(page.getByText(/依据待核实.*吸烟/s).first()).toBeVisible();
    expect(page.getByRole('navigation', { name: '法规', exact: true }).getByRole('link').elements()).toHaveLength(
      builtInHistories().length,
    );
    await expectAccessible(element);
  });

  it('keeps every keystroke, says what changes and what is wrong with which article, and signs what was kept', async () => {
    await correctFirst();
    const article = page.getByRole('region', { name: '第 54 条' });
    await article.getByRole('textbox', { name: '个人（元），上限' }).fill('2');
    await expect.element(page.getByText('第五十四条第 1 档：罚款上限低于下限')).toBeVisible();
    await expect.element(page.getByRole('button', { name: '签发', exact: true })).toBeDisabled();
    await expect.poll(() => office.saves.at(-1)?.form.articles[2]?.penalties[0]?.personTo).toBe('2');
    await article.getByRole('textbox', { name: '个人（元），上限' }).fill('6,000');
    await expect.element(page.getByText(/个人 300–6,000/)).toBeVisible();
    await article.getByRole('button', { name: '已明确 吸烟' }).click();
    await expect.element(page.getByText('草稿已存本机')).toBeVisible();
    await page.getByRole('button', { name: '签发', exact: true }).click();
    await expect.element(page.getByText('请填写姓名和职务。')).toBeVisible();
    expect(office.signed).toEqual([]);
    await page.getByLabelText('签发人姓名').fill('周明');
    await userEvent.fill(page.getByLabelText('职务'), '法制科科长');
    await page.getByRole('button', { name: '签发', exact: true }).click();
    await expect.poll(() => office.signed.length).toBe(1);
    expect(office.signed[0]).toMatchObject({
      by: '周明 法制科科长',
      what: { base: 0, from: 'of decree-822', form: { articles: { 2: { penalties: [{ personTo: '6,000' }] } } } },
    });
    const kept = office.saves.at(-1)?.form.articles[2]?.conducts.find(({ code }) => code === 'smoking');
    expect(kept).toEqual({ code: 'smoking', open: null });
    expect(location.hash).toBe('#/office/law/decree-822');
  });

  it('never writes over what another window wrote: its words are taken and that is said', async () => {
    await correctFirst();
    const [draft] = office.drafts.value;
    if (!draft) throw new Error('no draft');
    await office.saveDraft({ ...draft, form: { ...draft.form, documentNumber: { zh: '另一窗口的文号', en: '' } } });
    await expect.element(page.getByLabelText('文号')).toHaveValue('另一窗口的文号');
    await expect.element(page.getByText(/另一个窗口刚修改了这份草稿/)).toBeVisible();
  });

  it('lets a new text be entered, an article added and taken out', async () => {
    await show('law');
    await page.getByRole('button', { name: '录入新法规' }).click();
    const element = await show('draft', office.drafts.value[0]?.id);
    await page.getByLabelText('名称', { exact: true }).fill('威海市某规定');
    await page.getByRole('button', { name: '增加条文' }).click();
    await expect.element(page.getByText('第 1 项：条款号应如 54 或 56(4)')).toBeVisible();
    await page.getByLabelText('条款号').fill('56（4）');
    await page.getByLabelText('内容').fill('进入防火区拒绝登记');
    await page.getByLabelText('增加行为').selectOptions('拒绝、阻碍检查');
    await page.getByRole('button', { name: '增加处罚档次' }).click();
    await page.getByRole('textbox', { name: '单位（元），下限' }).fill('一千');
    await expect.element(page.getByText('第五十六条第四项第 1 档：罚款须填上下限两个整数（元）')).toBeVisible();
    await expectAccessible(element);
    await page.getByRole('button', { name: /删除本条/ }).click();
    await expect.poll(() => office.saves.at(-1)?.form.articles).toEqual([]);
  });

  it('lists the notices with number, end and signature, and reads a file in words before anybody signs', async () => {
    const citation = activePackages().rulebooks[0].citation;
    const issued = { by: 'office', event: 'e', name: '周明', position: '法制科科长' } as const;
    const dates = { inForceOn: '2022-11-01', expiresOn: '2027-10-31', time: now.at };
    office.statements.set(new Map([[citation.sha256, { v: 1, kind: 'rulebook', ...citation, ...dates, issued }]]));
    const element = await show('notices');
    await expect.element(page.getByText('签名已验证')).toBeVisible();
    await expect.element(page.getByText(/法制科科长 周明 签发；中心签名于2027年1月15日/)).toBeVisible();
    await expect.element(page.getByText('还有 289 天失效')).toBeVisible();
    const choose = (text: string) => page.getByLabelText('规则文件').upload(new File([text], 'order.json'));
    await choose('{');
    await expect.element(page.getByText(/文件不是 JSON/)).toBeVisible();
    const { default: order } = await import('../../domain/golden/rulebooks/county-no-fire.json');
    await choose(
      JSON.stringify({ ...order, inForceOn: '2027/02/28', bans: [{ what: 'nothing', zone: 'x', period: 'y' }] }),
    );
    await expect.element(page.getByText(/施行日期：/)).toBeVisible();
    await expect.element(page.getByText(/禁令第 1 项/)).toBeVisible();
    await choose(JSON.stringify({ ...order, expiresOn: '2027-04-31' }));
    await expect.element(page.getByText('失效日期：日期不存在')).toBeVisible();
    expect(page.getByRole('button', { name: '签发' }).elements()).toEqual([]);
    const document = JSON.stringify(order, null, 1);
    await choose(document);
    await expect.element(page.getByText(order.title.zh).last()).toBeVisible();
    await expectAccessible(element);
    await page.getByLabelText('签发人姓名').fill('周明');
    await page.getByLabelText('职务').fill('科长');
    await page.getByRole('button', { name: '签发' }).click();
    await expect.poll(() => office.signed).toEqual([{ what: document, by: '周明 科长' }]);
  });
});
