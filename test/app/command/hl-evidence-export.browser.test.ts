import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-evidence-export.ts';
import { evidenceContext } from '../../../src/app/contexts.ts';
import type { EvidenceDesk, Exported } from '../../../src/app/evidence-ports.ts';
import { tokens } from '../../../src/app/kit/tokens.css.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { anId } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

type Asked = Parameters<EvidenceDesk['export']>;

const stage = document.createElement('main');
const asked: Asked[] = [];
let answer: (exported: Exported) => void = () => undefined;
const evidence: EvidenceDesk = {
  export: (...given) => {
    asked.push(given);
    return new Promise((resolve, reject) => {
      answer = resolve;
      given[2].addEventListener('abort', () => reject(new Error('aborted')));
    });
  },
  openings: async () => null,
  erase: async () => ({ ok: true, erased: 1 }),
};
provide(stage, evidenceContext, evidence);

const sha256 = 'ab12'.repeat(16);
const done: Exported = { ok: true, file: new Blob(['x'.repeat(3000)]), sha256 };
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const fill = async () => {
  await button('导出证据包…').click();
  await page.getByRole('textbox').fill('法院调取');
};

describe('exporting evidence at the desk', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    await page.viewport(1440, 900);
    document.head.append(Object.assign(document.createElement('style'), { textContent: tokens.cssText }));
    document.body.append(stage);
    render(html`<hl-evidence-export .records=${[anId(61)]}></hl-evidence-export>`, stage);
  });
  afterEach(() => {
    render(null, stage);
    asked.length = 0;
  });

  it('says what will be in the package and wants a reason', async () => {
    await button('导出证据包…').click();
    await expect.element(page.getByText('照片和个人信息的密文')).toBeVisible();
    await expect.element(button('导出')).toBeDisabled();
    await page.getByRole('textbox').fill('法院调取');
    await expect.element(button('导出')).toBeEnabled();
    await expectAccessible(stage);
  });

  it('asks for sealed parts unless told to open them', async () => {
    await fill();
    await button('导出').click();
    expect(asked[0]?.[0]).toEqual({ records: [anId(61)], reason: '法院调取', open: false });
    await button('取消').click();
    await fill();
    await page.getByRole('checkbox').click();
    await button('导出').click();
    expect(asked[1]?.[0]).toMatchObject({ open: true });
  });

  it('shows how far it is, and stops when cancelled', async () => {
    await fill();
    await button('导出').click();
    await expect.element(page.getByText('平台正在整理…')).toBeVisible();
    asked[0]?.[1](1_048_576, 4_194_304);
    await expect.element(page.getByText('1.0 MB / 4.0 MB')).toBeVisible();
    await expectAccessible(stage);
    await button('取消').click();
    expect(asked[0]?.[2].aborted).toBe(true);
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  it('shows the hash and saves the file', async () => {
    await fill();
    await button('导出').click();
    answer(done);
    await expect.element(page.getByText(sha256)).toBeVisible();
    const link = page.getByRole('link', { name: '保存文件' });
    await expect.element(link).toHaveAttribute('download', `hulin-evidence-${sha256.slice(0, 12)}.zip`);
    await expectAccessible(stage);
  });

  it('lets go of an opened package when the tab is hidden, and of no sealed one', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const revoked = vi.spyOn(URL, 'revokeObjectURL');
    try {
      for (const isOpened of [false, true]) {
        await fill();
        if (isOpened) await page.getByRole('checkbox').click();
        await button('导出').click();
        answer(done);
        await expect.element(page.getByText(sha256)).toBeVisible();
        document.dispatchEvent(new Event('visibilitychange'));
        expect(revoked).toHaveBeenCalledTimes(isOpened ? 2 : 0);
        if (!isOpened) await button('关闭').click();
      }
      await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    } finally {
      hidden.mockRestore();
      revoked.mockRestore();
    }
  });

  it('says plainly why there is none, and keeps the reason', async () => {
    await fill();
    await button('导出').click();
    answer({ ok: false, because: 'no-network' });
    await expect.element(page.getByRole('alert')).toHaveTextContent('连不上平台');
    await expect.element(page.getByRole('textbox')).toHaveValue('法院调取');
  });
});
