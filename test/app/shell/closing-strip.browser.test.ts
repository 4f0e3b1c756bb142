import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { ShownCall } from '../../../src/app/closing-watch.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import '../../../src/app/shell/hl-closing-strip.ts';
import { expectAccessible } from '../command/support/expect-accessible.ts';

const stage = document.createElement('main');
const aCall: ShownCall = { stage: 'closing-soon', key: 'k', entries: 2, persons: 5, isDesk: false };

describe('the strip before the gates close', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('says how many are inside, where they are listed, and goes once it is seen', async () => {
    const call = new LiveValue<ShownCall | null>(aCall);
    const watch = { call, see: async () => call.set(null) };
    render(html`<hl-closing-strip .watch=${watch}></hl-closing-strip>`, stage);
    await expect.element(page.getByRole('alert')).toHaveTextContent('17:00 闭卡。仍在山内：5 人，2 条登记。');
    await expect.element(page.getByRole('link', { name: '查看名单' })).toHaveAttribute('href', '#/gate');
    await expectAccessible(stage);
    call.set({ ...aCall, stage: 'closed', isDesk: true });
    await expect.element(page.getByRole('alert')).toHaveTextContent('请立即查找');
    await expect.element(page.getByRole('link')).toHaveAttribute('href', '#/');
    await page.getByRole('button', { name: '已知悉' }).click();
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });
});
