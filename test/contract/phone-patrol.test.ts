import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KeptFixes } from '../../src/app/device/kept-fixes.ts';
import { LiveValue } from '../../src/app/live.ts';
import { PhoneZoneWatch } from '../../src/app/patrol/zone-watch.ts';
import type { FixState, Profile } from '../../src/app/ports.ts';
import { RangerPositionSharing } from '../../src/app/sync/position-sharing.ts';
import { edgeOfBan } from '../../src/domain/patrol/edge-of-ban.ts';
import { keepPositions } from '../../src/hub/custody/positions.ts';
import { currentDocuments } from '../../src/hub/rejudging/current-documents.ts';
import { RangerCrossings } from '../../src/hub/rejudging/ranger-crossings.ts';
import { fivePlaces } from '../support/five-places.ts';
import { noisyWalk } from '../support/noisy-walk.ts';
import { until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

/** From the belt of 里口山 west out of it and back in again, with the noise of a cheap phone. */
function outAndBack() {
  const { lon, lat } = fivePlaces.inBelt;
  const metersPerDegree = 88_500;
  const west = (second: number) => 1.2 * (second < 450 ? second : 900 - second);
  const noise = noisyWalk({ seed: 8001, seconds: 900, eastAt: () => 0, jumpsPerHour: 20, sigmaMeters: 4 });
  return noise.map((fix, second) => ({
    ...fix,
    lon: lon + (fix.lon - 122) - west(second) / metersPerDegree,
    lat: lat + (fix.lat - 37.2) - (1.2 * second) / 110_994,
  }));
}

describe('a ranger who leaves the fire zone and comes back', () => {
  it('is told of it, and command hears the same from the positions that were shared, in whatever order they come', async () => {
    const { phone } = await scene.enrolledPhone();
    const documents = currentDocuments(scene.hub.shelf, 'public/packages');
    const { rulebooks, zones } = await documents();
    const edgeAt = edgeOfBan(rulebooks, zones);
    const fixes = new LiveValue<FixState>({ kind: 'waiting' });
    const kept = new KeptFixes({ state: fixes }, edgeAt);
    const { settings, positions } = phone.stores;
    const attract = vi.fn();
    const watch = new PhoneZoneWatch({ kept, edgeAt, settings, attract });
    const heard: string[] = [];
    watch.state.subscribe(
      ({ lastCrossing }) => lastCrossing && heard.push(`${lastCrossing.kind} ${lastCrossing.at}`),
      fail,
    );
    const profile = new LiveValue<Profile | null>(await until(phone.enrolment.profile));
    const sharing = new RangerPositionSharing({ profile, settings, positions, kept, onWaiting: () => {} });
    sharing.start();
    await until(sharing.state, ({ on }) => on);
    for (const fix of outAndBack()) fixes.set({ kind: 'fix', fix: { ...fix, source: 'gps' } });
    const told = [...new Set(heard)];
    expect(told.map((one) => one.split(' ')[0])).toEqual(['leave', 'enter']);
    expect(attract).toHaveBeenCalledOnce();

    await vi.waitFor(async () => expect((await positions.waiting(999)).length).toBeGreaterThan(200), 30_000);
    const shared = await positions.waiting(999);
    await phone.syncs();
    const desk = await scene.enrolledPhone('commander');
    await desk.phone.syncs();
    const [row] = await until(desk.phone.pulled.positions, (all) => all.length > 0);
    expect(row?.crossings.map(({ kind, at }) => `${kind} ${at}`)).toEqual(told);

    const other = await scene.enrolledPhone();
    const device = (await until(other.phone.enrolment.profile))?.device ?? '';
    const { database, clock } = scene.hub;
    for (const fix of shared.toSorted((a, b) => (a.lon < b.lon ? -1 : 1)))
      await keepPositions(database, device, clock.now(), [fix]);
    const again = await new RangerCrossings().read(database, await documents(), clock.now());
    expect(again.get(device)?.map(({ kind, at }) => `${kind} ${at}`)).toEqual(told);
  });

  it('is not called when that was switched off', async () => {
    const { phone } = await scene.enrolledPhone();
    const { rulebooks, zones } = await currentDocuments(scene.hub.shelf, 'public/packages')();
    const fixes = new LiveValue<FixState>({ kind: 'waiting' });
    const edgeAt = edgeOfBan(rulebooks, zones);
    const attract = vi.fn();
    const { settings } = phone.stores;
    const kept = new KeptFixes({ state: fixes }, edgeAt);
    const watch = new PhoneZoneWatch({ kept, edgeAt, settings, attract });
    await watch.setAlerting(false);
    await until(watch.state, ({ isAlerting }) => !isAlerting);
    watch.state.subscribe(() => {}, fail);
    await until(watch.state, ({ isAlerting }) => !isAlerting);
    for (const fix of outAndBack()) fixes.set({ kind: 'fix', fix: { ...fix, source: 'gps' } });
    expect((await until(watch.state)).lastCrossing?.kind).toBe('enter');
    expect(attract).not.toHaveBeenCalled();
  });
});

function fail(problem: unknown): void {
  throw problem;
}
