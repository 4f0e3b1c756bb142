import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alarmState } from '../../../src/domain/alarm/alarm-state.ts';
import { AlarmScene } from './alarm-scene.ts';

let scene: AlarmScene;
beforeEach(async () => {
  scene = await AlarmScene.open();
});
afterEach(() => scene.close());

const state = async (minute: number) => {
  const alarm = await scene.alarm();
  if (!alarm) return null;
  const acknowledgedAt = alarm.acknowledged?.at ?? null;
  return alarmState({ ...alarm, acknowledgedAt }, alarm.file, scene.at(minute));
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
