import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/gate/hl-gate-list-page.ts';
import '../../../src/app/gate/hl-gate-page.ts';
import type { HlGateListPage } from '../../../src/app/gate/hl-gate-list-page.ts';
import type { GateRow } from '../../../src/app/gate-ports.ts';
import { emptyGate, takeGateSaid } from '../../../src/domain/gate/gate-file.ts';
import type { GateMode } from '../../../src/domain/shared/gate-codes.ts';
import { aNow } from '../../support/builders.ts';
import { anId, aStation } from '../command/support/command-rows.ts';
import { aProfile } from '../support/fake-custody.ts';
import { FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-gate-list-page': HlGateListPage;
  }
}

const gate = 'lk-gate-01';

/** Modes said of the gate one after the other, each on the empty file; none of them told by the hub yet when `isOwn`. */
function aRow(modes: readonly GateMode[], isOwn = false): GateRow {
  const role = 'commander' as const;
  const file = modes.reduce((before, mode, nth) => {
    const event = anId(nth + 1);
    const origin = { event, chain: isOwn ? aProfile().chain : anId(40 + nth), person: anId(31), role, fromAt: null };
    const setting = { mode, because: 'order' as const, document: '里政令〔2026〕3号' };
    const toAt = isOwn ? null : aNow().at - 7_200_000;
    return takeGateSaid(before, { kind: 'setting', gate, origin: { ...origin, toAt }, base: 0, setting });
  }, emptyGate(gate));
  const own = new Map(isOwn ? [[anId(1), 'saved' as const]] : []);
  return { file, base: isOwn ? 0 : file.version, own, held: [] };
}

function services(row: GateRow | null, role: 'gate-keeper' | 'ranger' = 'gate-keeper'): FakeServices {
  const all = new FakeServices();
  all.now.set(aNow());
  all.profile.set(aProfile({ role }));
  all.stations.set([aStation({ id: gate, kind: 'gate', name: { zh: '里口山卡口', en: 'Likou gate' } })]);
  if (row) all.gateRows.set(new Map([[gate, row]]));
  return all;
}

describe('the mode of the keeper’s gate', () => {
  beforeEach(() => page.viewport(360, 740));

  it('is said large with who set it and why; an entry while closed is warned of, and stored with the mode', async () => {
    const all = services(aRow(['closed']));
    await show('hl-gate-page', {}, all);
    const card = page.getByRole('region', { name: '卡口状态' });
    for (const words of ['封山禁入', '里政令〔2026〕3号', '设置人：值班指挥'])
      await expect.element(card.getByText(words)).toBeVisible();
    await expect.element(page.getByText('本卡口封山禁入：任何人不得进入，请劝返。')).toBeVisible();
    await expectAccessible();
    await page.getByRole('button', { name: '已进入，仍予登记' }).click();
    await settle();
    expect(all.passes.finalised).toMatchObject([{ draft: { gate, direction: 'in', mode: 'closed' } }]);
  });

  it('is changed with a reason, against the version shown', async () => {
    const all = services(aRow(['registering']));
    await show('hl-gate-page', {}, all);
    await page.getByRole('button', { name: '更改卡口状态' }).click();
    await page.getByRole('button', { name: '封山禁入' }).click();
    await page.getByRole('combobox', { name: '原因' }).selectOptions('附近有火情');
    await expectAccessible();
    await page.getByRole('button', { name: '确认更改' }).click();
    await settle();
    expect(all.modesSet).toEqual([{ gate, base: 1, setting: { mode: 'closed', because: 'fire', document: '' } }]);
  });

  it('says what is only on this phone, and what command has to choose between', async () => {
    const all = services(aRow(['unattended'], true));
    await show('hl-gate-page', {}, all);
    await expect.element(page.getByText('已存本机 · 尚未送达指挥台')).toBeVisible();
    await expect.element(page.getByText('设置人：本机')).toBeVisible();
    all.gateRows.set(new Map([[gate, aRow(['closed', 'open'])]]));
    await expect.element(page.getByText('期间另有不同设置：等待指挥台裁决。')).toBeVisible();
    await expect.element(page.getByRole('listitem').filter({ hasText: '开放通行' })).toHaveTextContent('值班指挥');
  });

  it('is not theirs to change who have no right to', async () => {
    await show('hl-gate-page', {}, services(aRow(['closed']), 'ranger'));
    expect(page.getByRole('button', { name: '更改卡口状态' }).elements()).toEqual([]);
  });

  it('is listed for a ranger, with where the gate is from here', async () => {
    await show('hl-gate-list-page', {}, services(aRow(['closed']), 'ranger'));
    const row = page.getByRole('article', { name: '里口山卡口' });
    for (const words of ['封山禁入', '距你约']) await expect.element(row.getByText(words)).toBeVisible();
    await expectAccessible();
  });
});
