import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import {
  clockContext,
  fixesContext,
  lateContext,
  pulledContext,
  stationHistoryContext,
  syncContext,
} from '../../../src/app/contexts.ts';
import type { HistoryAnswer, StationHistory } from '../../../src/app/history-ports.ts';
import { type Live, LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { Clock, Fixes, Pulled, Sync } from '../../../src/app/ports.ts';
import '../../../src/app/shell/hl-gates-link.ts';
import { aStation, minuteMs, now } from '../command/support/command-rows.ts';
import { expectAccessible } from '../command/support/expect-accessible.ts';
import { provide } from '../command/support/provide.ts';

const stage = document.createElement('main');
const asked: string[] = [];
let answer: HistoryAnswer = { ok: false, because: 'no-network' };
const wholeAt = new LiveValue<number | null>(now - minuteMs);
const live = <T>(value: T): Live<T> => new LiveValue(value);
provide(stage, pulledContext, {
  stations: live([aStation({ id: 'lk-smoke-02', status: 'fine' }), aStation({ id: 'gw', kind: 'gateway' })]),
  gates: live([]),
  wholeAt,
} as unknown as Pulled);
provide(stage, fixesContext, { state: live({ kind: 'searching' }) } as unknown as Fixes);
provide(stage, lateContext, {
  bring: async () => ({ loadSensors: () => import('../../../src/app/shell/hl-sensor-sheet.ts') }),
});
const tryNow = vi.fn();
provide(stage, syncContext, { tryNow } as unknown as Sync);
provide(stage, clockContext, { now: () => ({ at: now }) } as unknown as Clock);
provide(stage, stationHistoryContext, {
  read: async (station) => {
    asked.push(station);
    return answer;
  },
} satisfies StationHistory);

describe('smoke sensors on a phone', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    document.body.append(stage);
    asked.length = 0;
    tryNow.mockClear();
    wholeAt.set(now - minuteMs);
    render(html`<hl-gates-link></hl-gates-link>`, stage);
  });
  afterEach(() => render(null, stage));
  const open = async () => {
    await page.getByRole('button', { name: '烟感', exact: true }).click();
    await page.getByRole('button', { name: /正常|失联/ }).click();
  };

  it('show the latest at once and ask the hub for more only when one is opened', async () => {
    await page.getByRole('button', { name: '烟感', exact: true }).click();
    await expect.element(page.getByRole('button', { name: /正常/ })).toBeVisible();
    expect(asked).toEqual([]);
    expect(tryNow).toHaveBeenCalledOnce();
    await page.getByRole('button', { name: /正常/ }).click();
    await expect.poll(() => asked).toEqual(['lk-smoke-02']);
    await expectAccessible(stage);
  });

  it('say in words that there is no line to the hub, and show what is here', async () => {
    answer = { ok: false, because: 'no-network' };
    await open();
    await expect.element(page.getByRole('alert')).toHaveTextContent('没有给出历史');
  });

  it('are never shown as fine on old news', async () => {
    wholeAt.set(now - 60 * minuteMs);
    await page.getByRole('button', { name: '烟感', exact: true }).click();
    await expect.element(page.getByRole('button', { name: /失联/ })).toBeVisible();
    await expect.element(page.getByText(/正常/)).not.toBeInTheDocument();
  });
});
