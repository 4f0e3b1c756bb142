import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-station-board.ts';
import '../../../src/app/command/hl-station-detail.ts';
import { administrationContext } from '../../../src/app/contexts.ts';
import { tokens } from '../../../src/app/kit/tokens.css.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { Administration, AdministrationResult } from '../../../src/app/ports.ts';
import type { Station } from '../../../src/protocol/pull.ts';
import { anId, aStation, minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

const stage = document.createElement('main');
const asked: unknown[][] = [];
let answer: AdministrationResult<null> = { ok: true, value: null };
provide(stage, administrationContext, {
  issueCode: () => Promise.reject(new Error('not asked')),
  revoke: () => Promise.reject(new Error('not asked')),
  revokeGateway: async (gateway, because) => {
    asked.push([gateway, because]);
    return answer;
  },
} satisfies Administration);

const people = new Map([[anId(31), { name: '李指挥', role: 'commander' }]]);
const button = (name: string) => page.getByRole('button', { name, exact: true });

function show(changes: Partial<Station>): void {
  const station = aStation({ id: 'gw-likou', kind: 'gateway', name: { zh: '里口山网关', en: 'Likou' }, ...changes });
  const shown = { station, status: station.status };
  render(
    html`<hl-station-board .rows=${[shown]} .now=${now}></hl-station-board>
      <hl-station-detail .shown=${shown} .people=${people} .now=${now}></hl-station-detail>`,
    stage,
  );
}

describe('a stolen gateway at the desk', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    await page.viewport(1440, 900);
    document.head.append(Object.assign(document.createElement('style'), { textContent: tokens.cssText }));
    document.body.append(stage);
    answer = { ok: true, value: null };
    asked.length = 0;
  });
  afterEach(() => render(null, stage));

  it('is revoked after a reason and a second yes, never by one press', async () => {
    show({});
    await button('吊销此网关…').click();
    expect(asked).toEqual([]);
    await expect.element(button('立即吊销')).toBeDisabled();
    await expectAccessible(stage);
    await page.getByRole('radio', { name: '被盗或遗失' }).click();
    await button('立即吊销').click();
    await expect.element(page.getByRole('status').getByText('已吊销，不再允许接入。')).toBeVisible();
    expect(asked).toEqual([['gw-likou', 'stolen']]);
  });

  it('is not said to be revoked when the hub did not answer', async () => {
    answer = { ok: false, detail: 'no-network' };
    show({});
    await button('吊销此网关…').click();
    await page.getByRole('radio', { name: '被冒用或滥用' }).click();
    await button('立即吊销').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('平台没有回应');
  });

  it('is shown with who revoked it when and why, and how it comes back, and is offered no second time', async () => {
    show({ status: 'unknown', revoked: { at: now - 5 * minuteMs, person: anId(31), because: 'stolen' } });
    await expect.element(page.getByText(/李指挥.*被盗或遗失/)).toBeVisible();
    await expect.element(page.getByText('enrol-gateways')).toBeVisible();
    await expect.element(page.getByRole('listitem')).toHaveTextContent('已吊销');
    await expect.element(button('吊销此网关…')).not.toBeInTheDocument();
    await expectAccessible(stage);
  });

  it('has the firmware shown that it named', async () => {
    show({ firmware: '1.4.2' });
    await expect.element(page.getByText('1.4.2')).toBeVisible();
    show({ firmware: null });
    await expect.element(page.getByText('尚未报告')).toBeVisible();
  });
});
