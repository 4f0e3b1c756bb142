import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/courier/hl-courier-page.ts';
import type { HlCourierPage } from '../../../src/app/courier/hl-courier-page.ts';
import type { CarriedChain } from '../../../src/app/courier-ports.ts';
import { aSyncState, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-courier-page': HlCourierPage;
  }
}

function aCarried(changes: Partial<CarriedChain> = {}): CarriedChain {
  return {
    chain: '018f0000-0000-7000-8000-0000003f2a12',
    takenAt: Date.now(),
    events: { total: 3, received: 1 },
    refused: 0,
    parts: { total: 6, received: 2 },
    bytes: 4_200_000,
    isDelivered: false,
    mayBeRemoved: false,
    mayBeGivenUp: false,
    stuck: null,
    from: null,
    ...changes,
  };
}

const aFile = { file: new File(['x'], 'hulin-3f2a12-20261122-0812.hulin'), events: 3, parts: 6 };

async function choose(): Promise<void> {
  const panel = document.querySelector('hl-courier-page')?.shadowRoot?.querySelector('hl-carried-panel');
  panel?.dispatchEvent(new CustomEvent('hl-take', { detail: new Blob(['x']) }));
}

describe('records that leave by hand', () => {
  beforeEach(() => page.viewport(360, 740));

  it('says what is in the file and what it guards against, and hands it over', async () => {
    const services = new FakeServices();
    services.syncState.set(aSyncState({ waiting: { events: 3, parts: 6, bytes: 4_200_000, oldestAt: Date.now() } }));
    services.exportedFile = aFile;
    await show('hl-courier-page', {}, services);
    await expect.element(page.getByText('3 条记录、6 个附件待发送（4.0 MB）')).toBeVisible();
    await expect.element(page.getByText(/时间、地点、行为和判断结果没有加密/)).toBeVisible();
    await page.getByRole('button', { name: '导出文件' }).click();
    await expect.element(page.getByText(aFile.file.name)).toBeVisible();
    expect(services.done).toEqual([`share ${aFile.file.name}`, `download ${aFile.file.name}`]);
    await expectAccessible();
  });

  it('says so when there is nothing to export', async () => {
    await show('hl-courier-page', {});
    await page.getByRole('button', { name: '导出文件' }).click();
    await expect.element(page.getByText('没有需要导出的：指挥台已全部收到。')).toBeVisible();
  });

  it('names every item of a file that could not be taken', async () => {
    const services = new FakeServices();
    services.takenBundle = {
      ...{ ok: true, events: 3, parts: 5, known: 0, own: 0, receipts: 0 },
      troubles: [
        { kind: 'event', seq: 4, because: 'bad-signature' },
        { kind: 'part', sha256: 'ab12cd34'.padEnd(64, '0'), because: 'cut-short' },
      ],
    };
    services.carried.set([aCarried()]);
    await show('hl-courier-page', {}, services);
    await choose();
    await expect.element(page.getByText('已接收 3 条记录、5 个附件，有信号后自动上传。')).toBeVisible();
    await expect.element(page.getByText('第 4 号记录：途中被改动，签名不符')).toBeVisible();
    await expect.element(page.getByText('附件 ab12cd34：文件不完整，没有这个附件')).toBeVisible();
    await expect.element(page.getByText('手机 3F2A12')).toBeVisible();
    await expect.element(page.getByText('送达中：记录 1/3，附件 2/6。')).toBeVisible();
    expect(services.done).toContain('try now');
    await expectAccessible();
  });

  it('tells of a damaged line that took nothing along beside what came in, not among what did not', async () => {
    const services = new FakeServices();
    services.takenBundle = {
      ...{ ok: true, events: 3, parts: 5, known: 0, own: 0, receipts: 0 },
      troubles: [{ kind: 'head' }, { kind: 'line-elsewhere', line: 2 }],
    };
    await show('hl-courier-page', {}, services);
    await choose();
    const told = page.getByRole('status');
    await expect.element(told.getByText('已接收 3 条记录、5 个附件，有信号后自动上传。')).toBeVisible();
    await expect.element(told.getByText(/^文件第 1 行已损坏：.*其余能读出的内容已照常接收/)).toBeVisible();
    await expect.element(told.getByText('文件第 2 行已损坏，但其内容在文件中另有一份，没有丢失。')).toBeVisible();
    expect(page.getByText('以下内容没有接收：').elements()).toEqual([]);
    await expectAccessible();
  });

  it.each([
    ['not-a-bundle', '这不是记录文件。请选择以 .hulin 结尾的文件。'],
    ['other-hub', '这些记录属于另一个指挥台，本机无法送达。'],
    ['storage', '本机空间已满。请腾出空间后重新选择文件，不会重复接收。'],
  ] as const)('says why a file was refused: %s', async (because, words) => {
    const services = new FakeServices();
    services.takenBundle = { ok: false, because };
    await show('hl-courier-page', {}, services);
    await choose();
    await expect.element(page.getByText(words)).toBeVisible();
  });

  it('lets go only of what was delivered, and gives the receipts to bring back', async () => {
    const services = new FakeServices();
    services.carried.set([aCarried({ stuck: 'gap', from: 2, events: { total: 3, received: 0 } })]);
    await show('hl-courier-page', {}, services);
    await expect.element(page.getByText('指挥台还缺那部手机第 2 号起的记录，补齐后会自动继续。')).toBeVisible();
    expect(page.getByRole('button', { name: '清除已送达的' }).elements()).toHaveLength(0);
    services.carried.set([aCarried({ isDelivered: true, mayBeRemoved: true, events: { total: 3, received: 3 } })]);
    services.exportedFile = aFile;
    await page.getByRole('button', { name: '导出回执' }).click();
    await page.getByRole('button', { name: '清除已送达的' }).click();
    expect(services.done.at(-1)).toBe('remove delivered');
    await expectAccessible();
  });

  it('gives up what command does not accept, after a warning', async () => {
    const services = new FakeServices();
    const unwanted = aCarried({ stuck: 'unknown-chain', mayBeGivenUp: true, events: { total: 3, received: 0 } });
    services.carried.set([unwanted]);
    await show('hl-courier-page', {}, services);
    const button = page.getByRole('button', { name: '不再携带' });
    const asked = vi.spyOn(window, 'confirm').mockReturnValueOnce(false).mockReturnValueOnce(true);
    await button.click();
    expect(services.done).toEqual([]);
    await button.click();
    expect(services.done).toEqual([`give up ${unwanted.chain}`]);
    expect(asked.mock.calls[0]?.[0]).toContain('可能是唯一的一份');
    await expectAccessible();
    services.carried.set([aCarried()]);
    await expect.element(button).not.toBeInTheDocument();
  });
});
