import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-ranger-board.ts';
import { peopleOf } from '../../../src/app/command/people-of.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { PositionRow } from '../../../src/app/ports.ts';
import { aDevice, aPosition, minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const stage = document.createElement('main');

function show(rows: readonly PositionRow[], at = now): void {
  const people = peopleOf([aDevice()]);
  render(html`<hl-ranger-board .rows=${rows} .people=${people} .now=${at}></hl-ranger-board>`, stage);
}

describe('the list of rangers', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('says how old a position is', async () => {
    show([aPosition()]);
    await expect.element(page.getByText('1 分钟前', { exact: true })).toBeVisible();
    expect(page.getByText('失联').elements()).toEqual([]);
  });

  it('turns from age to no contact once ten minutes have passed, with the time of the last position', async () => {
    show([aPosition()], now + 9 * minuteMs);
    await expect.element(page.getByText('10 分钟前', { exact: true })).toBeVisible();
    show([aPosition()], now + 9 * minuteMs + 1);
    await expect.element(page.getByText('失联')).toBeVisible();
    await expect.element(page.getByText(/1月15日 09:59/)).toBeVisible();
  });

  it('never shows a silent ranger as fine', async () => {
    show([aPosition({ takenAt: now - 60 * minuteMs, receivedAt: now - 60 * minuteMs })]);
    await expect.element(page.getByText('失联')).toBeVisible();
    expect(stage.querySelector('hl-ranger-board')?.shadowRoot?.querySelector('.fine')).toBeNull();
  });

  it('is accessible', async () => {
    show([aPosition(), aPosition({ device: 'old', takenAt: now - 60 * minuteMs })]);
    await expect.element(page.getByText('失联')).toBeVisible();
    await expectAccessible(stage);
  });
});
