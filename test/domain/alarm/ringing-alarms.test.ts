import { describe, expect, it } from 'vitest';
import { emptyAlarmFile } from '../../../src/domain/alarm/alarm-file.ts';
import { type Calling, callsNow, callsOf, ringingAlarms } from '../../../src/domain/alarm/ringing-alarms.ts';

const minute = 60_000;
const smoke: Calling = {
  ...{ id: 'one', file: emptyAlarmFile, status: 'raised', level: 'single', late: false },
  ...{ raisedAt: 0, clearedAt: null, acknowledgedAt: null },
};

describe('what calls an officer', () => {
  it.each([
    [1, 'smoke in nobody’s hands', {}, 0],
    [2, 'gone up to the leader on duty', {}, 5 * minute],
    [3, 'gone up to the fire command', {}, 15 * minute],
    [2, 'confirmed by a second sensor, two minutes unheard', { level: 'confirmed' }, 2 * minute],
    [0, 'history sent after an outage', { late: true }, 20 * minute],
    [0, 'a sensor that fell silent', { level: 'technical' }, 20 * minute],
    [0, 'acknowledged', { acknowledgedAt: minute }, 20 * minute],
    [0, 'cleared', { status: 'cleared', clearedAt: minute }, 20 * minute],
    [0, 'superseded by later readings', { status: 'superseded' }, 20 * minute],
  ] as const)('%i times: %s', (calls, _what, changes, now) => {
    expect(callsOf({ ...smoke, ...changes }, now)).toBe(calls);
  });

  it('rings until it is silenced, and again when it goes up or another comes, however old that one is', () => {
    expect(ringingAlarms([smoke], {}, minute)).toEqual([smoke]);
    const heard = callsNow([smoke], minute);
    expect(ringingAlarms([smoke], heard, 4 * minute)).toEqual([]);
    expect(ringingAlarms([smoke], heard, 5 * minute)).toEqual([smoke]);
    const tardy = { ...smoke, id: 'two', raisedAt: -minute };
    expect(ringingAlarms([smoke, tardy], heard, 2 * minute)).toEqual([tardy]);
  });

  it('counts nothing of what is over', () => {
    expect(callsNow([smoke, { ...smoke, id: 'over', status: 'cleared', clearedAt: 1 }], minute)).toEqual({
      'one 0': 1,
    });
  });

  it('rings anew when the same alarm is raised again', () => {
    const again = { ...smoke, raisedAt: minute };
    expect(ringingAlarms([again], callsNow([smoke], 0), minute)).toEqual([again]);
  });
});
