import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { storiesContext } from '../../../src/app/contexts.ts';
import '../../../src/app/kit/hl-record-story.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { OffDutyError } from '../../../src/app/off-duty.ts';
import type { RemarkDraft, StoryRemark } from '../../../src/app/story-ports.ts';
import type { PulledCaseStatus } from '../../../src/protocol/casework.ts';
import { anId, aRemark, now } from '../command/support/command-rows.ts';
import { expectAccessible } from '../command/support/expect-accessible.ts';
import { provide } from '../command/support/provide.ts';

const stage = document.createElement('main');
const remarks = new LiveValue<ReadonlyMap<string, readonly StoryRemark[]>>(new Map());
const statuses = new LiveValue<ReadonlyMap<string, PulledCaseStatus>>(new Map());
const added: RemarkDraft[] = [];
provide(stage, storiesContext, {
  remarks,
  statuses,
  add: async (_about, draft) => {
    if (draft.text === 'of nobody') throw new OffDutyError();
    if (draft.text === 'slowly') await new Promise((resolve) => setTimeout(resolve, 50));
    added.push(draft);
  },
});

describe('what became of a record', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    added.length = 0;
    remarks.set(new Map());
    document.body.append(stage);
    render(html`<hl-record-story .hasAct=${true} .record=${anId(61)} .now=${now}></hl-record-story>`, stage);
  });
  afterEach(() => render(null, stage));

  it('says in plain words how far command is, and what was said since', async () => {
    statuses.set(new Map([[anId(61), { violation: anId(61), step: 'opened', on: '2027-01-15' }]]));
    remarks.set(
      new Map([
        [
          anId(61),
          [aRemark({ kind: 'amendment', changes: { act: 'smoking' } }), aRemark({ event: anId(92), toAt: null })],
        ],
      ]),
    );
    await expect.element(page.getByText('Command says: case opened · 15 Jan 2027')).toBeVisible();
    await expect.element(page.getByText('should be: smoking')).toBeVisible();
    await expect.element(page.getByText('saved on this phone')).toBeVisible();
    await expectAccessible(stage);
  });

  it('writes a note once, however often Save is touched', async () => {
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'In words (sealed)' }).fill('slowly');
    const save = page.getByRole('button', { name: 'Save' }).element() as HTMLButtonElement;
    save.click();
    save.click();
    await new Promise((resolve) => setTimeout(resolve, 10));
    save.click();
    await expect.element(page.getByRole('textbox')).not.toBeInTheDocument();
    expect(added).toEqual([{ kind: 'note', text: 'slowly' }]);
  });

  it('takes back with a reason, and then shows the record as taken back, still there', async () => {
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('combobox', { name: 'Reason' }).selectOptions('recorded twice');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(added).toEqual([{ kind: 'voiding', text: '', reason: 'duplicate' }]);
    remarks.set(new Map([[anId(61), [aRemark({ kind: 'voiding', reason: 'duplicate' })]]]));
    await expect.element(page.getByText('The record stays as it was.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Take back' })).not.toBeInTheDocument();
  });

  it('says so when nobody is on duty, and keeps what was typed', async () => {
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByRole('textbox').fill('of nobody');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('Nobody is on duty with this phone');
    await expect.element(page.getByRole('textbox')).toHaveValue('of nobody');
  });

  it('does not take a record back by what is still held for review', async () => {
    remarks.set(new Map([[anId(61), [aRemark({ kind: 'voiding', reason: 'duplicate', toAt: null, isHeld: true })]]]));
    await expect.element(page.getByText('held for review')).toBeVisible();
    expect(page.getByText('The record stays as it was.').elements()).toEqual([]);
    await expect.element(page.getByRole('button', { name: 'Take back' })).toBeVisible();
  });

  it('offers no correction of an act where there is none', async () => {
    render(html`<hl-record-story .hasAct=${false} .record=${anId(61)} .now=${now}></hl-record-story>`, stage);
    await expect.element(page.getByRole('button', { name: 'Take back' })).toBeVisible();
    expect(page.getByRole('button', { name: 'Correct' }).elements()).toEqual([]);
  });

  it('takes a note in words, and a correction of the act', async () => {
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.getByRole('combobox', { name: 'What was done' }).selectOptions('smoking');
    await page.getByRole('textbox', { name: 'In words (sealed)' }).fill('看错了');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(added).toEqual([{ kind: 'amendment', text: '看错了', act: 'smoking' }]);
  });
});
