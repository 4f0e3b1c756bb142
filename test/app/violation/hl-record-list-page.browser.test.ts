import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/violation/hl-record-detail-page.ts';
import '../../../src/app/violation/hl-record-list-page.ts';
import type { HlRecordDetailPage } from '../../../src/app/violation/hl-record-detail-page.ts';
import type { HlRecordListPage } from '../../../src/app/violation/hl-record-list-page.ts';
import { anId, aRemark } from '../command/support/command-rows.ts';
import { aReviewCopy } from '../support/a-review-copy.ts';
import { aDraft, aRecord, aSyncState, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-record-list-page': HlRecordListPage;
    'hl-record-detail-page': HlRecordDetailPage;
  }
}

describe("the ranger's own records", () => {
  beforeEach(() => page.viewport(360, 740));

  it('says that there are none yet and where to begin', async () => {
    await show('hl-record-list-page', {});
    await expect.element(page.getByText('本机还没有记录。')).toBeVisible();
    await expect.element(page.getByRole('link', { name: '记录违规线索' })).toHaveAttribute('href', '#/record');
    await expectAccessible();
  });

  it.each([
    ['saved', { custody: 'saved' }, ['已存本机，已完成', '已收到，未完成', '已校验，未完成']],
    [
      'the event is received, parts are on the way',
      { custody: 'received', parts: { total: 3, received: 2 } },
      ['已存本机，已完成', '已收到（附件 2/3），未完成', '已校验，未完成'],
    ],
    [
      'the event is received, its name and note still only here',
      { custody: 'received', parts: { total: 1, received: 0 }, photos: { total: 0, received: 0 } },
      ['已收到（附件 0/1），未完成'],
    ],
    [
      'received, all of it',
      { custody: 'received', parts: { total: 3, received: 3 } },
      ['已收到，已完成', '已校验，未完成'],
    ],
    ['verified', { custody: 'verified', parts: { total: 3, received: 3 } }, ['已收到，已完成', '已校验，已完成']],
    ['held', { custody: 'held', parts: { total: 1, received: 1 } }, ['已收到，待审查']],
    [
      'refused',
      { custody: 'refused', review: 'refused', parts: { total: 1, received: 1 } },
      ['已收到，审查后不予采用'],
    ],
    [
      'released',
      { custody: 'verified', review: 'released', parts: { total: 1, received: 1 } },
      ['已校验，已完成', '曾待审查，现已采用'],
    ],
    ['stuck', { custody: 'needs-you' }, ['需要处理']],
    [
      'an attachment went bad here',
      { custody: 'needs-you', spoilt: 'part', parts: { total: 3, received: 2 } },
      ['需要处理', '本机上有一个附件已损坏，无法上报。如还来得及，请新建记录重新拍摄，并告知管理员。'],
    ],
    [
      'its text went bad here',
      { custody: 'needs-you', spoilt: 'text', body: {}, parts: { total: 0, received: 0 } },
      [
        '需要处理',
        '这条记录在本机上已损坏，无法读取，也无法上报。请保持手机原状，不要清除浏览器数据；如有条件请重新记录一份，并告知管理员。',
      ],
    ],
  ] as const)('tells how far a record has come: %s', async (_, changes, words) => {
    const services = new FakeServices();
    services.records.set([aRecord(changes)]);
    await show('hl-record-list-page', {}, services);
    for (const word of words) await expect.element(page.getByText(word, { exact: true })).toBeVisible();
    await expectAccessible();
  });

  it('lists in the order storage gives: what stands first after a closed chain has a small number again', async () => {
    const services = new FakeServices();
    const [after, before] = [aRecord({ id: anId(63), seq: 1 }), aRecord({ id: anId(62), seq: 40 })];
    const origin = { ...after.origin, chain: '018f0000-0000-7000-8000-0000003f2a99' };
    services.records.set([{ ...after, origin }, before]);
    await show('hl-record-list-page', {}, services);
    const links = page.getByRole('link', { name: /烧/ }).elements();
    expect(links.map((link) => link.getAttribute('href'))).toEqual([`#/records/${anId(63)}`, `#/records/${anId(62)}`]);
  });

  it('shows the newest hundred, and older ones to whoever asks, until none is left', async () => {
    const services = new FakeServices();
    const many = Array.from({ length: 250 }, (_, index) => aRecord({ id: anId(1_000 + index), seq: 250 - index }));
    services.records.set(many);
    const list = await show('hl-record-list-page', {}, services);
    const rows = () => list.shadowRoot?.querySelectorAll('hl-record-row').length;
    await expect.poll(rows).toBe(100);
    const older = page.getByRole('button', { name: '显示更早的' });
    await older.click();
    await expect.poll(rows).toBe(200);
    await older.click();
    await expect.poll(rows).toBe(250);
    expect(older.elements()).toHaveLength(0);
    await expectAccessible();
  });

  it('greys what was taken back, with the word', async () => {
    const services = new FakeServices();
    services.records.set([aRecord(), aRecord({ id: anId(62), seq: 2 })]);
    services.remarks.set(new Map([[anId(62), [aRemark({ about: anId(62), kind: 'voiding', reason: 'mistaken' })]]]));
    await show('hl-record-list-page', {}, services);
    await expect.element(page.getByText('作废', { exact: true })).toBeVisible();
    expect(page.getByText('作废', { exact: true }).elements()).toHaveLength(1);
    await expectAccessible();
  });

  it('says that a saved record is on its way while the phone is sending', async () => {
    const services = new FakeServices();
    services.records.set([aRecord({ custody: 'saved' })]);
    services.syncState.set(aSyncState({ running: true }));
    await show('hl-record-list-page', {}, services);
    await expect.element(page.getByText(/^发送中/)).toBeVisible();
    services.syncState.set(aSyncState({ running: false }));
    await expect.element(page.getByText('已收到，未完成', { exact: true })).toBeVisible();
  });

  it.each([
    [180_000, 0],
    [0, 3_600_000],
  ])('gives the number, and between which hub times it was made when the clock is off', async (skewMs, aheadMs) => {
    const services = new FakeServices();
    const record = aRecord({ custody: 'received' });
    const seenAt = record.savedAt - 7_200_000;
    const receivedAt = record.savedAt - aheadMs + 60_000;
    services.records.set([{ ...record, receivedAt, origin: { ...record.origin, seenAt } }]);
    services.now.set({ kind: 'known', at: record.savedAt, skewMs });
    await show('hl-record-detail-page', { recordId: record.id }, services);
    await expect.element(page.getByText('记录编号 3F2A12-1')).toBeVisible();
    await expect.element(page.getByText(/手机时间 .+；实际在 .+ 至 .+ 之间/)).toBeVisible();
  });

  it.each([
    ['unknown-person', '该人员未获此设备授权', '请指挥台在本机上授权或续期'],
    ['not-allowed', '该角色没有权限', '请指挥台在本机上授权或续期'],
    ['device-revoked', '设备已吊销', '联系管理员重新登记'],
    ['unknown-schema', '未知的记录格式', '更新服务器'],
    ['invalid-body', '内容不符合格式', '重新记一条'],
    ['already-recorded', '另一条链上已有此记录', '不用您做什么'],
  ] as const)('says on its page why a record is held, and what to do: %s', async (heldBecause, because, todo) => {
    await page.viewport(360, 740);
    const services = new FakeServices();
    const record = aRecord({ custody: 'held', heldBecause });
    services.records.set([record]);
    const shown = await show('hl-record-detail-page', { recordId: record.id }, services);
    await expect.element(page.getByText(because, { exact: false })).toBeVisible();
    await expect.element(page.getByText(todo, { exact: false })).toBeVisible();
    expect(shown.scrollWidth).toBeLessThanOrEqual(shown.clientWidth);
    await expectAccessible();
    services.records.set([{ ...record, custody: 'received', review: 'released' }]);
    await expect.poll(() => page.getByText(because, { exact: false }).elements()).toHaveLength(0);
  });

  it('shows a name and the end of an ID in the list, the whole only in the record', async () => {
    const services = new FakeServices();
    services.records.set([aRecord()]);
    services.reviewCopies.set(aRecord().id, aReviewCopy());
    await show('hl-record-list-page', {}, services);
    await expect.element(page.getByText('张大山 · ····4417')).toBeVisible();
    expect(page.getByText('371002196503124417').elements()).toHaveLength(0);
    await show('hl-record-detail-page', { recordId: aRecord().id }, services);
    await expect.element(page.getByText('371002196503124417')).toBeVisible();
    await expect.element(page.getByText('示例数据，非官方边界')).toBeVisible();
    await expectAccessible();
  });

  it('shows a pass and a sighting with what they say, and a way to take them back', async () => {
    const services = new FakeServices();
    const said = { declaresFire: true, depositsFire: true, entry: null, at: Date.now() };
    const body = { direction: 'in', gate: 'lk-gate-01', class: 'truck', persons: 2, ...said };
    const pass = aRecord({ kind: 'pass', body });
    services.records.set([pass]);
    await show('hl-record-detail-page', { recordId: pass.id }, services);
    for (const words of ['货车 · 2 人', 'lk-gate-01', '已寄存'])
      await expect.element(page.getByText(words)).toBeVisible();
    await expect.element(page.getByRole('button', { name: '作废' })).toBeVisible();
    expect(page.getByRole('button', { name: '更正' }).elements()).toEqual([]);
    await expectAccessible();
  });

  it('says so when this phone can no longer open the personal details', async () => {
    const services = new FakeServices();
    services.records.set([aRecord()]);
    await show('hl-record-detail-page', { recordId: aRecord().id }, services);
    await expect.element(page.getByText('本机已不能打开个人信息，指挥台可以打开。')).toBeVisible();
  });

  it('says what others who share the phone wrote, and shows nothing of it that is sealed', async () => {
    const services = new FakeServices();
    services.othersDrafts.set(2);
    services.records.set([aRecord({ isOthers: true }), aRecord({ id: anId(62), seq: 2 })]);
    await show('hl-record-list-page', {}, services);
    await expect.element(page.getByText('这部手机上还有其他人的 2 份草稿，本人在岗时可以看到。')).toBeVisible();
    expect(page.getByText('由他人记录').elements()).toHaveLength(1);
    await expectAccessible();
    services.lockState.set({ kind: 'locked', afterMs: 300_000 });
    await show('hl-record-detail-page', { recordId: aRecord().id }, services);
    await expect.element(page.getByText('由他人记录，只有本人能在这部手机上查看个人信息')).toBeVisible();
    await expectAccessible();
  });

  it('leads back to a draft', async () => {
    const services = new FakeServices();
    services.drafts.all.set([aDraft({ act: 'smoking' }), aDraft({ id: 'empty' })]);
    await show('hl-record-list-page', {}, services);
    expect(page.getByRole('link', { name: /草稿，未保存/ }).elements()).toHaveLength(1);
    await expect
      .element(page.getByRole('link', { name: /草稿，未保存：吸烟/ }))
      .toHaveAttribute('href', `#/record/${aDraft().id}`);
  });
});
