import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { knownPasses } from '../../src/app/custody/known-passes.ts';
import { ownPasses } from '../../src/app/custody/own-passes.ts';
import type { KnownPass } from '../../src/app/gate-ports.ts';
import type { PassDraft } from '../../src/app/pass-ports.ts';
import { stillInside } from '../../src/domain/gate/still-inside.ts';
import { type Phone, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

async function registers(phone: Phone, changes: Partial<PassDraft>): Promise<string> {
  const draft = await phone.passes.open();
  await phone.passes.save({ ...draft, gate: 'lk-gate-01', ...changes });
  const finished = await phone.passes.finalise(draft.id);
  if (!finished.ok) throw new Error(finished.because);
  return finished.id;
}

const knownTo = ({ records, stores, stories }: Phone) => knownPasses(records, stores.pulled, stories);

const inside = async (phone: Phone, records: number) => {
  const all = await until(phone.records.all, (rows) => rows.length === records);
  return stillInside(ownPasses(all)).map(({ id }) => id);
};

describe('the gate’s register', { timeout: 90_000 }, () => {
  it('is kept without signal, sealed, and reaches the hub when it is back', async () => {
    const keeper = await scene.enrolledPhone('gate-keeper');
    keeper.line.isDown = true;
    const car = await registers(keeper.phone, { persons: 3, plate: '鲁K12345', name: '于某某', declaresFire: true });
    const onFoot = await registers(keeper.phone, { class: 'person', persons: 2 });
    expect(await inside(keeper.phone, 2)).toEqual([car, onFoot]);
    await registers(keeper.phone, { direction: 'out', entry: car, persons: 3 });
    expect(await inside(keeper.phone, 3)).toEqual([onFoot]);
    expect(await keeper.phone.records.openFields(car)).toMatchObject({ plate: '鲁K12345', name: '于某某' });

    keeper.line.isDown = false;
    await keeper.phone.syncs();
    const rows = await scene.hub.database.query<{ raw: string; outcome: string }>(
      "select raw, outcome from event where kind = 'pass' order by seq",
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
    expect(rows.map(({ raw }) => raw).join('')).not.toMatch(/鲁K12345|于某某/);
    expect(JSON.parse(rows[0]?.raw ?? '')).toMatchObject({
      body: { direction: 'in', gate: 'lk-gate-01', class: 'car', persons: 3, declaresFire: true, entry: null },
    });
  });

  it('says while another person’s is on the phone that it is not all, and that it is once his own came', async () => {
    const { phone, line } = await scene.enrolledPhone('gate-keeper');
    const isWhole = () => until(knownTo(phone).areAllKnown);
    expect(await isWhole()).toBe(false); // nothing came yet
    await phone.syncs();
    expect(await isWhole()).toBe(true);
    const first = (await until(phone.enrolment.profile))?.grant.id ?? '';
    await phone.enrolment.enrol(await scene.linkFor('gate-keeper'), new AbortController().signal);
    line.isDown = true;
    await phone.syncs();
    expect(await isWhole()).toBe(false);
    await phone.people.goOnDuty(first);
    expect(await isWhole()).toBe(true);
    await phone.people.goOffDuty();
    expect(await isWhole()).toBe(false);
  });

  it('is one register for all keepers: who came in at one gate goes out at another; what is taken back counts nowhere', async () => {
    const [first, second] = [await scene.enrolledPhone('gate-keeper'), await scene.enrolledPhone('gate-keeper')];
    const ranger = await scene.enrolledPhone('ranger');
    const car = await registers(first.phone, { persons: 3, plate: '鲁K12345' });
    const mistaken = await registers(first.phone, { persons: 9 });
    await first.phone.syncs();
    await second.phone.syncs();
    const told = await until(knownTo(second.phone), (passes) => passes.some(({ id }) => id === mistaken));
    expect(told.filter(({ id }) => id === car)).toMatchObject([{ persons: 3, isOwn: false }]);

    await first.phone.stories.add(mistaken, { kind: 'voiding', text: '', reason: 'mistaken' });
    await registers(second.phone, { direction: 'out', gate: 'hl-gate-02', entry: car, persons: 3 });
    for (const { phone } of [first, second, first, ranger]) await phone.syncs();
    const isOver = (passes: readonly KnownPass[]) =>
      !stillInside(passes).some(({ id }) => [car, mistaken].includes(id));
    await until(knownTo(first.phone), isOver);
    await second.phone.syncs();
    await until(knownTo(second.phone), isOver);
    const rows = await ranger.phone.stores.pulled.read('pass');
    expect(rows).toEqual([]);
  });

  it('says when no gate is known', async () => {
    const { phone } = await scene.enrolledPhone('gate-keeper');
    const draft = await phone.passes.open();
    expect(await phone.passes.finalise(draft.id)).toEqual({ ok: false, because: 'no-gate' });
  });
});
