import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alarmState } from '../../../src/domain/alarm/alarm-state.ts';
import { type Calling, callsNow, ringingAlarms } from '../../../src/domain/alarm/ringing-alarms.ts';
import { revokeGateways } from '../../../src/hub/gateways/revoke-gateways.ts';
import type { Alarm } from '../../../src/protocol/pull.ts';
import { AlarmScene } from './alarm-scene.ts';

let scene: AlarmScene;
beforeEach(async () => {
  scene = await AlarmScene.open();
});
afterEach(() => scene.close());

const toCalling = (alarm: Alarm): Calling => ({ ...alarm, acknowledgedAt: alarm.acknowledged?.at ?? null });
const state = async (minute: number, station = 'one') => {
  const alarm = await scene.alarm(station);
  if (!alarm) return null;
  return alarmState(toCalling(alarm), alarm.file, scene.at(minute));
};
const closes = (closing: string) => scene.does({ verification: 'confirmed', closing });
const shelves = (minutes: number) =>
  scene.does({ shelving: { until: scene.hub.clock.now() + minutes * 60_000, because: 'permitted-burn' } });

describe('an alarm that was closed while its sensor still shows it', () => {
  it('is raised again when the smouldering flares up, though every rule had spoken before', async () => {
    for (const at of [0, 1, 2, 3, 4, 5, 6]) await scene.says(at, { smoke: 0.9, co: 12 });
    await scene.acknowledges();
    for (const at of [7, 8, 9]) await scene.says(at, { smoke: 0.25, co: 4 });
    await closes('fire-out');
    await scene.says(10, { smoke: 0.25, co: 4 });
    expect(await state(10)).toBe('closed');
    await scene.says(11, { smoke: 0.8, co: 10 });
    expect(await state(11)).toBe('raised');
    expect(await scene.alarm()).toMatchObject({ raisedAt: scene.at(11), acknowledged: null });
    expect(await scene.chain()).toEqual(['one raised', 'one raised']);
  });

  it('is raised again by a value well above all that was there, and by no noise', async () => {
    await scene.says(0, { smoke: 0.55 });
    await closes('false-alarm');
    for (const at of [1, 2, 3]) await scene.says(at, { smoke: 0.64 });
    expect(await state(3)).toBe('closed');
    await scene.says(4, { smoke: 0.71 });
    expect(await state(4)).toBe('raised');
  });

  it('is weighed against the last half hour before it was closed, not against a fire of hours ago', async () => {
    await scene.says(0, { smoke: 0.95 });
    for (const at of [10, 20, 30, 40, 50]) await scene.says(at, { smoke: 0.4 });
    await closes('fire-out');
    await scene.says(51, { smoke: 0.56 });
    expect(await state(51)).toBe('raised');
  });

  it('is raised again when it is still there after an hour', async () => {
    await scene.says(0, { smoke: 0.6 });
    await closes('permitted-burn');
    await scene.says(59, { smoke: 0.6 });
    expect(await state(59)).toBe('closed');
    await scene.says(61, { smoke: 0.6 });
    expect(await state(61)).toBe('raised');
  });

  it('that had cleared is raised again when it turns out to have lasted, by the next live reading', async () => {
    const smoke = [0.1, 0.6, 0.32, 0.9, 0.1, 0.4];
    for (const [at, share] of smoke.entries()) await scene.says(at, { smoke: share, co: at === 5 ? 1 : 12 });
    expect(await scene.alarm()).toMatchObject({ status: 'cleared' });
    await closes('false-alarm');
    await scene.says(4.5, { smoke: 0.6, co: 1, h: 1 }, 5.5);
    expect(await scene.alarm()).toMatchObject({ status: 'raised' });
    expect(await state(5.5)).toBe('closed'); // history calls nobody
    await scene.says(6, { smoke: 0.5, co: 1 });
    expect(await state(6)).toBe('raised');
    expect(await scene.alarm()).toMatchObject({ raisedAt: scene.at(6), acknowledged: null });
  });

  it('is raised by nothing that history tells', async () => {
    await scene.says(0, { smoke: 0.6, co: 1 });
    await scene.says(3, { smoke: 0.6, co: 1 });
    await closes('permitted-burn');
    await scene.says(2, { smoke: 0.95, co: 1, h: 1 }, 70);
    expect(await state(70)).toBe('closed');
  });
});

