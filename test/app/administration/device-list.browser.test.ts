import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { Revocation } from '../../../src/app/administration/hl-device-list.ts';
import '../../../src/app/administration/hl-device-list.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { Device } from '../../../src/protocol/pull.ts';
import { aDevice, anId, now } from '../command/support/command-rows.ts';
import { expectAccessible } from '../command/support/expect-accessible.ts';

const stage = document.createElement('main');
const revoked: Revocation[] = [];

function show(rows: readonly Device[], own: string | null = null): void {
  render(
    html`<hl-device-list
      .rows=${rows}
      .own=${own}
      .now=${now}
      @hl-revoke=${({ detail }: CustomEvent<Revocation>) => revoked.push(detail)}
    ></hl-device-list>`,
    stage,
  );
}

describe('the list of devices', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    document.body.append(stage);
  });
  afterEach(() => {
    render(null, stage);
    revoked.length = 0;
  });

  it('revokes only after a second yes', async () => {
    show([aDevice()]);
    await page.getByRole('button', { name: 'Revoke: 王德胜' }).click();
    await expect.element(page.getByRole('dialog')).toHaveTextContent('Revoke the device of 王德胜?');
    expect(revoked).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => revoked).toEqual([{ device: anId(21), lostFrom: null }]);
  });

  it('takes down since when it was lost, in Weihai’s time, and says so afterwards', async () => {
    show([aDevice()]);
    await page.getByRole('button', { name: 'Revoke: 王德胜' }).click();
    await page.getByLabelText('Lost or stolen since').fill('2027-01-14T18:30');
    await expectAccessible(stage);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    const lostFrom = Date.parse('2027-01-14T18:30:00+08:00');
    await expect.poll(() => revoked).toEqual([{ device: anId(21), lostFrom }]);
    show([aDevice({ status: 'revoked', lost: { fromAt: lostFrom, chains: [anId(51)] } })]);
    await expect.element(page.getByText(/lost since .*18:30/)).toBeVisible();
  });

  it('keeps the device when the answer is no', async () => {
    show([aDevice()]);
    await page.getByRole('button', { name: 'Revoke: 王德胜' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(revoked).toEqual([]);
  });

  it('offers no revoking of a revoked device nor of its own', async () => {
    show([aDevice(), aDevice({ id: anId(22), status: 'revoked' })], anId(21));
    await expect.element(page.getByText('this device')).toBeVisible();
    expect(page.getByRole('button', { name: /Revoke/ }).elements()).toEqual([]);
  });

  it('is accessible', async () => {
    show([aDevice(), aDevice({ id: anId(22), status: 'revoked' })]);
    await expect.element(page.getByText('whole municipality').first()).toBeVisible();
    await expectAccessible(stage);
  });
});
