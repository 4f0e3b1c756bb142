import { html, render } from 'lit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/command/hl-command-desk.ts';
import * as contexts from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { MapLayers } from '../../../src/app/package-ports.ts';
import type { PositionRow, SyncState, ViolationRow } from '../../../src/app/ports.ts';
import type { Alarm, Station } from '../../../src/protocol/pull.ts';
import { activePackages, aProfile, aSyncState } from '../support/fake-services.ts';
import { aDevice, anAlarm, anId, aPosition, aStation, aViolation, minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

const stage = document.createElement('div');
const nothing = { type: 'FeatureCollection' as const, features: [] };
const layers: MapLayers = {
  drawings: [],
  forest: nothing,
  residential: nothing,
  belt: nothing,
  land: nothing,
  coast: nothing,
  places: nothing,
  attribution: [],
  bounds: [121, 36, 123, 38],
};
const alarms = new LiveValue<readonly Alarm[]>([]);
const stations = new LiveValue<readonly Station[]>([]);
const violations = new LiveValue<readonly ViolationRow[]>([]);
const positions = new LiveValue<readonly PositionRow[]>([]);
const sync = new LiveValue<SyncState>(aSyncState());
const written: string[] = [];
let refuses = false;

function provideServices(): void {
  const enrolment = {
    profile: new LiveValue(aProfile({ role: 'commander' })),
    enrol: () => Promise.reject(new Error()),
  };
  const readings = new LiveValue([]);
  const devices = new LiveValue([aDevice()]);
  const acknowledging = {
    acknowledge: async ({ id }: Alarm) => {
      if (refuses) throw new Error('storage refused');
      written.push(id);
    },
  };
  const clock = {
    now: () => ({ kind: 'known' as const, at: now, skewMs: 0 }),
    live: new LiveValue({ kind: 'known' as const, at: now, skewMs: 0 }),
  };
  provide(stage, contexts.enrolmentContext, enrolment);
  provide(stage, contexts.pulledContext, { alarms, stations, violations, positions, readings, devices });
  provide(stage, contexts.acknowledgingContext, acknowledging);
  provide(stage, contexts.syncContext, { state: sync, tryNow: () => undefined });
  provide(stage, contexts.clockContext, clock);
  provide(stage, contexts.packagesContext, {
    active: new LiveValue(activePackages()),
    mapLayers: () => Promise.resolve(layers),
    legalTexts: () => Promise.reject(new Error('not asked for here')),
  });
}

/** What has the keyboard, through every shadow root: its tag and words. */
function focused(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return `${element?.tagName} ${element?.textContent?.trim()}`;
}

describe('the command desk', () => {
  beforeAll(async () => {
    provideServices();
    await page.viewport(1440, 900);
  });
  beforeEach(async () => {
    await chooseLanguage('en');
    refuses = false;
    written.length = 0;
    sync.set(aSyncState({ lastContactAt: Date.now() }));
    alarms.set([anAlarm()]);
    stations.set([aStation()]);
    violations.set([aViolation()]);
    positions.set([aPosition()]);
    document.body.append(stage);
    const noWebGl = vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    render(html`<hl-command-desk></hl-command-desk>`, stage);
    await stage.querySelector('hl-command-desk')?.updateComplete;
    noWebGl.mockRestore();
  });
  afterEach(() => render(null, stage));

  it('announces in its last year that the notice ends, and how long is left', async () => {
    await expect
      .element(page.getByText('威政发〔2022〕19号 ends on 31 Oct 2027, 289 days from today: a new notice is needed.'))
      .toBeVisible();
  });

  it('writes an acknowledgement once and shows who gave it when the pull brings it', async () => {
    await page.getByRole('button', { name: /^Acknowledge:/ }).click();
    await expect.element(page.getByText('Being sent…')).toBeVisible();
    expect(written).toEqual([anId(1)]);
    alarms.set([anAlarm({ version: 2, acknowledged: { person: anId(31), event: anId(71), at: now } })]);
    await expect.element(page.getByText(/Acknowledged by 王德胜/)).toBeVisible();
    await expect.element(page.getByText('No unacknowledged alarm')).toBeVisible();
  });

  it('shows a violation the moment it is pulled, and opens it in full', async () => {
    await page.getByRole('tab', { name: /Violations/ }).click();
    violations.set([aViolation(), aViolation({ id: anId(63), body: { ...aViolation().body, act: 'fireworks' } })]);
    await page.getByRole('button', { name: 'fireworks' }).click();
    await expect.poll(focused).toBe('H2 fireworks');
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    await expect.poll(focused).toBe('BUTTON fireworks');
  });

  it('calls a sensor fine while in contact, and everything of then once contact is lost', async () => {
    await page.getByRole('tab', { name: /Sensors/ }).click();
    await expect.element(page.getByText('fine', { exact: true })).toBeVisible();
    sync.set(aSyncState({ connection: 'offline', lastContactAt: Date.now() - 3 * minuteMs }));
    await expect
      .element(page.getByText(/No contact for 3 minutes: below is how things stood on 15 Jan, 09:5[67]\./))
      .toBeVisible();
    await expect.element(page.getByText('no contact', { exact: true })).toBeVisible();
    expect(page.getByText('fine', { exact: true }).elements()).toEqual([]);
  });

  it('moves between lists by the arrow keys', async () => {
    await page.getByRole('tab', { name: /Alarms/ }).click();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(focused).toContain('Violations');
    await expect.element(page.getByRole('button', { name: 'ritual fire' })).toBeVisible();
  });

  it('is accessible with a detail open', async () => {
    await page.getByRole('button', { name: 'Likou Hill, east ridge smoke sensor', exact: true }).click();
    await expect.element(page.getByRole('heading', { name: 'Likou Hill, east ridge smoke sensor' })).toBeVisible();
    await expectAccessible(stage);
  });
});
