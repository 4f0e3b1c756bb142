import { describe, expect, it } from 'vitest';
import { type AlarmFile, emptyAlarmFile } from '../../../src/domain/alarm/alarm-file.ts';
import { type Calling, callsNow, callsOf, ringingAlarms } from '../../../src/domain/alarm/ringing-alarms.ts';
import { takeAlarmStep } from '../../../src/domain/alarm/take-alarm-step.ts';

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

  it('rings no second time for one that takes the place of another and is raised since then', () => {
    const old: Calling = { ...smoke, status: 'superseded', supersededBy: 'two' };
    const instead: Calling = { ...smoke, id: 'two', supersededBy: null };
    const heard = callsNow([smoke], minute);
    expect(ringingAlarms([old, instead], heard, 4 * minute)).toEqual([]);
    expect(ringingAlarms([old, instead], heard, 5 * minute)).toEqual([instead]);
    const third: Calling = { ...instead, id: 'three' };
    expect(ringingAlarms([old, { ...old, id: 'two', supersededBy: 'three' }, third], heard, minute)).toEqual([]);
    expect(ringingAlarms([old, { ...instead, raisedAt: 1 }], heard, minute)).toHaveLength(1);
  });

  const shelvedUntil = (...untils: readonly (number | null)[]): AlarmFile =>
    untils.reduce<AlarmFile>((file, until, index) => {
      const origin = { event: `e${index}`, chain: 'c', person: 'ann', fromAt: null, toAt: index * 30 * minute };
      const shelving = until === null ? null : { until, because: 'drill' as const };
      return takeAlarmStep(file, { origin, base: 99, changes: { shelving } }, index + 2);
    }, emptyAlarmFile);

  it('rings at the end of each shelving, also when all its calls had been heard before', () => {
    const shelved = { ...smoke, file: shelvedUntil(30 * minute) };
    const heard = callsNow([smoke], 20 * minute);
    expect(ringingAlarms([shelved], heard, 30 * minute - 1)).toEqual([]);
    expect(ringingAlarms([shelved], heard, 30 * minute)).toEqual([shelved]);
    const again = { ...smoke, file: shelvedUntil(30 * minute, 60 * minute) };
    const heardTwice = callsNow([shelved], 30 * minute);
    expect(ringingAlarms([again], heardTwice, 60 * minute - 1)).toEqual([]);
    expect(ringingAlarms([again], heardTwice, 60 * minute)).toEqual([again]);
  });

  it('counts no end of a shelving that somebody ended by hand, nor of one from before it was raised', () => {
    const ended = { ...smoke, file: shelvedUntil(90 * minute, null) };
    expect(callsOf(ended, 100 * minute)).toBe(3);
    expect(callsOf({ ...smoke, raisedAt: minute, file: shelvedUntil(30 * minute) }, 31 * minute)).toBe(3);
  });

  it('rings anew when the same alarm is raised again', () => {
    const again = { ...smoke, raisedAt: minute };
    expect(ringingAlarms([again], callsNow([smoke], 0), minute)).toEqual([again]);
  });
});
