import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegalDraft, SignResult } from '../../src/app/office-ports.ts';
import { emptyArticle, emptyForm, type TextForm, textToForm } from '../../src/app/text-form.ts';
import type { TextHistory } from '../../src/domain/legal/fold-legal-texts.ts';
import { eventSchema, violationBodySchema } from '../../src/protocol/event.ts';
import { type Phone, records, until } from '../support/phone.ts';
import { type EnrolledPhone, PhoneScene } from '../support/phone-scene.ts';

const signatory = { name: '周明', position: '法制科科长' };

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  scene.closePhones();
});
afterAll(() => scene.end());

const historyOf = async (phone: Phone, id: string): Promise<TextHistory> => {
  const found = (await phone.packages.legalTexts()).find((history) => history.id === id);
  if (!found) throw new Error(`no text ${id}`);
  return found;
};

/** Opens a draft of a text as it stands at this desk, and writes one change into it. */
async function correct(desk: Phone, id: string, change: (form: TextForm) => TextForm): Promise<LegalDraft> {
  const { current } = await historyOf(desk, id);
  const base = current.standing.signed?.number ?? 0;
  const draft = await desk.office.openDraft(textToForm(current), { base, sha256: current.standing.sha256 });
  const saved = await desk.office.saveDraft({ ...draft, form: change(draft.form) });
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  return saved.draft;
}

const settleSmoking = (form: TextForm): TextForm => ({
  ...form,
  articles: form.articles.map((article) => ({
    ...article,
    conducts: article.conducts.map((conduct) => (conduct.code === 'smoking' ? { ...conduct, open: null } : conduct)),
  })),
});
const eventOf = (signed: SignResult) => {
  if (!signed.ok) throw new Error(signed.because);
  return signed.event;
};
const stateAt = async (desk: Phone, event: string) =>
  (await until(desk.office.signings)).find((one) => one.event === event)?.state;

/** The law that a record of this phone cites, from the record itself. */
async function lawCitedBy({ database }: Phone, id: string) {
  const row = await database.events.where('id').equals(id).first();
  const event = v.parse(eventSchema, JSON.parse(row?.raw ?? ''));
  return v.parse(violationBodySchema, event.body).further?.legal ?? [];
}

const desk = (): Promise<EnrolledPhone> => scene.enrolledPhone('commander');

describe('a record and the law behind it', () => {
  it('cites what stood on the phone: first with its doubt, then what the office has signed; the old record stays', async () => {
    const [{ phone: office }, { phone }] = [await desk(), await scene.enrolledPhone()];
    const before = await records(phone, 0);
    const [unsigned] = await lawCitedBy(phone, before);
    expect(unsigned).toMatchObject({
      ...{ text: 'decree-822', version: '1', fromOn: '2026-01-01', toOn: null },
      verified: { by: null, on: null, note: { zh: '一份第三方文本，待法制科核实' } },
      articles: [{ number: '54', open: null }],
    });

    const draft = await correct(office, 'decree-822', settleSmoking);
    const event = eventOf(await office.office.signText(draft, signatory));
    expect(await stateAt(office, event)).toBe('saved');
    expect(await until(office.office.drafts)).toEqual([]);
    await office.syncs();
    expect(await stateAt(office, event)).toBe('received');
    await phone.syncs();

    const { current, versions } = await historyOf(phone, 'decree-822');
    expect(current.standing).toMatchObject({ version: 'signed-1', signed: { ...signatory, number: 1, event } });
    expect(versions.map(({ standing }) => standing.sha256)).toContain(unsigned?.sha256);
    const [signed] = await lawCitedBy(phone, await records(phone, 0));
    expect(signed).toMatchObject({
      ...{ text: 'decree-822', version: 'signed-1', sha256: current.standing.sha256 },
      verified: { by: '周明（法制科科长）' },
    });
    expect((await lawCitedBy(phone, before))[0]).toEqual(unsigned);
    await phone.syncs();
    expect((await scene.hub.database.query('select 1 as one from event where held_because is not null')).length).toBe(
      0,
    );
  });

  it('is made without it when the law cannot be read', async () => {
    const { phone } = await scene.enrolledPhone();
    vi.spyOn(phone.packages, 'legalTexts').mockRejectedValue(new Error('spoilt'));
    expect(await lawCitedBy(phone, await records(phone, 0))).toEqual([]);
  });
});