describe('an alarm that is shelved', () => {
  it('rests while it stays as it was, for as long as was said', async () => {
    await scene.says(0, { smoke: 0.6 });
    await shelves(480);
    for (const at of [1, 70, 140]) await scene.says(at, { smoke: 0.6 });
    expect(await state(140)).toBe('shelved');
    expect(await scene.alarm()).toMatchObject({ raisedAt: scene.at(0) });
  });

  it.each([
    ['it grows', { smoke: 0.8 }],
    ['another rule speaks', { smoke: 0.6, co: 9 }],
    ['a neighbour confirms it', { smoke: 0.6, station: 'two' }],
  ])('is raised again when %s', async (_, said) => {
    await scene.says(0, { smoke: 0.6, co: 1 });
    await shelves(480);
    for (const at of [1, 2, 3, 4]) await scene.says(at, said);
    expect(await state(5)).not.toBe('shelved');
    expect((await scene.alarm())?.raisedAt).toBeGreaterThan(scene.at(0));
  });
});

describe('silence that was acknowledged and closed', () => {
  it('is in nobody’s hands when it comes again after the same last word', async () => {
    await scene.says(0, { smoke: 0.1 });
    await scene.listens(5);
    await scene.acknowledges('gw');
    await scene.does({ closing: 'device-repaired' }, 'gw');
    expect(await state(5, 'gw')).toBe('closed');
    await scene.repeats(6);
    expect(await scene.alarm('gw')).toMatchObject({ status: 'cleared' });
    await scene.listens(20);
    expect(await state(20, 'gw')).toBe('raised');
    expect(await scene.alarm('gw')).toMatchObject({ acknowledged: null, raisedAt: scene.at(20) });
    expect((await scene.alarm('gw'))?.file.entries).toMatchObject([{ field: 'closing', state: 'past' }]);
  });
});

describe('silence behind a gateway that is revoked', () => {
  it('is over with the revocation, and nobody is called silent there again', async () => {
    await scene.says(0, { smoke: 0.1 });
    await scene.listens(5);
    expect((await scene.alarms()).map(({ station, status }) => `${station} ${status}`).toSorted()).toEqual([
      'gw raised',
      'one raised',
    ]);
    await revokeGateways(scene.hub, ['gw'], { person: null, because: null });
    const over = async () => (await scene.alarms()).map(({ status }) => status);
    expect(await over()).toEqual(['cleared', 'cleared']);
    await scene.listens(20);
    expect(await over()).toEqual(['cleared', 'cleared']);
    expect((await scene.chain()).toSorted()).toEqual(['gw cleared', 'gw raised', 'one cleared', 'one raised']);
  });
});

describe('an alarm that a neighbour opens again', () => {
  it('is on the hub’s chain as raised once more', async () => {
    await scene.says(0, { smoke: 0.6 });
    await closes('false-alarm');
    await scene.says(2, { smoke: 0.6, station: 'two' });
    expect(await state(2)).toBe('raised');
    expect((await scene.chain()).toSorted()).toEqual(['one raised', 'one raised', 'two raised']);
  });
});

describe('a live alarm that history gives another beginning', () => {
  const standing = async () =>
    (await scene.alarms()).map(({ opening, status, raisedAt }) => [opening.measuredAt, status, raisedAt]);

  it('is raised since when it was, and rings no second time; also when that is taken back', async () => {
    const raisedAt = scene.at(50);
    await scene.says(50, { smoke: 0.7 });
    const heard = callsNow((await scene.alarms()).map(toCalling), scene.at(51));
    await scene.says(40, { smoke: 0.6, h: 1 }, 54);
    expect(await standing()).toEqual([
      [scene.at(50), 'superseded', raisedAt],
      [scene.at(40), 'raised', raisedAt],
    ]);
    const ringing = async (minute: number) =>
      ringingAlarms((await scene.alarms()).map(toCalling), heard, scene.at(minute)).length;
    expect(await ringing(54)).toBe(0);
    expect(await ringing(55)).toBe(1); // up to the leader on duty, five minutes after it was raised
    await scene.says(45, { smoke: 0.1, h: 1 }, 54.5);
    expect(await standing()).toEqual([
      [scene.at(50), 'raised', raisedAt],
      [scene.at(40), 'cleared', raisedAt],
    ]);
    expect([await ringing(54.5), await ringing(55)]).toEqual([0, 1]);
  });

  it('keeps in hand what was acknowledged under the other one', async () => {
    await scene.says(50, { smoke: 0.7 });
    await scene.says(40, { smoke: 0.6, h: 1 }, 54);
    await scene.acknowledges();
    await scene.says(45, { smoke: 0.1, h: 1 }, 55);
    expect(await state(56)).toBe('acknowledged');
  });

  it('that was raised late only is raised when it shows live', async () => {
    await scene.says(50, { smoke: 0.7, h: 1 }, 53);
    await scene.says(40, { smoke: 0.6, h: 1 }, 54);
    await scene.says(56, { smoke: 0.7 });
    expect(await scene.alarm()).toMatchObject({ late: false, raisedAt: scene.at(56) });
  });
});
