import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/shell/hl-public-page.ts';
import type { HlPublicPage } from '../../../src/app/shell/hl-public-page.ts';
import type { Rulebook } from '../../../src/domain/rulebook/rulebook.ts';
import { goldenRulebooks } from '../../domain/golden/golden-scene.ts';
import { aNow, aRulebook } from '../../support/builders.ts';
import { activePackages, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-public-page': HlPublicPage;
  }
}

const notice = aRulebook();
const summerOrder: Rulebook = {
  ...notice,
  ...{ id: 'summer', kind: 'order', title: { zh: '夏季禁火令', en: 'Summer order' }, inForceOn: '2027-07-01' },
  periods: notice.periods.map((period) => ({
    ...period,
    every: 'once' as const,
    from: '2027-07-01',
    to: '2027-07-31',
  })),
};

async function openOn(moment: string, books: readonly Rulebook[]) {
  const services = new FakeServices();
  services.now.set(aNow(moment));
  const [{ citation }] = activePackages().rulebooks;
  const [first, ...others] = books.map((rulebook) => ({ rulebook, citation }));
  if (!first) throw new Error('no rulebook');
  services.active.set({ ...activePackages(), rulebooks: [first, ...others] });
  await show('hl-public-page', {}, services);
}

describe('the public page', () => {
  beforeEach(() => page.viewport(360, 740));

  it('says that there is no fire season only when no rulebook has one', async () => {
    await openOn('2027-07-15T10:00:00+08:00', [notice, summerOrder]);
    await expect.element(page.getByRole('heading', { name: '防火期' })).toBeVisible();
    expect(page.getByText('非防火期').elements()).toHaveLength(0);
    await expectAccessible();
    await openOn('2027-08-15T10:00:00+08:00', [notice, summerOrder]);
    await expect.element(page.getByRole('heading', { name: '非防火期' })).toBeVisible();
  });

  it('names each rulebook that stands, and what it is about', async () => {
    const entry = goldenRulebooks['封山令'];
    if (!entry) throw new Error('no order');
    await openOn('2027-04-05T10:00:00+08:00', [notice, entry]);
    await expect.element(page.getByText(notice.title.zh).first()).toBeVisible();
    await expect.element(page.getByText(entry.title.zh).first()).toBeVisible();
    expect(page.getByRole('status').elements().length).toBeGreaterThanOrEqual(2);
    await expectAccessible();
  });
});