describe('a text the office enters', () => {
  it('waits in the chain without a line, and reaches everybody when there is one', async () => {
    const [{ phone: office, line }, { phone }] = [await desk(), await scene.enrolledPhone()];
    line.isDown = true;
    const form = {
      ...emptyForm('weihai-local-rules'),
      title: { zh: '示例规定', en: '' },
      fromOn: '2026-01-01',
      articles: [
        {
          ...emptyArticle(),
          number: '9',
          text: { zh: '示例条文', en: '' },
          conducts: [{ code: 'smoking' as const, open: null }],
        },
      ],
    };
    const draft = await office.office.openDraft(form, null);
    const event = eventOf(await office.office.signText(draft, signatory));
    await office.syncs();
    expect(await stateAt(office, event)).toBe('saved');
    line.isDown = false;
    await office.syncs();
    await phone.syncs();
    expect((await historyOf(phone, 'weihai-local-rules')).current).toMatchObject({
      title: { zh: '示例规定', en: '示例规定' },
      standing: { version: 'signed-1' },
    });
  });

  it('with a fault is not signed, and stays as it was written', async () => {
    const { phone: office } = await desk();
    const draft = await correct(office, 'decree-541', (form) => ({ ...form, fromOn: '2026-02-30' }));
    expect(await office.office.signText(draft, signatory)).toEqual({ ok: false, because: 'faults' });
    expect((await until(office.office.drafts)).map(({ form }) => form.fromOn)).toEqual(['2026-02-30']);
  });

  it('from a version that another desk has replaced meanwhile is held, seen by both, and replaces nothing', async () => {
    const [{ phone: one }, { phone: other, line }] = [await desk(), await desk()];
    line.isDown = true;
    const contested = await correct(other, 'decree-541', (form) => ({ ...form, note: { zh: '另一份', en: '' } }));
    const event = eventOf(await other.office.signText(contested, signatory));
    const first = await correct(one, 'decree-541', (form) => ({ ...form, note: { zh: '第一份', en: '' } }));
    eventOf(await one.office.signText(first, signatory));
    await one.syncs();
    line.isDown = false;
    await other.syncs();
    await one.syncs();
    expect(await stateAt(other, event)).toBe('held');
    expect(await stateAt(one, event)).toBe('held');
    for (const phone of [one, other]) {
      const { current, versions } = await historyOf(phone, 'decree-541');
      expect([current.verified.note.zh, versions.length]).toEqual(['第一份', 2]);
    }
  });

  it('is written in two tabs without one of them writing over the other unseen', async () => {
    const { phone: tab, line } = await desk();
    const twin = scene.open({ fetch: line.fetch, profile: tab.profile });
    const draft = await correct(tab, 'decree-822', settleSmoking);
    const [seen] = await until(twin.office.drafts, (drafts) => drafts.length > 0);
    if (!seen) throw new Error('no draft in the other tab');
    expect(await tab.office.saveDraft({ ...draft, form: { ...draft.form, toOn: '2030-12-31' } })).toMatchObject({
      kind: 'saved',
    });
    expect(await twin.office.saveDraft({ ...seen, form: { ...seen.form, toOn: '2031-12-31' } })).toEqual({
      kind: 'changed-elsewhere',
    });
    expect(await twin.office.signText(seen, signatory)).toEqual({ ok: false, because: 'draft-changed' });
    expect((await until(tab.office.drafts))[0]?.form.toOn).toBe('2030-12-31');
  });
});
