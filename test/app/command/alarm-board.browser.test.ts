import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/command/hl-alarm-board.ts';
import { peopleOf } from '../../../src/app/command/people-of.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { Alarm } from '../../../src/protocol/pull.ts';
import { aDevice, anAlarm, anId, aStation, minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const stage = document.createElement('main');
const acknowledged: Alarm[] = [];
const opened: string[] = [];

function show(rows: readonly Alarm[] | undefined, underway: readonly string[] = []): void {
  render(
    html`<hl-alarm-board
      .rows=${rows}
      .stations=${[aStation()]}
      .people=${peopleOf([aDevice()])}
      .underway=${new Set(underway)}
      .now=${now}
      @hl-acknowledge=${({ detail }: CustomEvent<Alarm>) => acknowledged.push(detail)}
      @hl-row-open=${({ detail }: CustomEvent<{ id: string }>) => opened.push(detail.id)}
    ></hl-alarm-board>`,
    stage,
  );
}

describe('the list of alarms', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    document.body.append(stage);
  });
  afterEach(() => {
    render(null, stage);
    acknowledged.length = 0;
    opened.length = 0;
  });

  it('fires an acknowledgement of the alarm whose button is pressed, and opens no row by it', async () => {
    show([anAlarm({ id: anId(2), station: 'lk-smoke-09' }), anAlarm()]);
    await page.getByRole('button', { name: 'Acknowledge: Likou Hill, east ridge smoke sensor' }).click();
    expect(acknowledged.map(({ id }) => id)).toEqual([anId(1)]);
    expect(opened).toEqual([]);
  });

  it('opens a row by the keyboard', async () => {
    show([anAlarm()]);
    await expect
      .element(page.getByRole('button', { name: 'Likou Hill, east ridge smoke sensor', exact: true }))
      .toBeVisible();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(opened).toEqual([anId(1)]);
  });

  it('shows that a closing waits which its author made before the alarm grew', async () => {
    const by = { event: anId(71), chain: anId(72), person: anId(31), fromAt: null, toAt: now };
    const closing = { ...by, version: 4, state: 'claim', field: 'closing', value: 'false-alarm' } as const;
    show([anAlarm({ file: { entries: [closing], grown: 3 } })]);
    await expect.element(page.getByText('in conflict')).toBeVisible();
  });

  it('says who acknowledged and when, and asks nobody again', async () => {
    show([anAlarm({ acknowledged: { person: anId(31), event: anId(71), at: now - minuteMs } })]);
    await expect.element(page.getByText('Acknowledged by 王德胜, 15 Jan, 09:59')).toBeVisible();
    expect(page.getByRole('button', { name: /^Acknowledge/ }).elements()).toEqual([]);
  });

  it('shows that an acknowledgement is under way and takes no second one', async () => {
    show([anAlarm()], [anId(1)]);
    await expect.element(page.getByRole('button', { name: /^Acknowledge/ })).toBeDisabled();
    await expect.element(page.getByText('Being sent…')).toBeVisible();
  });

  it('has a face for loading and for nothing', async () => {
    show(undefined);
    await expect.element(page.getByRole('status')).toHaveTextContent('Loading…');
    show([]);
    await expect.element(page.getByText('No alarms.')).toBeVisible();
  });

  it('stays short with two thousand alarms', async () => {
    show(
      Array.from({ length: 2000 }, (_, i) => anAlarm({ id: anId(1000 + i), status: 'cleared', clearedAt: now - i })),
    );
    await page.getByRole('button', { name: 'Show more (1900 not shown)' }).click();
    await expect.element(page.getByRole('button', { name: 'Show more (1800 not shown)' })).toBeVisible();
    expect(stage.querySelector('hl-alarm-board')?.shadowRoot?.querySelectorAll('li')).toHaveLength(200);
  });

  it('is accessible', async () => {
    show([anAlarm(), anAlarm({ id: anId(3), late: true, status: 'cleared', clearedAt: now })]);
    await expect.element(page.getByText('from readings sent late')).toBeVisible();
    await expectAccessible(stage);
  });
});
