import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/gate/hl-gate-page.ts';
import type { HlGatePage } from '../../../src/app/gate/hl-gate-page.ts';
import { aNow } from '../../support/builders.ts';
import { aStation } from '../command/support/command-rows.ts';
import { aRecord, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-gate-page': HlGatePage;
  }
}

const entryId = '018f0000-0000-7000-8000-00000000a001';

/** The register of a gate, with a truck of two that came in at eight. */
async function openRegister(now = aNow()) {
  const services = new FakeServices();
  services.now.set(now);
  services.stations.set([aStation({ id: 'lk-gate-01', kind: 'gate', name: { zh: '里口山卡口', en: 'Likou gate' } })]);
  const body = { direction: 'in', gate: 'lk-gate-01', class: 'truck', persons: 2, declaresFire: false };
  const at = Date.parse('2027-01-15T08:00:00+08:00');
  services.records.set([
    aRecord({ id: entryId, kind: 'pass', body: { ...body, depositsFire: false, entry: null, at } }),
  ]);
  await show('hl-gate-page', {}, services);
  return services;
}

describe('the gate’s register', () => {
  beforeEach(() => page.viewport(360, 740));

  it('lets a car in with a few touches', async () => {
    const { passes } = await openRegister();
    await userEvent.type(page.getByLabelText('车牌号'), '鲁K12345');
    await page.getByRole('button', { name: '加一人' }).click();
    await page.getByRole('button', { name: '携带火源' }).click();
    await page.getByRole('button', { name: '已寄存' }).click();
    await expectAccessible();
    await page.getByRole('button', { name: '登记进山' }).click();
    await settle();
    expect(passes.finalised).toMatchObject([
      {
        draft: {
          ...{ direction: 'in', gate: 'lk-gate-01', class: 'car', persons: 2, plate: '鲁K12345' },
          ...{ declaresFire: true, depositsFire: true, entry: null, at: aNow().at },
        },
      },
    ]);
    await expect.element(page.getByLabelText('车牌号')).toHaveValue('');
  });

  it('lists who is still inside, and one touch lets them out', async () => {
    const { passes } = await openRegister();
    await expect.element(page.getByRole('heading', { name: '还在山里 · 1' })).toBeVisible();
    expect(page.getByText('滞留未出').elements()).toHaveLength(0);
    await page.getByRole('button', { name: '出山：货车' }).click();
    await settle();
    expect(passes.finalised).toMatchObject([
      { draft: { direction: 'out', entry: entryId, class: 'truck', persons: 2, gate: 'lk-gate-01' } },
    ]);
  });

  it('lists whom another keeper let in by another gate, and lets them out here', async () => {
    const { passes, registered, stations } = await openRegister();
    stations.set([
      ...stations.value,
      aStation({ id: 'hl-gate-02', kind: 'gate', name: { zh: '环翠楼卡口', en: 'Huancui gate' } }),
    ]);
    const said = {
      direction: 'in',
      gate: 'hl-gate-02',
      class: 'person',
      persons: 3,
      declaresFire: false,
      depositsFire: false,
    };
    const id = '018f0000-0000-7000-8000-00000000a002';
    const body = { ...said, entry: null, at: aNow().at - 3_600_000, id, person: entryId, voided: false };
    registered.set([{ entity: 'pass', key: id, n: 1, at: 1, body }]);
    await expect.element(page.getByRole('heading', { name: '由其他卡口进山 · 1' })).toBeVisible();
    await expect.element(page.getByText('环翠楼卡口 · 步行').first()).toBeVisible();
    await expectAccessible();
    await page.getByRole('button', { name: '出山：步行' }).click();
    await settle();
    expect(passes.finalised).toMatchObject([
      { draft: { direction: 'out', entry: id, class: 'person', persons: 3, gate: 'lk-gate-01' } },
    ]);
    registered.set([{ entity: 'pass', key: id, n: 2, at: 1, body: { ...body, voided: true } }]);
    await expect.element(page.getByRole('heading', { name: '还在山里 · 1' })).toBeVisible();
  });

  it('says that the list lacks what other keepers registered while it is another person’s', async () => {
    const { isWholeHere } = await openRegister();
    expect(page.getByText('名单不全').elements()).toHaveLength(0);
    isWholeHere.set(false);
    await expect.element(page.getByRole('status').filter({ hasText: '名单不全。' })).toBeVisible();
    await expect.element(page.getByText('这里只有本机登记的')).toBeVisible();
    await expectAccessible();
    isWholeHere.set(true);
    await settle();
    expect(page.getByText('名单不全').elements()).toHaveLength(0);
  });

  it('registers the exit of somebody no register has', async () => {
    const { passes } = await openRegister();
    await userEvent.type(page.getByLabelText('车牌号'), '鲁K54321');
    await page.getByRole('button', { name: '登记出山（未见进山登记）' }).click();
    await settle();
    expect(passes.finalised).toMatchObject([{ draft: { direction: 'out', entry: null, plate: '鲁K54321' } }]);
  });

  it('says that nothing could be kept, keeps what was typed, and registers it when there is room again', async () => {
    const { passes } = await openRegister();
    passes.saveProblem = new DOMException('no room', 'QuotaExceededError');
    await userEvent.type(page.getByLabelText('车牌号'), '鲁K12345');
    await expect.element(page.getByRole('alert')).toHaveTextContent('没有保存成功');
    await page.getByRole('button', { name: '登记进山' }).click();
    await page.getByRole('button', { name: '出山：货车' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('没有保存成功');
    await expect.element(page.getByRole('button', { name: '出山：货车' })).toBeEnabled();
    expect(passes.finalised).toEqual([]);
    passes.saveProblem = null;
    await page.getByRole('button', { name: '登记进山' }).click();
    await settle();
    expect(passes.finalised).toMatchObject([{ draft: { direction: 'in', plate: '鲁K12345' } }]);
  });

  it('leaves no exit behind that could not be registered', async () => {
    const { passes } = await openRegister();
    passes.finaliseResult = { ok: false, because: 'off-duty' };
    await page.getByRole('button', { name: '出山：货车' }).click();
    await expect.element(page.getByRole('alert')).not.toHaveTextContent(/^$/);
    await userEvent.type(page.getByLabelText('车牌号'), '鲁K54321');
    await page.getByRole('button', { name: '登记出山（未见进山登记）' }).click();
    await settle();
    expect(passes.all.value).toMatchObject([{ direction: 'in', plate: '鲁K54321' }]);
  });

  it('says near closing who has to be looked for', async () => {
    await openRegister(aNow('2027-01-15T16:10:00+08:00'));
    await expect.element(page.getByText('滞留未出')).toBeVisible();
  });
});
