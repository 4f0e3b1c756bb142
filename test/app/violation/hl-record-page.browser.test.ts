import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/violation/hl-record-page.ts';
import type { HlRecordPage } from '../../../src/app/violation/hl-record-page.ts';
import { goldenRulebooks } from '../../domain/golden/golden-scene.ts';
import { aFix } from '../../support/builders.ts';
import { activePackages, aDraft, aFixState, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-record-page': HlRecordPage;
  }
}

const aPhoto = () => new File([new Uint8Array([1, 2, 3])], 'photo.jpg', { type: 'image/jpeg' });

/** The element that has the focus, inside whichever shadow roots. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** The form with one draft of which only this is known. */
async function openForm(changes = {}) {
  const services = new FakeServices();
  services.drafts.all.set([aDraft(changes)]);
  await show('hl-record-page', { draftId: aDraft().id }, services);
  return services;
}

describe('recording a suspected violation', () => {
  beforeEach(() => page.viewport(360, 740));
  afterEach(() => {
    vi.useRealTimers();
    history.replaceState(null, '', location.pathname + location.search);
  });

  it('saves every keystroke and never loses the place of the hand', async () => {
    const { drafts } = await openForm();
    await userEvent.type(page.getByLabelText('情况说明'), '焚烧秸秆');
    await settle();
    expect(drafts.all.value[0]?.note).toBe('焚烧秸秆');
    expect(focused()?.id).toBe('note');
    await expectAccessible();
  });

  it('shows after a reload what was typed before', async () => {
    const services = await openForm({ act: 'smoking', name: '张大山', plate: '鲁K12345' });
    await show('hl-record-page', { draftId: aDraft().id }, services);
    await expect.element(page.getByRole('button', { name: /吸烟/ })).toBeVisible();
    await expect.element(page.getByLabelText('姓名')).toHaveValue('张大山');
    await expect.element(page.getByLabelText('车牌号')).toHaveValue('鲁K12345');
  });

  it('asks for the act and for nothing else', async () => {
    const { drafts } = await openForm();
    await page.getByRole('button', { name: '保存' }).click();
    await expect.element(page.getByText('请先选择违规行为。')).toBeVisible();
    expect(drafts.finalised).toEqual([]);
    await page.getByRole('button', { name: '焚烧农作物废弃物料' }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await settle();
    expect(drafts.finalised).toHaveLength(1);
    expect(drafts.finalised[0]).toMatchObject({
      draft: { act: 'crop-burning' },
      judged: { verdict: { kind: 'banned', articles: [1, 2, 3] }, zones: { demonstration: true } },
    });
    expect(location.hash).toBe('#/records');
  });

  it('offers going in unapproved as a breach only where an order forbids it', async () => {
    await openForm();
    await expect.element(page.getByRole('button', { name: '拒绝、阻碍检查' })).toBeVisible();
    expect(page.getByRole('button', { name: '未经批准进入高火险区' }).elements()).toHaveLength(0);
    const services = new FakeServices();
    const [first] = activePackages().rulebooks;
    const order = { rulebook: goldenRulebooks['封山令']!, citation: { ...first.citation, id: 'county-entry' } };
    services.active.set({ ...activePackages(), rulebooks: [first, order] });
    const inArea = aFix({ lon: 122.205, lat: 37.105 });
    services.fixState.set(aFixState(inArea));
    const happenedAt = Date.parse('2027-04-05T10:00:00+08:00');
    services.drafts.all.set([aDraft({ fix: inArea, happenedAt })]);
    await show('hl-record-page', { draftId: aDraft().id }, services);
    await page.getByRole('button', { name: '未经批准进入高火险区' }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await settle();
    expect(services.drafts.finalised[0]?.judged).toMatchObject({
      verdict: { kind: 'banned', articles: [1, 2, 3] },
      rulebook: { id: 'county-entry' },
    });
  });

  it('takes the position it has, and keeps it when the ranger walks on', async () => {
    const services = await openForm();
    await expect.element(page.getByText('手机定位，误差约 10 米')).toBeVisible();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
    services.fixState.set(aFixState({ lon: 122.05, accuracyMeters: 3, takenAt: aFix().takenAt + 600_000 }));
    await settle();
    expect(services.drafts.all.value[0]?.fix?.lon).toBe(aFix().lon);
    await page.getByRole('button', { name: '用当前位置' }).click();
    await settle();
    expect(services.drafts.all.value[0]?.fix?.lon).toBe(122.05);
  });

  it('keeps two photos and lets one go', async () => {
    const { drafts } = await openForm();
    await userEvent.upload(page.getByLabelText('选择照片').last(), [aPhoto(), aPhoto()]);
    await expect.element(page.getByRole('button', { name: '删除第 2 张照片' })).toBeVisible();
    await page.getByRole('button', { name: '删除第 1 张照片' }).click();
    await settle();
    expect(drafts.all.value[0]?.photos).toHaveLength(1);
  });

  it.each([
    ['too-large', '照片超过 10 MB'],
    ['not-an-image', '这个文件不是照片'],
    ['storage', '照片没有存下来'],
  ] as const)('says why a photo was not taken in: %s', async (because, words) => {
    const { drafts } = await openForm();
    drafts.photoProblem = because;
    await userEvent.upload(page.getByLabelText('选择照片').last(), aPhoto());
    await expect.element(page.getByText(words)).toBeVisible();
  });

  it('offers a file where there is no camera', async () => {
    await openForm();
    await page.getByRole('button', { name: '拍照' }).click();
    await expect.element(page.getByText('无法使用相机')).toBeVisible();
    await expectAccessible();
    await page.getByRole('button', { name: '关闭' }).click();
    await expect.element(page.getByText('无法使用相机')).not.toBeInTheDocument();
  });

  it('keeps the draft and says what to do when the phone is not enrolled', async () => {
    const { drafts } = await openForm({ act: 'smoking' });
    drafts.finaliseResult = { ok: false, because: 'not-enrolled' };
    await page.getByRole('button', { name: '保存' }).click();
    await expect.element(page.getByText('草稿已保留，登记后再保存')).toBeVisible();
    expect(drafts.all.value).toHaveLength(1);
  });

  it('says when a draft is gone instead of showing an empty form', async () => {
    await show('hl-record-page', { draftId: 'gone' });
    await expect.element(page.getByText('这份草稿已经保存或删除。')).toBeVisible();
  });
});
