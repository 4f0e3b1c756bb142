import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { CaseSettleEvent, CaseStepEvent } from '../../../src/app/command/case-events.ts';
import '../../../src/app/command/hl-case-panel.ts';
import type { CaseRow } from '../../../src/app/casework-ports.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { applyCommand } from '../../../src/domain/casework/apply-command.ts';
import { emptyCase } from '../../../src/domain/casework/case-file.ts';
import { anId, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const stage = document.createElement('main');
const heard: unknown[] = [];
for (const type of [CaseStepEvent.type, CaseSettleEvent.type]) {
  stage.addEventListener(type, (event) => heard.push(event instanceof CustomEvent ? event.detail : null));
}
const [li, wang] = [anId(31), anId(32)];
const people = new Map([
  [li, { name: '李指挥', role: 'commander' }],
  [wang, { name: '王科长', role: 'administrator' }],
  [anId(33), { name: '赵护林', role: 'ranger' }],
]);
const violation = anId(61);
const said = (event: number, person: string, step: 'opened' | 'declined') => ({
  origin: { event: anId(event), chain: person, person, fromAt: now - 3_600_000, toAt: now - 60_000 },
  ...{ base: 0, changes: { status: { step, on: '2027-01-14' } } },
});

function show(row: CaseRow | null): void {
  render(
    html`<hl-case-panel .violation=${violation} .happenedAt=${now - 1_800_000} .row=${row} .people=${people} .now=${now}></hl-case-panel>`,
    stage,
  );
}

function rowOf(...commands: ReturnType<typeof said>[]): CaseRow {
  const file = commands.reduce(applyCommand, emptyCase(violation));
  return { file, base: file.version, own: new Map(), held: [] };
}

describe('the case of a suspected violation on the desk', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    heard.length = 0;
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('begins as a clue with its limitation, and is opened on a day', async () => {
    show(null);
    await expect.element(page.getByText('no case opened yet')).toBeVisible();
    await expect.element(page.getByText('limitation: 15 Jan 2029, 731 days left')).toBeVisible();
    await page.getByRole('button', { name: 'Open a case' }).click();
    await page.getByRole('textbox', { name: 'Done on' }).fill('2027-01-14');
    await page.getByRole('button', { name: 'Confirm' }).click();
    expect(heard).toEqual([{ violation, base: 0, changes: { status: { step: 'opened', on: '2027-01-14' } } }]);
    await expectAccessible(stage);
  });

  it('names the officers from the people of command, with certificate numbers', async () => {
    show(rowOf(said(1, li, 'opened')));
    await page.getByRole('button', { name: 'Name the officers' }).click();
    await page.getByRole('combobox', { name: 'Officer', exact: true }).selectOptions('王科长');
    await page.getByRole('textbox', { name: 'Certificate number' }).first().fill(' 37100012 ');
    await page.getByRole('combobox', { name: 'Second officer' }).selectOptions('王科长');
    await page.getByRole('textbox', { name: 'Certificate number' }).last().fill('37100013');
    await page.getByRole('button', { name: 'Confirm' }).click();
    expect(heard).toEqual([]); // one person is not two officers
    await page.getByRole('combobox', { name: 'Second officer' }).selectOptions('李指挥');
    await page.getByRole('button', { name: 'Confirm' }).click();
    const officers = [
      { person: wang, certificate: '37100012' },
      { person: li, certificate: '37100013' },
    ];
    expect(heard).toMatchObject([{ base: 1, changes: { officers } }]);
    expect(page.getByRole('option', { name: '赵护林' }).elements()).toEqual([]);
  });

  it('shows both values of a conflict with who gave them, offers no next step, and lets one stand', async () => {
    show(rowOf(said(1, li, 'opened'), said(2, wang, 'declined')));
    const conflict = page.getByRole('group', { name: 'Conflict: step' });
    await expect.element(conflict.getByText('case opened (on 14 Jan 2027)')).toBeVisible();
    await expect.element(conflict.getByText('李指挥 (commander)')).toBeVisible();
    await expect.element(conflict.getByText('not pursued (on 14 Jan 2027)')).toBeVisible();
    await expect.element(conflict.getByText('王科长 (administrator)')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Name the officers' })).not.toBeInTheDocument();
    await expectAccessible(stage);
    await page.getByRole('button', { name: 'Let stand: not pursued (on 14 Jan 2027)' }).click();
    expect(heard).toEqual([{ violation, choice: { field: 'status', stands: anId(2), over: [anId(1)] } }]);
  });

  it('marks what is only on this device, and what the hub held', async () => {
    const row = rowOf(said(1, li, 'opened'));
    show({ ...row, base: 0, own: new Map([[anId(1), 'saved' as const]]), held: [anId(9)] });
    await expect.element(page.getByText('saved on this phone').first()).toBeVisible();
    await expect.element(page.getByText(/1 steps of this desk were received and are held/)).toBeVisible();
  });
});
