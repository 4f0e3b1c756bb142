import { html, render } from 'lit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-gate-register.ts';
import * as contexts from '../../../src/app/contexts.ts';
import type { GateDesk } from '../../../src/app/gate-ports.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { PulledRecord } from '../../../src/app/record-ports.ts';
import type { PassBody } from '../../../src/protocol/pass.ts';
import { anId, minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

const stage = document.createElement('div');
const passes = new LiveValue<readonly PulledRecord<PassBody>[]>([]);
let isReached = true;
const asked: (readonly [number, number])[] = [];

/** A car that was registered so many minutes ago. */
function aPass(number: number, ago: number, changes: Partial<PassBody> = {}): PulledRecord<PassBody> {
  const at = now - ago * minuteMs;
  const said = { declaresFire: false, depositsFire: false, entry: null, at };
  return {
    ...{ id: anId(number), chain: anId(41), seq: number, person: anId(31), outcome: 'stored', review: null },
    body: { direction: 'in', gate: 'gate', class: 'car', persons: 2, ...said, ...changes },
    ...{ parts: [], partsReceived: 0, recordedAt: at, erased: null, bracket: { fromAt: null, toAt: at } },
  };
}

describe('a gate at the desk', () => {
  beforeAll(async () => {
    await page.viewport(1440, 900);
    await chooseLanguage('zh');
    const ago = (minutes: number) => ({
      at: now - minutes * minuteMs,
      direction: 'in' as const,
      class: 'car' as const,
    });
    const gates: GateDesk = {
      passes,
      passages: async (gate, from, to) => {
        asked.push([from, to]);
        return isReached
          ? {
              v: 1,
              gate,
              from,
              to,
              isCut: false,
              passages: [
                { ...ago(55), count: 2 },
                { ...ago(20), count: 1 },
              ].filter(({ at }) => at >= from && at < to),
            }
          : null;
      },
    };
    provide(stage, contexts.gateDeskContext, gates);
    document.body.append(stage);
  });
  afterAll(() => stage.remove());

  const show = () => render(html`<hl-gate-register .gate=${'gate'} .now=${now}></hl-gate-register>`, stage);

  it('says whom the counter knows and the register does not, and who is still inside since yesterday', async () => {
    passes.set([aPass(1, 52), aPass(2, 54), aPass(3, 1_500), aPass(4, 50, { gate: 'another' })]);
    show();
    await expect.element(page.getByRole('row', { name: '进山 · 小型车 3 2 1' })).toBeVisible();
    await expect.element(page.getByText('有计数、无登记 · 1')).toBeVisible();
    await expect.element(page.getByRole('heading', { name: '还在山里 · 3' })).toBeVisible();
    expect(page.getByText('滞留未出').elements()).toHaveLength(1);
    await expectAccessible(stage);
  });

  it('looks back at an earlier day, whole, and returns to today', async () => {
    asked.length = 0;
    await page.getByRole('button', { name: '前一天' }).click();
    await expect.element(page.getByText('2027年1月14日')).toBeVisible();
    await expect.element(page.getByRole('row', { name: '进山 · 小型车 0 1 0' })).toBeVisible();
    const start = Date.parse('2027-01-14T00:00:00+08:00');
    const quarter = 15 * minuteMs;
    expect(asked).toEqual([[start - quarter, start + 86_400_000 + quarter]]);
    await page.getByRole('button', { name: '后一天' }).click();
    await expect.element(page.getByText('今天')).toBeVisible();
    await expect.element(page.getByRole('button', { name: '后一天' })).toBeDisabled();
  });

  it('names who went in while the gate was closed', async () => {
    passes.set([aPass(1, 52, { mode: 'closed' }), aPass(2, 54, { mode: 'registering' })]);
    show();
    await expect.element(page.getByRole('heading', { name: '封山期间进入 · 1' })).toBeVisible();
  });

  it('says so when the counter cannot be asked, and shows the register all the same', async () => {
    isReached = false;
    render(html``, stage);
    show();
    await expect.element(page.getByText('暂时取不到计数器的通行记录，联网后再显示。')).toBeVisible();
    await expect.element(page.getByRole('heading', { name: '还在山里 · 2' })).toBeVisible();
  });
});
