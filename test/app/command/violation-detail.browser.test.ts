import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { openForMs } from '../../../src/app/kit/forgetting-controller.ts';
import '../../../src/app/command/hl-violation-detail.ts';
import { peopleOf } from '../../../src/app/command/people-of.ts';
import { evidenceContext, openingsContext, packagesContext, storiesContext } from '../../../src/app/contexts.ts';
import type { Erased } from '../../../src/app/evidence-ports.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { OpenedPart, Openings, ViolationRow } from '../../../src/app/ports.ts';
import type { StoryRemark } from '../../../src/app/story-ports.ts';
import { aRulebook } from '../../support/builders.ts';
import { builtInHistories } from '../support/built-in-histories.ts';
import { activePackages } from '../support/fake-services.ts';
import { aDevice, anId, aRemark, aViolation, now } from './support/command-rows.ts';
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
const remarks = new LiveValue<ReadonlyMap<string, readonly StoryRemark[]>>(new Map());
provide(stage, storiesContext, {
  remarks,
  statuses: new LiveValue(new Map()),
  add: async () => undefined,
});
const erasures: string[] = [];
let erased: Erased = { ok: true, erased: 2 };
provide(stage, openingsContext, openings);
provide(stage, evidenceContext, {
  export: () => Promise.reject(new Error('not asked for here')),
  openings: async () => null,
  erase: async (record, because) => {
    erasures.push(`${record} ${because}`);
    return erased;
  },
});
provide(stage, packagesContext, {
  active: new LiveValue(activePackages()),
  mapLayers: () => Promise.reject(new Error('not asked for here')),
  legalTexts: async () => builtInHistories(),
  citedRulebook: async ({ version }) => (version === '1' ? aRulebook({ version }) : null),
});

function show(row: ViolationRow, lostFrom: number | null = null): void {
  render(
    html`<hl-violation-detail .row=${row} .rulebooks=${[aRulebook({ version: '1' })]} .people=${peopleOf([aDevice()])} .lostFrom=${lostFrom} .now=${now}></hl-violation-detail>`,
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
    remarks.set(new Map());
    answers.clear();
  });

  it('tells the verdict with its articles, the bracket of its time and the demonstration mark', async () => {
    await expect.element(page.getByText('banned · inside the fire zone')).toBeVisible();
    await expect.element(page.getByText(/500 m of the forest edge/)).toBeVisible();
    await expect.element(page.getByText('certainly between 09:00 and 09:40')).toBeVisible();
    await expect.element(page.getByText('demonstration data').first()).toBeVisible();
  });

  it('says whether it is in doubt when its phone was reported lost', async () => {
    const { toAt, fromAt } = aViolation().bracket;
    show(aViolation(), toAt + 1);
    await expect.element(page.getByText('Numbers for checking')).toBeVisible();
    expect(page.getByRole('note').elements()).toEqual([]);
    show(aViolation(), toAt);
    await expect.element(page.getByText(/Doubtful: .* It was made before the loss, or after it/)).toBeVisible();
    show(aViolation(), fromAt);
    await expect.element(page.getByText(/Doubtful: .* the record was made after that/)).toBeVisible();
    await expectAccessible(stage);
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

  it('opens the words of a remark as it opens a record: by the hub, of the remark itself, and logged', async () => {
    const words = { sha256: 'd'.repeat(64), role: 'fields', type: 'application/json', bytes: 300 };
    const note = { ...fields, name: '', idNumber: '', phone: '', note: '当事人是孙家庄的' };
    answers.set(words.sha256, { ok: true, blob: new Blob([JSON.stringify(note)]) });
    remarks.set(new Map([[anId(61), [aRemark({ parts: [words] })]]]));
    await openIt('Words of the remark');
    await expect.element(page.getByText('当事人是孙家庄的')).toBeVisible();
    expect(asked).toEqual([`${anId(91)} d`]);
    expect(envelope('Words of the remark').getByText('not given').elements()).toEqual([]);
    await expectAccessible(stage);
  });

  it('is not asked for words that have not left this desk yet', async () => {
    const words = { sha256: 'd'.repeat(64), role: 'fields', type: 'application/json', bytes: 300 };
    remarks.set(new Map([[anId(61), [aRemark({ toAt: null, parts: [words] })]]]));
    await expect.element(page.getByText('its words are sealed')).toBeVisible();
    expect(envelope('Words of the remark').elements()).toEqual([]);
  });

  it('erases personal data only with a reason and a clear yes, says what stays, and offers it no more', async () => {
    await page.getByRole('button', { name: 'Erase personal data…' }).click();
    const dialog = page.getByRole('dialog');
    await expect.element(dialog.getByText(/cannot be undone/)).toBeVisible();
    const forever = dialog.getByRole('button', { name: 'Erase for ever' });
    await expect.element(forever).toBeDisabled();
    await dialog.getByRole('radio', { name: 'asked for by the person concerned' }).click();
    await expect.element(forever).toBeDisabled();
    await dialog.getByRole('checkbox').click();
    await expectAccessible(stage);
    erased = { ok: false, because: 'no-network' };
    await forever.click();
    await expect.element(dialog.getByRole('alert')).toHaveTextContent('The hub did not answer.');
    erased = { ok: true, erased: 1 };
    await forever.click();
    await expect.element(dialog.getByText('What stays of the record still verifies.')).toBeVisible();
    expect(erasures).toEqual([`${anId(61)} request`, `${anId(61)} request`]);
    show(aViolation({ erased: { at: now, because: 'request' } }));
    await expect.element(page.getByText('Personal data erased')).toBeVisible();
    expect(page.getByRole('button', { name: 'Erase personal data…' }).elements()).toEqual([]);
  });

  it('is accessible, closed and opened', async () => {
    await expect.element(envelope('personal fields')).toBeVisible();
    await expectAccessible(stage);
    await openIt('personal fields');
    await expect.element(page.getByText('张大山')).toBeVisible();
    await expectAccessible(stage);
  });
});
