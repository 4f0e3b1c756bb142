import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SightingDraft } from '../../src/app/sighting-ports.ts';
import { keepIncidents } from '../../src/hub/incidents/keep-incidents.ts';
import { fivePlaces, fixAt } from '../support/five-places.ts';
import { aJpeg, type Phone, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const seenAt = Date.parse('2027-01-15T09:55:00+08:00');

/** Writes a sighting deep in the forest and finishes it; answers its id. */
async function sees(phone: Phone, changes: Partial<SightingDraft> = {}, photos = 0): Promise<string> {
  const draft = await phone.sightings.open();
  const fix = fixAt(fivePlaces.deepInForest, 8, seenAt);
  await phone.sightings.save({ ...draft, sign: 'smoke', fix, seenAt, note: '像是坟地方向', ...changes });
  for (let index = 0; index < photos; index += 1) {
    expect((await phone.sightings.addPhoto(draft.id, aJpeg(index + 1), seenAt)).ok).toBe(true);
  }
  const finished = await phone.sightings.finalise(draft.id);
  if (!finished.ok) throw new Error(finished.because);
  return finished.id;
}

describe('a sighting of suspected fire', { timeout: 90_000 }, () => {
  it('made without signal reaches the desk with its photos, sealed, and is an incident with a citizen’s report of it', async () => {
    const wallNow = () => scene.hub.clock.now();
    const desk = await scene.enrolledPhone('commander', { wallNow });
    const ranger = await scene.enrolledPhone('ranger', { wallNow });
    ranger.line.isDown = true;
    const id = await sees(ranger.phone, { size: 'patch', aim: { bearingDegrees: 45, distanceMeters: 500 } }, 1);
    await ranger.phone.syncs();
    await until(ranger.phone.records.all, ([record]) => record?.id === id && record.custody === 'saved');
    ranger.line.isDown = false;
    await ranger.phone.syncs();

    const report = await sees(desk.phone, { source: 'citizen', name: '于某某', phone: '13800003333' });
    await desk.phone.syncs();
    await keepIncidents(scene.hub.database, scene.hub.clock.now());
    await desk.phone.syncs();

    const rows = await until(desk.phone.incidents.sightings, (all) => all.length === 2);
    const row = rows.find((one) => one.id === id);
    expect(row).toMatchObject({
      body: {
        source: 'ranger',
        sign: 'smoke',
        size: 'patch',
        aim: { bearingDegrees: 45, distanceMeters: 500 },
        seenAt,
      },
      partsReceived: 2,
    });
    expect(row?.parts.map(({ role }) => role)).toEqual(['fields', 'photo']);
    const pulled = JSON.stringify(await desk.phone.database.pulled.toArray());
    for (const personal of ['于某某', '13800003333', '坟地']) expect(pulled).not.toContain(personal);
    expect(await desk.phone.records.openFields(report)).toMatchObject({ name: '于某某', phone: '13800003333' });
    const [incident] = await until(desk.phone.incidents.rows, (all) => all.length === 1);
    expect(incident?.members.map((member) => member.id).toSorted()).toEqual([id, report].toSorted());
  });

  it('is judged at the desk, at once on its own screen and for all when the hub has it', async () => {
    const wallNow = () => scene.hub.clock.now();
    const desk = await scene.enrolledPhone('commander', { wallNow });
    const id = await sees(desk.phone, { source: 'citizen', seenAt: seenAt + 9 * 3_600_000 });
    await desk.phone.syncs();
    await keepIncidents(scene.hub.database, scene.hub.clock.now());
    await desk.phone.syncs();
    const own = () => until(desk.phone.incidents.rows, (all) => all.some((one) => one.id === id));
    await own();
    await desk.phone.incidents.say({ deed: 'verify', members: [id], verdict: 'false' });
    const [waiting] = await until(desk.phone.incidents.rows, (all) => all[0]?.own.length === 1);
    expect(waiting).toMatchObject({ verdict: 'unverified', own: [{ custody: 'saved', said: { verdict: 'false' } }] });
    await desk.phone.syncs();
    await keepIncidents(scene.hub.database, scene.hub.clock.now());
    await desk.phone.syncs();
    const [judged] = await until(desk.phone.incidents.rows, (all) => all[0]?.verdict === 'false');
    expect(judged?.own).toEqual([]);
    expect(judged?.steps).toMatchObject([{ said: { deed: 'verify', verdict: 'false' }, isUndone: false }]);
  });

  it('says what it lacks, and is kept meanwhile word for word', async () => {
    const { phone } = await scene.enrolledPhone('ranger');
    const draft = await phone.sightings.open();
    await phone.sightings.save({ ...draft, note: '看不清' });
    expect(await phone.sightings.finalise(draft.id)).toEqual({ ok: false, because: 'no-sign' });
    const [kept] = await until(phone.sightings.all, (all) => all.length === 1);
    expect(kept).toMatchObject({ id: draft.id, sign: null, note: '看不清', source: 'ranger' });
    expect(await until(phone.drafts.all, () => true)).toEqual([]);
  });
});
