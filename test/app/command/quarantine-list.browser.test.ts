import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-quarantine-list.ts';
import { reviewingContext } from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { QuarantineItem } from '../../../src/protocol/review.ts';
import { minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

const stage = document.createElement('main');
const asked: string[] = [];
const nasty = '<img src=x onerror="document.title=1">\u202e\u0007ok';
const bytes = new TextEncoder().encode(nasty);

const anItem = (changes: Partial<QuarantineItem>): QuarantineItem => ({
  ...{ source: 'mqtt', reason: 'not-json', detail: 'not JSON in UTF-8', origin: 'hulin/v1/gw-likou/tel' },
  ...{ hash: 'd'.repeat(64), bytes: bytes.length, times: 1, firstAt: now - minuteMs, lastAt: now - minuteMs },
  ...{ text: nasty, gateway: 'gw-likou', ...changes },
});
const items = [
  anItem({}),
  anItem({
    ...{
      reason: 'foreign-topic',
      detail: 'published by gw-liar',
      origin: 'hulin/v1/gw-likou/state',
      gateway: 'gw-liar',
    },
    ...{ hash: 'e'.repeat(64), times: 12, firstAt: now - 60 * minuteMs },
  }),
  anItem({ reason: 'too-large', detail: '65536 bytes or more', hash: 'f'.repeat(64), bytes: 70_000, text: null }),
  anItem({ reason: 'bad-payload', detail: 'e.0.v: expected number', hash: 'a'.repeat(64), gateway: 'gw-east' }),
];
const kinds = items.map(({ source, reason, gateway }) => ({ source, reason, gateway, items: 1 }));

provide(stage, reviewingContext, {
  rows: new LiveValue({ held: [], forks: [], chains: [] }),
  readRaw: async () => null,
  decide: async () => ({ ok: true, value: null }),
  closeChain: async () => ({ ok: true, value: null }),
  browseQuarantine: async (offset, filter) => {
    asked.push(JSON.stringify([offset, filter.source, filter.reason, filter.gateway]));
    const isWanted = (item: QuarantineItem) =>
      (['source', 'reason', 'gateway'] as const).every(
        (field) => filter[field] === null || filter[field] === item[field],
      );
    return { ok: true, value: { items: items.filter(isWanted), more: false, kinds } };
  },
  readQuarantined: async ({ hash }) => ({ ok: true, value: hash.startsWith('f') ? null : bytes }),
});

const textOf = (index: number) =>
  [...(stage.querySelector('hl-quarantine-list')?.shadowRoot?.querySelectorAll('hl-quarantine-item') ?? [])]
    .map((item) => item.shadowRoot?.textContent)
    .at(index);

describe('the quarantine at the desk', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    asked.length = 0;
    document.body.append(stage);
    render(html`<hl-quarantine-list .now=${now}></hl-quarantine-list>`, stage);
    await page.getByRole('button', { name: '查看隔离区' }).click();
  });
  afterEach(() => render(null, stage));

  it('says of each item why, from which gateway, how often and when, and how it begins', async () => {
    await expect.poll(() => textOf(1)).toContain('他人的主题');
    expect(page.getByRole('listitem').elements()).toHaveLength(4);
    for (const words of ['网关 gw-liar', '以 gw-liar 的身份登录后发送', 'hulin/v1/gw-likou/state', '共 12 次']) {
      expect(textOf(1)).toContain(words);
    }
    expect(textOf(3)).toContain('e.0.v 处应为 number');
    await expectAccessible(stage);
  });

  it('shows what came as text and as bytes, with nothing in it hidden or run', async () => {
    await page.getByText('收到的原文').first().click();
    const text = page.getByLabelText('文本', { exact: true });
    await expect.element(text).toHaveTextContent('<img src=x onerror="document.title=1">\\u{202e}\\u{0007}ok');
    await expect
      .element(page.getByLabelText('原始字节'))
      .toHaveTextContent(/^0000 3c 69 6d 67 20 73 72 63 <img src 0008 3d/);
    expect([document.title === '1', stage.querySelector('img')]).toEqual([false, null]);
    await page.getByText('收到的原文').nth(2).click();
    await expect.element(page.getByText('内容过大，未保留原始字节。')).toBeVisible();
    await expectAccessible(stage);
  });

  it('is looked through by source, gateway and reason; each choice counts what the others leave', async () => {
    await page.getByRole('combobox', { name: /^网关/ }).selectOptions('gw-liar');
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(1);
    expect(asked.at(-1)).toBe('[0,null,null,"gw-liar"]');
    const reasons = page.getByRole('combobox', { name: /^原因/ }).element();
    expect(reasons.textContent).toContain('他人的主题（1）');
    expect(reasons.textContent).not.toContain('不是 JSON');
    await page.getByRole('combobox', { name: /^网关/ }).selectOptions('');
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(4);
  });
});
