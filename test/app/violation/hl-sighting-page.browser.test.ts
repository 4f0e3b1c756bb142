import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/violation/hl-sighting-page.ts';
import type { HlSightingPage } from '../../../src/app/violation/hl-sighting-page.ts';
import { aFix } from '../../support/builders.ts';
import { aSightingDraft, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-sighting-page': HlSightingPage;
  }
}

describe('reporting suspected fire', () => {
  beforeEach(() => page.viewport(360, 740));
  afterEach(() => history.replaceState(null, '', location.pathname + location.search));

  it('takes two touches from where the ranger stands, and asks for nothing else', async () => {
    const services = new FakeServices();
    await show('hl-sighting-page', {}, services);
    await page.getByRole('button', { name: '上报' }).click();
    await expect.element(page.getByText('请先选择看到的是烟还是明火。')).toBeVisible();
    expect(services.sightings.finalised).toEqual([]);
    await page.getByRole('button', { name: '明火' }).click();
    await expectAccessible();
    await page.getByRole('button', { name: '上报' }).click();
    await settle();
    expect(services.sightings.finalised).toMatchObject([
      { draft: { source: 'ranger', sign: 'flames', size: 'unclear', fix: aFix(), aim: null } },
    ]);
    expect(location.hash).toBe('#/records');
  });

  it('tells a direction and a distance by eye', async () => {
    const services = new FakeServices();
    await show('hl-sighting-page', {}, services);
    await page.getByRole('button', { name: '烟', exact: true }).click();
    await page.getByRole('button', { name: '东北', exact: true }).click();
    await page.getByRole('button', { name: '2.0 公里' }).click();
    await page.getByRole('button', { name: '大片，正在蔓延' }).click();
    await page.getByRole('button', { name: '上报' }).click();
    await settle();
    expect(services.sightings.finalised[0]?.draft).toMatchObject({
      ...{ aim: { bearingDegrees: 45, distanceMeters: 2_000 }, size: 'spreading' },
    });
  });

  it('goes on with a report that was begun, and keeps every word', async () => {
    const services = new FakeServices();
    services.sightings.all.set([aSightingDraft({ sign: 'smoke', note: '坟地' })]);
    await show('hl-sighting-page', {}, services);
    await expect.element(page.getByLabelText('情况说明')).toHaveValue('坟地');
    await userEvent.type(page.getByLabelText('情况说明'), '方向');
    await settle();
    expect(services.sightings.all.value[0]?.note).toBe('坟地方向');
  });

  it('asks before it goes on with a report of earlier: place and time would be of then', async () => {
    const services = new FakeServices();
    const earlier = aSightingDraft({ sign: 'smoke', note: '坟地', updatedAt: Date.now() - 3 * 86_400_000 });
    services.sightings.all.set([earlier]);
    await show('hl-sighting-page', {}, services);
    await expect.element(page.getByRole('heading', { name: '之前有一份上报没有完成' })).toBeVisible();
    await expectAccessible();
    await page.getByRole('button', { name: '上报现在看到的' }).click();
    await page.getByRole('button', { name: '明火' }).click();
    await page.getByRole('button', { name: '上报' }).click();
    await settle();
    expect(services.sightings.finalised).toMatchObject([{ draft: { sign: 'flames', note: '', fix: aFix() } }]);
    expect(services.sightings.all.value).toEqual([earlier]);
    await show('hl-sighting-page', {}, services);
    await page.getByRole('button', { name: '继续之前的上报' }).click();
    await expect.element(page.getByLabelText('情况说明')).toHaveValue('坟地');
  });

  it('never goes on with a report in which nothing was said, nor keeps it for ever', async () => {
    const services = new FakeServices();
    const left = aSightingDraft({ fix: aFix({ lon: 121 }), updatedAt: Date.now() - 86_400_000 });
    services.sightings.all.set([left]);
    await show('hl-sighting-page', {}, services);
    await page.getByRole('button', { name: '明火' }).click();
    await page.getByRole('button', { name: '上报' }).click();
    await settle();
    expect(services.sightings.finalised).toMatchObject([{ draft: { fix: aFix() } }]);
    expect(services.sightings.all.value).toEqual([]);
  });

  it('leaves nothing behind when nothing was said', async () => {
    const services = new FakeServices();
    const element = await show('hl-sighting-page', {}, services);
    await expect.element(page.getByRole('button', { name: '上报' })).toBeVisible();
    element.remove();
    await expect.poll(() => services.sightings.all.value).toEqual([]);
  });

  it('of a citizen asks who called, and takes no position from the duty room', async () => {
    const services = new FakeServices();
    await show('hl-sighting-page', { source: 'citizen' }, services);
    await expect.element(page.getByRole('heading', { name: '登记群众报告' })).toBeVisible();
    await page.getByRole('button', { name: '烟', exact: true }).click();
    await userEvent.type(page.getByLabelText('姓名'), '于某某');
    await userEvent.type(page.getByLabelText('电话'), '13800003333');
    await settle();
    await page.getByRole('button', { name: '上报' }).click();
    await settle();
    expect(services.sightings.finalised[0]?.draft).toMatchObject({
      ...{ source: 'citizen', fix: null, name: '于某某', phone: '13800003333' },
    });
    expect(location.hash).toBe('#/');
  });
});
