import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { judgeHere } from '../../src/app/judge-here.ts';
import type { PermitDraft } from '../../src/app/permit-ports.ts';
import type { Act } from '../../src/domain/shared/codes.ts';
import type { Fix } from '../../src/domain/shared/fix.ts';
import type { Verdict } from '../../src/domain/verdict/verdict.ts';
import { citeVerdict } from '../../src/domain/violation/cite-verdict.ts';
import { eventSchema, violationBodySchema } from '../../src/protocol/event.ts';
import { fivePlaces, fixAt } from '../support/five-places.ts';
import { asCommander } from '../support/personas.ts';
import { type Phone, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const deep = fivePlaces.deepInForest;
const at = (time: string) => Date.parse(`2027-01-${time}+08:00`);
const morning = at('15T10:00:00');

/** Writes a planned burn deep in the forest for 15 and 16 January, 08:00–16:00, and issues it. */
async function issues(desk: Phone, changes: Partial<PermitDraft> = {}): Promise<string> {
  const { lon, lat } = deep;
  const draft = await desk.permitWriting.open(null);
  await desk.permitWriting.save({
    ...draft,
    ...{ documentNumber: '威环林批〔2027〕3号', approverName: '环翠区人民政府', acts: ['clearing-burn'] },
    corners: [
      [lon - 0.003, lat - 0.003],
      [lon + 0.003, lat - 0.003],
      [lon + 0.003, lat + 0.003],
      [lon - 0.003, lat + 0.003],
    ],
    ...{ isClosed: true, fromOn: '2027-01-15', toOn: '2027-01-16' },
    ...{ responsibleName: '赵某某', responsiblePhone: '13800002222' },
    ...changes,
  });
  const issued = await desk.permitWriting.issue(draft.id);
  if (!issued.ok) throw new Error(issued.because);
  return issued.id;
}

async function judges(
  phone: Phone,
  moment = morning,
  act: Act = 'clearing-burn',
  fix = here(moment),
): Promise<Verdict> {
  const active = await until(phone.packages.active, (value) => value !== null);
  if (!active) throw new Error('nothing to judge by');
  return judgeHere(act, fix, { kind: 'known', at: moment, skewMs: 0 }, active);
}

const here = (moment: number): Fix => fixAt(deep, 8, moment);

describe('a permit from the desk', () => {
  it('permits on the ranger’s phone within its acts, area, dates and hours only, without signal, until it is withdrawn', async () => {
    const wallNow = () => scene.hub.clock.now();
    const desk = await scene.enrolledPhone('commander', { wallNow });
    const ranger = await scene.enrolledPhone('ranger', { wallNow });
    await ranger.phone.packages.load();
    await ranger.phone.syncs();
    expect((await judges(ranger.phone)).kind).toBe('banned');

    const permit = await issues(desk.phone);
    await desk.phone.syncs();
    await ranger.phone.syncs();
    ranger.line.isDown = true;
    const known = await until(ranger.phone.packages.active, (active) => active?.permits.length === 1);
    expect(known?.permits[0]).toMatchObject({ id: permit, documentNumber: '威环林批〔2027〕3号', withdrawnAt: null });
    expect(await judges(ranger.phone)).toMatchObject({ kind: 'permitted', permit });
    const beside: Fix = { ...here(morning), lon: deep.lon + 0.004 };
    for (const other of [
      judges(ranger.phone, morning, 'smoking'),
      judges(ranger.phone, morning, 'clearing-burn', beside),
      judges(ranger.phone, at('15T07:59:00')),
      judges(ranger.phone, at('15T16:01:00')),
      judges(ranger.phone, at('17T10:00:00')),
    ]) {
      expect((await other).kind).toBe('banned');
    }
    expect((await judges(ranger.phone, at('16T08:00:00'))).kind).toBe('permitted');

    scene.hub.clock.pass(60_000);
    await desk.phone.permitWriting.withdraw({ id: permit, version: 1 }, '气象突变');
    await desk.phone.syncs();
    const after = scene.hub.clock.now();
    await ranger.phone.syncs();
    expect((await judges(ranger.phone, after)).kind).toBe('permitted'); // it cannot know
    ranger.line.isDown = false;
    await ranger.phone.syncs();
    await until(ranger.phone.packages.active, (active) => active?.permits[0]?.withdrawnAt === after);
    expect((await judges(ranger.phone, after)).kind).toBe('banned');
    expect((await judges(ranger.phone, after - 1)).kind).toBe('permitted'); // what was done before was permitted
  });

  it('is cited by the record that was made under it, and stays cited when it is withdrawn', async () => {
    const wallNow = () => scene.hub.clock.now();
    const desk = await scene.enrolledPhone('commander', { wallNow });
    const { phone } = await scene.enrolledPhone('ranger', { wallNow });
    await phone.packages.load();
    const permit = await issues(desk.phone, { acts: ['crop-burning'] });
    await desk.phone.syncs();
    await phone.syncs();
    const active = await until(
      phone.packages.active,
      (value) => value?.permits.some(({ id }) => id === permit) ?? false,
    );
    if (!active) throw new Error('nothing to judge by');
    const now = scene.hub.clock.now();
    const draft = await phone.drafts.open();
    const fix = here(now);
    await phone.drafts.save({ ...draft, act: 'crop-burning', fix, happenedAt: now });
    const verdict = await judges(phone, now, 'crop-burning');
    const finished = await phone.drafts.finalise(draft.id, citeVerdict(verdict, fix, active.rulebooks, active.zones));
    expect(finished).toMatchObject({ ok: true });
    await desk.phone.permitWriting.withdraw({ id: permit, version: 1 }, '误发');
    await desk.phone.syncs();
    await phone.syncs();
    const raw = (await phone.stores.chains.byId(draft.id))?.raw ?? '';
    const record = v.parse(violationBodySchema, v.parse(eventSchema, JSON.parse(raw)).body);
    expect(record).toMatchObject({ verdict: { kind: 'permitted' }, further: { permit } });
  });

  it('carries nobody’s name in clear; command has the sealed part opened', async () => {
    const desk = await scene.enrolledPhone('commander');
    const permit = await issues(desk.phone);
    const raw = (await desk.phone.stores.chains.byId(permit))?.raw ?? '';
    expect(raw).not.toMatch(/赵某某|13800002222/);
    await desk.phone.syncs();
    const rows = await until(desk.phone.pulled.permits, (all) => all.some(({ id }) => id === permit));
    const part = rows.find(({ id }) => id === permit)?.responsible;
    const commander = await (await asCommander(scene.hub)).signIn();
    const opened = await commander.ask('POST', '/api/v1/openings', { event: permit, part });
    expect(opened.json()).toEqual({ v: 1, name: '赵某某', phone: '13800002222' });
  });

  it('is kept as a draft at every keystroke, ciphertext on the disk, and gone when it is issued', async () => {
    const desk = await scene.enrolledPhone('commander');
    const draft = await desk.phone.permitWriting.open(null);
    const typed = ['威', '威环', '威环林'].map((documentNumber) =>
      desk.phone.permitWriting.save({ ...draft, documentNumber }),
    );
    await Promise.all(typed);
    const [kept] = await until(desk.phone.permitWriting.drafts, (all) => all.length === 1);
    expect(kept?.documentNumber).toBe('威环林');
    const [row] = await desk.phone.database.drafts.toArray();
    expect(new TextDecoder().decode(row?.sealed)).not.toContain('威环林');
    expect(await until(desk.phone.drafts.all)).toEqual([]); // no violation
    expect(await desk.phone.permitWriting.issue(draft.id)).toEqual({ ok: false, because: 'incomplete' });
    expect(await until(desk.phone.permitWriting.drafts)).toHaveLength(1);
    await desk.phone.permitWriting.discard(draft.id);
    await issues(desk.phone);
    expect(await until(desk.phone.permitWriting.drafts)).toEqual([]);
  });

  it('corrects another in its place: what the first said counts no more', async () => {
    const wallNow = () => scene.hub.clock.now();
    const desk = await scene.enrolledPhone('commander', { wallNow });
    const ranger = await scene.enrolledPhone('ranger', { wallNow });
    await ranger.phone.packages.load();
    const first = await issues(desk.phone, { acts: ['ritual-fire'] });
    await desk.phone.syncs();
    const rows = await until(desk.phone.pulled.permits, (all) => all.some(({ id }) => id === first));
    const standing = rows.find(({ id }) => id === first);
    const correction = await desk.phone.permitWriting.open(standing ?? null);
    expect(correction).toMatchObject({ replaces: first, acts: ['ritual-fire'], isClosed: true });
    await desk.phone.permitWriting.save({ ...correction, toOn: '2027-01-15' });
    const second = await desk.phone.permitWriting.issue(correction.id);
    await desk.phone.syncs();
    await ranger.phone.syncs();
    const active = await until(
      ranger.phone.packages.active,
      (value) => value?.permits.some(({ id }) => second.ok && id === second.id) ?? false,
    );
    expect(active?.permits.map(({ id }) => id)).not.toContain(first);
    expect((await judges(ranger.phone, at('15T10:00:00'), 'ritual-fire')).kind).toBe('permitted');
    expect((await judges(ranger.phone, at('16T10:00:00'), 'ritual-fire')).kind).toBe('banned');
    const all = await until(ranger.phone.pulled.permits, (known) =>
      known.some(({ replacedBy }) => replacedBy !== null),
    );
    expect(all.find(({ id }) => id === first)).toMatchObject({ replacedBy: correction.id, toOn: '2027-01-16' });
  });

  it('is known to be all there is once a pull is through, by the hub’s clock', async () => {
    const { phone, line } = await scene.enrolledPhone('ranger', { wallNow: () => scene.hub.clock.now() });
    expect(await until(phone.pulled.wholeAt)).toBeNull();
    await phone.syncs();
    const first = scene.hub.clock.now();
    expect(await until(phone.pulled.wholeAt)).toBe(first);
    scene.hub.clock.pass(3_600_000);
    line.isDown = true;
    await phone.syncs();
    expect(await until(phone.pulled.wholeAt)).toBe(first);
    line.isDown = false;
    await phone.syncs();
    expect(await until(phone.pulled.wholeAt)).toBe(first + 3_600_000);
  });
});
