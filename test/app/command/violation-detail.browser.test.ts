import { html, render } from 'lit';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { openForMs } from '../../../src/app/command/hl-sealed-part.ts';
import '../../../src/app/command/hl-violation-detail.ts';
import legalJson from '../../../public/packages/legal-texts/1/legal-texts.json' with { type: 'json' };
import { peopleOf } from '../../../src/app/command/people-of.ts';
import { openingsContext, packagesContext } from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { OpenedPart, Openings, ViolationRow } from '../../../src/app/ports.ts';
import { legalTextsSchema } from '../../../src/protocol/legal-texts.ts';
import { aRulebook } from '../../support/builders.ts';
import { activePackages } from '../support/fake-services.ts';
import { aDevice, anId, aViolation, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { provide } from './support/provide.ts';

const stage = document.createElement('main');
const asked: string[] = [];
const fields = {
  v: 1,
  name: '张大山',
  idNumber: '371002196503124417',
  phone: '13800001234',
  plate: '',
  note: '',
  attachments: [],
};
const answers = new Map<string, OpenedPart>();
const openings: Openings = {
  open: async (event, part) => {
    asked.push(`${event} ${part.slice(0, 1)}`);
    return answers.get(part) ?? { ok: false, because: 'missing', detail: '' };
  },
};
provide(stage, openingsContext, openings);
provide(stage, packagesContext, {
  active: new LiveValue(activePackages()),
  mapLayers: () => Promise.reject(new Error('not asked for here')),
  legalTexts: async () => v.parse(legalTextsSchema, legalJson),
});

function show(row: ViolationRow): void {
  render(
    html`<hl-violation-detail .row=${row} .rulebooks=${[aRulebook({ version: '1' })]} .people=${peopleOf([aDevice()])} .now=${now}></hl-violation-detail>`,
    stage,
  );
}
const envelope = (name: string) => page.getByRole('article', { name });
const openIt = (name: string) => envelope(name).getByRole('button', { name: 'Open (this is logged)' }).click();

describe('a suspected violation in full', () => {
  beforeEach(async () => {
    await chooseLanguage('en');
    const photo = await new Promise<Blob | null>((resolve) => document.createElement('canvas').toBlob(resolve));
    answers.set('f'.repeat(64), { ok: true, blob: new Blob([JSON.stringify(fields)]) });
    answers.set('e'.repeat(64), { ok: true, blob: photo ?? new Blob() });
    document.body.append(stage);
    show(aViolation());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    render(null, stage);
    asked.length = 0;
    answers.clear();
  });

  it('tells the verdict with its articles, the bracket of its time and the demonstration mark', async () => {
    await expect.element(page.getByText('banned · inside the fire zone')).toBeVisible();
    await expect.element(page.getByText(/500 m of the forest edge/)).toBeVisible();
    await expect.element(page.getByText('certainly between 09:00 and 09:40')).toBeVisible();
    await expect.element(page.getByText('demonstration data').first()).toBeVisible();
  });

  it('names the other rulebooks that applied, and the candidates of the law, folded', async () => {
    const { body } = aViolation();
    const other = { id: 'jingqu', version: '1', sha256: 'b'.repeat(64), demonstration: true };
    const ruling = { kind: 'banned', reason: 'in-zone', articles: [4, 5], rulebook: other } as const;
    show(
      aViolation({
        body: { ...body, further: { rulings: [{ ...ruling, articles: [4, 5] }], zones: [], permit: null } },
      }),
    );
    await expect.element(page.getByText(/jingqu · version 1.*banned · articles 4 and 5/s)).toBeVisible();
    await page.getByText('Legal basis: several candidates, the legal office chooses').click();
    await expect.element(page.getByText(/State council decree 822/i)).toBeVisible();
    await expectAccessible(stage);
  });

  it('asks the hub for nothing until an envelope is opened', async () => {
    await expect.element(envelope('personal fields')).toBeVisible();
    expect(asked).toEqual([]);
    expect(document.body.textContent).not.toContain('张大山');
  });

  it('opens personal fields on demand, the ID by its last four until shown whole', async () => {
    await openIt('personal fields');
    await expect.element(page.getByText('张大山')).toBeVisible();
    expect(asked).toEqual([`${anId(61)} f`]);
    await expect.element(page.getByText('••••••••••••••4417')).toBeVisible();
    await page.getByRole('button', { name: 'Show whole' }).click();
    await expect.element(page.getByText('371002196503124417')).toBeVisible();
  });

  it('forgets what was opened when it is closed, and lets the picture go', async () => {
    const revoked = vi.spyOn(URL, 'revokeObjectURL');
    await openIt('photo 1');
    await expect.element(page.getByRole('img', { name: 'photo 1' })).toBeVisible();
    await envelope('photo 1').getByRole('button', { name: 'Close' }).click();
    await expect.element(envelope('photo 1').getByText(/^sealed/)).toBeVisible();
    expect(revoked).toHaveBeenCalledOnce();
  });

  it('forgets after five minutes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await openIt('personal fields');
    await expect.element(page.getByText('张大山')).toBeVisible();
    await vi.advanceTimersByTimeAsync(openForMs - 1000);
    await expect.element(page.getByText('张大山')).toBeVisible();
    await vi.advanceTimersByTimeAsync(1001);
    vi.useRealTimers();
    await expect.element(page.getByText('张大山')).not.toBeInTheDocument();
  });

  it('forgets when the tab is hidden', async () => {
    await openIt('personal fields');
    await expect.element(page.getByText('张大山')).toBeVisible();
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await expect.element(page.getByText('张大山')).not.toBeInTheDocument();
  });

  it('forgets when another record is shown', async () => {
    await openIt('personal fields');
    await expect.element(page.getByText('张大山')).toBeVisible();
    show(aViolation({ id: anId(62) }));
    await expect.element(page.getByText('张大山')).not.toBeInTheDocument();
  });

  it('says plainly that an attachment has not arrived', async () => {
    answers.clear();
    await openIt('photo 1');
    await expect.element(page.getByRole('alert')).toHaveTextContent('has not reached the hub yet');
  });

  it('is accessible, closed and opened', async () => {
    await expect.element(envelope('personal fields')).toBeVisible();
    await expectAccessible(stage);
    await openIt('personal fields');
    await expect.element(page.getByText('张大山')).toBeVisible();
    await expectAccessible(stage);
  });
});
