import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { GateSetEvent, GateSettleEvent } from '../../../src/app/command/gate-mode-events.ts';
import '../../../src/app/command/hl-gate-mode-panel.ts';
import type { GateRow } from '../../../src/app/gate-ports.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { emptyGate, takeGateSaid } from '../../../src/domain/gate/gate-file.ts';
import type { GateMode } from '../../../src/domain/shared/gate-codes.ts';
import { anId, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const stage = document.createElement('main');
const heard: unknown[] = [];
for (const type of [GateSetEvent.type, GateSettleEvent.type]) {
  stage.addEventListener(type, (event) => heard.push(event instanceof CustomEvent ? event.detail : null));
}
const [li, zhao] = [anId(31), anId(33)];
const people = new Map([
  [li, { name: '李指挥', role: 'commander' }],
  [zhao, { name: '赵值守', role: 'gate-keeper' }],
]);

function rowOf(...said: readonly (readonly [event: number, person: string, mode: GateMode])[]): GateRow {
  const file = said.reduce((before, [event, person, mode]) => {
    const origin = { event: anId(event), chain: person, person, fromAt: now - 3_600_000, toAt: now - 60_000 };
    const setting = { mode, because: 'order' as const, document: '' };
    return takeGateSaid(before, { kind: 'setting', gate: 'g', origin, base: 0, setting });
  }, emptyGate('g'));
  return { file, base: file.version, own: new Map(), held: [] };
}

function show(row: GateRow | null): void {
  render(html`<hl-gate-mode-panel .gate=${'g'} .row=${row} .people=${people} .now=${now}></hl-gate-mode-panel>`, stage);
}

describe('a gate’s mode on the desk', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    heard.length = 0;
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('begins with everyone registered, and is set with the reason and its document', async () => {
    show(null);
    await expect.element(page.getByText('Nobody has set this gate’s mode: everyone is registered.')).toBeVisible();
    await page.getByRole('button', { name: 'Change the gate’s mode' }).click();
    await page.getByRole('button', { name: 'closed to entry' }).click();
    await page.getByRole('combobox', { name: 'Why' }).selectOptions('order from above');
    await page.getByRole('textbox', { name: 'Document number, if any' }).fill(' 令 3 ');
    await expectAccessible(stage);
    await page.getByRole('button', { name: 'Set the mode' }).click();
    expect(heard).toEqual([{ gate: 'g', base: 0, setting: { mode: 'closed', because: 'order', document: '令 3' } }]);
  });

  it('shows both modes of a conflict with who set them and when, and lets one stand', async () => {
    show(rowOf([1, zhao, 'closed'], [2, li, 'open']));
    const conflict = page.getByRole('group', { name: 'Conflict: gate mode' });
    for (const words of [
      'closed to entry',
      '赵值守 (gate keeper)',
      'open (',
      '李指挥 (commander)',
      'certainly between',
    ])
      await expect.element(conflict).toHaveTextContent(words);
    expect(page.getByRole('button', { name: 'Change the gate’s mode' }).elements()).toEqual([]);
    await expectAccessible(stage);
    await page.getByRole('button', { name: /Let stand: open/ }).click();
    expect(heard).toEqual([{ gate: 'g', choice: { field: 'mode', stands: anId(2), over: [anId(1)] } }]);
  });
});
