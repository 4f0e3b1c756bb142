import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { takePicture } from '../../../src/app/command/desk-picture.ts';
import '../../../src/app/command/hl-review-board.ts';
import { RowOpenEvent } from '../../../src/app/command/row-open-event.ts';
import { evidenceContext, reviewingContext } from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { AdministrationResult } from '../../../src/app/ports.ts';
import type { ReviewRows } from '../../../src/app/review-ports.ts';
import { applyCommand } from '../../../src/domain/casework/apply-command.ts';
import { emptyCase } from '../../../src/domain/casework/case-file.ts';
import type { EvidenceRequestBody } from '../../../src/protocol/evidence/evidence-requests.ts';
import type { Held } from '../../../src/protocol/pull.ts';
import { aDevice, anId, aViolation, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

const stage = document.createElement('main');
const done: string[] = [];
let answer: AdministrationResult<null> = { ok: true, value: null };
const noRows: ReviewRows = { held: [], forks: [], chains: [] };
const place = { chain: anId(51), seq: 3 };
const aHeld: Held = {
  ...{ ...place, event: anId(81), hash: 'c'.repeat(64), kind: 'violation', schema: 1, person: anId(31) },
  ...{ because: 'unknown-person', receivedAt: now - 3_600_000, review: null },
};
const exported: EvidenceRequestBody[] = [];
provide(stage, evidenceContext, {
  export: async (request) => {
    exported.push(request);
    return { ok: true, file: new Blob(['zip']), sha256: 'e'.repeat(64) };
  },
  openings: async () => null,
  erase: async () => ({ ok: true, erased: 1 }),
});
provide(stage, reviewingContext, {
  rows: new LiveValue(noRows),
  readRaw: async (_chain, seq) => JSON.stringify({ seq, kind: 'violation' }),
  decide: async ({ seq }, outcome) => {
    done.push(`${outcome} ${seq}`);
    return answer;
  },
  closeChain: async (chain) => {
    done.push(`close ${chain}`);
    return answer;
  },
  browseQuarantine: async (offset) => {
    const item = {
      ...{ source: 'mqtt' as const, reason: 'bad-payload' as const, detail: 'e.0.v', origin: 'hulin/v1/gw-likou/tel' },
      ...{ hash: 'd'.repeat(64), bytes: 120, times: 4, firstAt: now, lastAt: now, text: '{"v":"NaN"}' },
      gateway: 'gw-likou',
    };
    return { ok: true, value: { items: [item], more: offset === 0, kinds: [] } };
  },
  readQuarantined: async () => ({ ok: true, value: null }),
});
stage.addEventListener(RowOpenEvent.type, (event) => event instanceof RowOpenEvent && done.push(event.detail.id));

function show(reviews: ReviewRows, cases = new Map()): void {
  const empty = {
    incidents: [],
    sightings: [],
    permits: [],
    alarms: [],
    isListWhole: true,
    positions: [],
    stations: [],
    readings: [],
    places: null,
    rulebooks: [],
    voided: new Set<string>(),
    gateModes: new Map(),
    confirmedAt: now,
  };
  const picture = takePicture({ ...empty, violations: [aViolation()], devices: [aDevice()], cases, reviews, now });
  render(html`<hl-review-board .picture=${picture}></hl-review-board>`, stage);
}

describe('what waits for review at the desk', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    answer = { ok: true, value: null };
    done.length = 0;
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('says when there is nothing', async () => {
    show(noRows);
    await expect.element(page.getByText('Nothing waits for a decision.')).toBeVisible();
  });

  it('shows an event that is held with its reason and signed text, and what became of a decision', async () => {
    show({ ...noRows, held: [aHeld] });
    await expect.element(page.getByText('person has no grant on this device')).toBeVisible();
    await page.getByText('Signed text').click();
    await expect.element(page.getByText(/"kind": "violation"/)).toBeVisible();
    await expectAccessible(stage);
    answer = { ok: false, detail: 'unknown-person' };
    await page.getByRole('button', { name: 'Take into use' }).click();
    expect(done).toEqual(['released 3']);
    await expect.element(page.getByRole('alert')).toHaveTextContent('Enrol the person on it, then decide');
    show({ ...noRows, held: [{ ...aHeld, review: { outcome: 'refused', person: anId(31), at: now } }] });
    await expect.element(page.getByText(/not used · 王德胜/)).toBeVisible();
  });

  it('has what is held exported as evidence, before and after a decision', async () => {
    exported.length = 0;
    show({ ...noRows, held: [aHeld] });
    await page.getByRole('button', { name: 'Export as evidence…' }).click();
    await page.getByRole('textbox').fill('court');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    expect(exported).toEqual([{ records: [aHeld.event], reason: 'court', open: false }]);
    await expect.element(page.getByText('Ready, 3 B.')).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).click();
    show({ ...noRows, held: [{ ...aHeld, review: { outcome: 'refused', person: anId(31), at: now } }] });
    await expect.element(page.getByRole('button', { name: 'Export as evidence…' })).toBeVisible();
  });

  it('shows a stuck chain with both versions, and closes it after asking once more', async () => {
    const chain = {
      ...{ chain: anId(51), device: anId(21), seq: 3, forks: 1, refused: 0 },
      closedAt: null,
      successor: null,
    };
    const fork = { ...place, hash: 'e'.repeat(64), raw: '{"seq":3,"kind":"note"}', receivedAt: now };
    show({ ...noRows, chains: [chain], forks: [fork] });
    await page.getByText('Both versions').click();
    await expect.element(page.getByText(/"kind": "violation"/)).toBeVisible();
    await expect.element(page.getByText(/"kind": "note"/)).toBeVisible();
    await page.getByRole('button', { name: 'Close this chain' }).click();
    await expect.element(page.getByRole('heading', { name: 'Close the chain of 王德胜?' })).toBeVisible();
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(done).toEqual([]);
    await page.getByRole('button', { name: 'Close this chain' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close this chain' }).click();
    await expect.poll(() => done).toEqual([`close ${anId(51)}`]);
  });

  it('lists conflicts by record, with the people, and opens them', async () => {
    const said = (event: number, person: string, step: 'opened' | 'declined') => ({
      origin: { event: anId(event), chain: person, person, fromAt: null, toAt: now },
      ...{ base: 0, changes: { status: { step, on: '2027-01-14' } } },
    });
    const commands = [said(1, anId(31), 'opened'), said(2, anId(32), 'declined')];
    const file = commands.reduce(applyCommand, emptyCase(anId(61)));
    show(noRows, new Map([[anId(61), { file, base: 2, own: new Map(), held: [] }]]));
    await expect.element(page.getByText('They differ about: step')).toBeVisible();
    await page.getByRole('button', { name: 'Compare and settle' }).click();
    expect(done).toEqual([anId(61)]);
  });

  it('looks into the quarantine when asked, page by page', async () => {
    show(noRows);
    await page.getByRole('button', { name: 'Look into the quarantine' }).click();
    await expect.element(page.getByText('payload not of the agreed form')).toBeVisible();
    await page.getByText('What came').click();
    await expect.element(page.getByLabelText('As text', { exact: true })).toHaveTextContent('{"v":"NaN"}');
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.element(page.getByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
    await expectAccessible(stage);
  });
});
