import { describe, expect, it } from 'vitest';
import { distanceMeters, octantTo } from '../../../src/app/kit/where-from-me.ts';
import { alarmsToTell } from '../../../src/app/shell/alarm-marks.ts';
import { anAlarm } from '../support/an-alarm.ts';

const me = { lon: 122, lat: 37.4 };

describe('where an alarm is from me', () => {
  it('measures one minute of latitude as a sea mile, to half a percent', () => {
    expect(distanceMeters(me, { lon: 122, lat: 37.4 + 1 / 60 })).toBeCloseTo(1852, -1);
  });

  it.each([
    [0, 0.01, 0],
    [0.01, 0.008, 1],
    [0.01, 0, 2],
    [0.01, -0.008, 3],
    [0, -0.01, 4],
    [-0.01, -0.008, 5],
    [-0.01, 0, 6],
    [-0.01, 0.008, 7],
  ])('finds the octant of %d east, %d north', (east, north, octant) => {
    expect(octantTo(me, { lon: me.lon + east, lat: me.lat + north })).toBe(octant);
  });

  it('tells raised alarms only, newest first, never one from readings sent late', () => {
    const [old, young] = [anAlarm({ id: 'old', raisedAt: 1 }), anAlarm({ id: 'young', raisedAt: 2 })];
    const told = alarmsToTell(
      [old, young, anAlarm({ status: 'cleared' }), anAlarm({ late: true }), anAlarm({ level: 'technical' })],
      0,
    );
    expect(told.map(({ id }) => id)).toEqual(['young', 'old']);
  });
});
