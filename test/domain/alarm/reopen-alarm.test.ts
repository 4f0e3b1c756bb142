import { describe, expect, it } from 'vitest';
import { type AlarmValues, alarmValues, emptyAlarmFile } from '../../../src/domain/alarm/alarm-file.ts';
import { type AlarmCondition, alarmState } from '../../../src/domain/alarm/alarm-state.ts';
import { builtInAlarmRules as rules } from '../../../src/domain/alarm/built-in-alarm-rules.ts';
import { isOpenAgain, type News, reopenAlarm, type Shown } from '../../../src/domain/alarm/reopen-alarm.ts';
import { takeAlarmStep } from '../../../src/domain/alarm/take-alarm-step.ts';

const minute = 60_000;
const origin = { event: 'e', chain: 'c', person: 'ann', fromAt: null, toAt: 0 };
const covered = { upTo: 0, smoke: 0.55, co: 2 };
const after = (changes: Partial<AlarmValues>) => ({
  ...takeAlarmStep(emptyAlarmFile, { origin, base: 1, changes }, 2),
  covered,
});
const closed = after({ assignee: 'bob', verification: 'false', closing: 'false-alarm' });
const overs = { ...closed, covered: { ...covered, wasOver: true as const } };
const shelved = after({ shelving: { until: 90 * minute, because: 'drill' } });
const dust: Shown = { rule: 'smoke-high', evidence: ['smoke-lasting'], level: 'single' };
const live = (values: { readonly smoke?: number; readonly co?: number }, at = minute) => [{ at, values }];
const still: News = { now: minute, begunAt: null, live: live({ smoke: 0.55, co: 2 }) };

describe('an alarm that was closed by hand', () => {
  it.each([
    [true, 'another rule speaks', closed, { evidence: ['smoke-lasting', 'co-high'] }],
    [true, 'a neighbour confirms it', closed, { level: 'confirmed' }],
    [false, 'the same rules speak in another order', closed, { rule: 'smoke-lasting', evidence: ['smoke-high'] }],
    [false, 'a rule is taken back', closed, { evidence: [] }],
    [false, 'nobody had closed it', after({ verification: 'false' }), { evidence: ['co-high'] }],
    [true, 'it is shelved, and another rule speaks', shelved, { evidence: ['co-high'] }],
    [true, 'it is shelved, and a neighbour confirms it', shelved, { level: 'confirmed' }],
  ] as const)('is open again: %s, when %s', (isOpen, _, file, more) => {
    expect(isOpenAgain(file, dust, { ...dust, ...more }, still, rules)).toBe(isOpen);
  });

  it.each([
    [false, 'all stays as it was', closed, {}],
    [true, 'a rule begins anew', closed, { begunAt: 1 }],
    [false, 'a rule began before', closed, { begunAt: 0 }],
    [false, 'smoke is a little more', closed, { live: live({ smoke: 0.69 }) }],
    [true, 'smoke is much more', closed, { live: live({ smoke: 0.7 }) }],
    [true, 'gas is much more', closed, { live: live({ co: 7 }) }],
    [false, 'it is there within the hour', closed, { now: 60 * minute - 1 }],
    [true, 'it is there after the hour', closed, { now: 60 * minute }],
    [false, 'nothing live says so after the hour', closed, { now: 60 * minute, live: [] }],
    [true, 'it had cleared, and is there again live', overs, {}],
    [false, 'it had cleared, and history says otherwise', overs, { live: [] }],
    [true, 'a rule begins anew, and it is shelved', shelved, { begunAt: 1 }],
    [true, 'smoke is much more, and it is shelved', shelved, { live: live({ smoke: 0.7 }) }],
    [false, 'it is shelved for longer than an hour', shelved, { now: 80 * minute }],
    [false, 'its shelving is over', shelved, { now: 90 * minute, begunAt: 1 }],
  ] as const)('is open again: %s, when by its sensor %s', (isOpen, _, file, news) => {
    expect(isOpenAgain(file, dust, dust, { ...still, ...news }, rules)).toBe(isOpen);
  });

  it('is raised in nobody’s hands once it is open again, and what was said stays as past', () => {
    const file = reopenAlarm({ ...closed, grown: 2 });
    expect(file.grown).toBe(2);
    const condition: AlarmCondition = {
      ...{ status: 'raised', level: 'single', late: false, raisedAt: 0, clearedAt: null, acknowledgedAt: null },
    };
    expect(alarmState(condition, closed, 1)).toBe('closed');
    expect(alarmState(condition, file, 1)).toBe('raised');
    expect(alarmValues(file)).toEqual(alarmValues(emptyAlarmFile));
    expect(file.entries.map(({ field, state }) => [field, state])).toEqual([
      ['verification', 'past'],
      ['assignee', 'past'],
      ['closing', 'past'],
    ]);
  });
});
