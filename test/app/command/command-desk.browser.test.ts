import { html, render } from 'lit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/command/hl-command-desk.ts';
import * as contexts from '../../../src/app/contexts.ts';
import type { GateChoice, GateRow } from '../../../src/app/gate-ports.ts';
import type { IncidentRow } from '../../../src/app/incident-ports.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { MapLayers } from '../../../src/app/package-ports.ts';
import type { PositionRow, SyncState, ViolationRow } from '../../../src/app/ports.ts';
import type { SirenState } from '../../../src/app/siren-ports.ts';
import type { AlarmValues } from '../../../src/domain/alarm/alarm-file.ts';
import type { IncidentStepBody } from '../../../src/protocol/incident.ts';
import type { Alarm, Station } from '../../../src/protocol/pull.ts';
import { aProfile } from '../support/fake-custody.ts';
import { activePackages, aSyncState } from '../support/fake-services.ts';
import {
  aDevice,
  anAlarm,
  anId,
  anIncident,
  aPosition,
  aSighting,
  aStation,
  aViolation,
  minuteMs,
  now,
} from './support/command-rows.ts';
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
const incidents = new LiveValue<readonly IncidentRow[]>([]);
const gateRows = new LiveValue<ReadonlyMap<string, GateRow>>(new Map());
const said: IncidentStepBody[] = [];
const written: string[] = [];
let refuses = false;

