import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/violation/hl-record-detail-page.ts';
import '../../../src/app/violation/hl-record-list-page.ts';
import type { HlRecordDetailPage } from '../../../src/app/violation/hl-record-detail-page.ts';
import type { HlRecordListPage } from '../../../src/app/violation/hl-record-list-page.ts';
import { aDraft, aRecord, aReviewCopy, FakeServices } from '../support/fake-services.ts';
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
      'received, photos on the way',
      { custody: 'received', photos: { total: 3, received: 2 } },
      ['已收到（照片 2/3），已完成', '已校验，未完成'],
    ],
    ['verified', { custody: 'verified', photos: { total: 3, received: 3 } }, ['已收到，已完成', '已校验，已完成']],
    ['held', { custody: 'held', photos: { total: 0, received: 0 } }, ['已收到，待审查']],
    ['stuck', { custody: 'needs-you' }, ['需要处理']],
  ] as const)('tells how far a record has come: %s', async (_, changes, words) => {
    const services = new FakeServices();
    services.records.set([aRecord(changes)]);
    await show('hl-record-list-page', {}, services);
    for (const word of words) await expect.element(page.getByText(word, { exact: true })).toBeVisible();
    await expectAccessible();
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

  it('says so when this phone can no longer open the personal details', async () => {
    const services = new FakeServices();
    services.records.set([aRecord()]);
    await show('hl-record-detail-page', { recordId: aRecord().id }, services);
    await expect.element(page.getByText('本机已不能打开个人信息，指挥台可以打开。')).toBeVisible();
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