function provideServices(): void {
  const enrolment = {
    profile: new LiveValue(aProfile({ role: 'commander' })),
    enrol: () => Promise.reject(new Error()),
  };
  const readings = new LiveValue([]);
  const devices = new LiveValue([aDevice()]);
  const permits = { permits: new LiveValue([]), wholeAt: new LiveValue(null), isListWhole: new LiveValue(true) };
  const acknowledging = {
    acknowledge: async ({ id }: Alarm) => {
      if (refuses) throw new Error('storage refused');
      written.push(id);
    },
    step: async ({ id }: Alarm, changes: Partial<AlarmValues>) => void written.push(`${id} ${JSON.stringify(changes)}`),
  };
  const siren = {
    state: new LiveValue<SirenState>('silent'),
    ringing: new LiveValue<readonly Alarm[]>([]),
    silence: async () => undefined,
    test: () => undefined,
  };
  const gateWriting = {
    set: async (gate: string, base: number) => void written.push(`${gate} on ${base}`),
    settle: async (gate: string, { stands }: GateChoice) => void written.push(`${gate} by ${stands}`),
  };
  const casework = {
    cases: new LiveValue(new Map()),
    take: async (violation: string, base: number) => void written.push(`${violation} on ${base}`),
    settle: async () => undefined,
  };
  const clock = {
    now: () => ({ kind: 'known' as const, at: now, skewMs: 0 }),
    live: new LiveValue({ kind: 'known' as const, at: now, skewMs: 0 }),
  };
  provide(stage, contexts.enrolmentContext, enrolment);
  provide(stage, contexts.pulledContext, {
    ...permits,
    gates: new LiveValue([]),
    alarms,
    stations,
    violations,
    positions,
    readings,
    devices,
  });
  provide(stage, contexts.acknowledgingContext, acknowledging);
  provide(stage, contexts.sirenContext, siren);
  provide(stage, contexts.caseworkContext, casework);
  provide(stage, contexts.gateModesContext, { rows: gateRows, ...gateWriting });
  provide(stage, contexts.incidentsContext, {
    ...{ rows: incidents, sightings: new LiveValue([aSighting()]) },
    say: async (body: IncidentStepBody) => void said.push(body),
  });
  provide(stage, contexts.storiesContext, {
    remarks: new LiveValue(new Map()),
    statuses: new LiveValue(new Map()),
    add: async () => undefined,
  });
  provide(stage, contexts.reviewingContext, {
    rows: new LiveValue({ held: [], forks: [], chains: [] }),
    readRaw: async () => null,
    decide: async () => ({ ok: true as const, value: null }),
    closeChain: async () => ({ ok: true as const, value: null }),
    browseQuarantine: async () => ({ ok: true as const, value: { items: [], more: false, kinds: [] } }),
    readQuarantined: async () => ({ ok: true as const, value: null }),
  });
  provide(stage, contexts.syncContext, { state: sync, tryNow: () => undefined });
  provide(stage, contexts.clockContext, clock);
  provide(stage, contexts.packagesContext, {
    active: new LiveValue(activePackages()),
    mapLayers: () => Promise.resolve(layers),
    legalTexts: () => Promise.reject(new Error('not asked for here')),
    citedRulebook: async () => null,
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
    said.length = 0;
    incidents.set([anIncident()]);
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

  it('shows one fire as one incident with its signs, and opens each', async () => {
    await page.getByRole('tab', { name: /Incidents/ }).click();
    const row = page.getByRole('region', { name: 'unverified' }).getByRole('button');
    await row.click();
    await expect.element(page.getByText('alarms: 1, sightings: 1')).toBeVisible();
    await expectAccessible(stage);
    await page.getByRole('button', { name: 'seen by a ranger · smoke' }).click();
    await expect.element(page.getByRole('heading', { name: 'suspected fire' })).toBeVisible();
    await expect.element(page.getByText(/about 500 m to the north-east of/)).toBeVisible();
    await expectAccessible(stage);
  });

  it('verifies an incident, takes it apart, and undoes what was said', async () => {
    const step = { event: anId(91), person: anId(31), at: now - minuteMs, isUndone: false };
    const judged = { ...step, said: { deed: 'verify' as const, members: [anId(1)], verdict: 'false' as const } };
    incidents.set([
      anIncident({ steps: [judged] }),
      anIncident({ id: anId(2), members: anIncident().members.slice(1) }),
    ]);
    await page.getByRole('tab', { name: /Incidents/ }).click();
    await page.getByRole('region', { name: 'unverified' }).getByRole('button').first().click();
    await page.getByRole('button', { name: 'confirmed', exact: true }).click();
    await page.getByRole('checkbox').last().click();
    await page.getByRole('button', { name: 'Split off what is chosen' }).click();
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    await page.getByRole('button', { name: 'Undo: Judged: false' }).click();
    expect(said).toEqual([
      { deed: 'verify', members: [anId(1), anId(81)], verdict: 'confirmed' },
      { deed: 'split', these: [anId(81)], those: [anId(1)] },
      { deed: 'merge', these: [anId(1), anId(81)], those: [anId(81)] },
      { deed: 'undo', step: anId(91) },
    ]);
    // The alarm among its signs is judged with it, and seen by whoever did; what was never said of it is not taken back.
    expect(written).toEqual([anId(1), `${anId(1)} {"verification":"confirmed"}`]);
  });

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

  it('lets an alarm be acknowledged again that opened again after it was', async () => {
    await page.getByRole('button', { name: /^Acknowledge:/ }).click();
    alarms.set([anAlarm({ version: 2, acknowledged: { person: anId(31), event: anId(71), at: now } })]);
    await expect.element(page.getByText(/Acknowledged by 王德胜/)).toBeVisible();
    alarms.set([anAlarm({ version: 3 })]);
    await page.getByRole('button', { name: /^Acknowledge:/ }).click();
    expect(written).toEqual([anId(1), anId(1)]);
  });

  it('carries no form over from one row to the next', async () => {
    await page.getByRole('tab', { name: /Violations/ }).click();
    violations.set([aViolation(), aViolation({ id: anId(63), body: { ...aViolation().body, act: 'fireworks' } })]);
    await page.getByRole('button', { name: 'ritual fire' }).click();
    await page.getByRole('button', { name: 'Open a case' }).click();
    await expect.element(page.getByRole('button', { name: 'Confirm' })).toBeVisible();
    await page.getByRole('button', { name: 'fireworks' }).click();
    await expect.element(page.getByRole('button', { name: 'Open a case' })).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Confirm' })).not.toBeInTheDocument();
  });

  it('shows a violation the moment it is pulled, and opens it in full', async () => {
    await page.getByRole('tab', { name: /Violations/ }).click();
    violations.set([aViolation(), aViolation({ id: anId(63), body: { ...aViolation().body, act: 'fireworks' } })]);
    await page.getByRole('button', { name: 'fireworks' }).click();
    await expect.poll(focused).toBe('H2 fireworks');
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    await expect.poll(focused).toBe('BUTTON fireworks');
  });

  it('writes a case step on the version it shows', async () => {
    await page.getByRole('tab', { name: /Violations/ }).click();
    await page.getByRole('button', { name: 'ritual fire' }).click();
    await page.getByRole('button', { name: 'Open a case' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect.poll(() => written).toEqual([`${anId(61)} on 0`]);
  });

  it('does not promise to show smoke while contact is lost', async () => {
    alarms.set([]);
    await page.getByRole('tab', { name: /Alarms/ }).click();
    await expect.element(page.getByText('Smoke over the limit will appear here by itself.')).toBeVisible();
    sync.set(aSyncState({ connection: 'offline', lastContactAt: Date.now() - 3 * minuteMs }));
    await expect.element(page.getByText('No unacknowledged alarm before contact was lost')).toBeVisible();
    await expect.element(page.getByText(/what smokes since is not known here/)).toBeVisible();
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
