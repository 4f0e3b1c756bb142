import { describe, expect, it } from 'vitest';
import { type AlarmValues, alarmValues, emptyAlarmFile } from '../../../src/domain/alarm/alarm-file.ts';
import { type AlarmCondition, alarmState } from '../../../src/domain/alarm/alarm-state.ts';
import { isOpenAgain, reopenAlarm, type Shown } from '../../../src/domain/alarm/reopen-alarm.ts';
import { takeAlarmStep } from '../../../src/domain/alarm/take-alarm-step.ts';

const origin = { event: 'e', chain: 'c', person: 'ann', fromAt: null, toAt: 2 };
const after = (changes: Partial<AlarmValues>) => takeAlarmStep(emptyAlarmFile, { origin, base: 1, changes }, 2);
const closed = after({ assignee: 'bob', verification: 'false', closing: 'false-alarm' });
const dust: Shown = { rule: 'smoke-high', evidence: ['smoke-lasting'], level: 'single' };

describe('an alarm that was closed by hand', () => {
  it.each([
    [true, 'another rule speaks', closed, { evidence: ['smoke-lasting', 'co-high'] }],
    [true, 'a neighbour confirms it', closed, { level: 'confirmed' }],
    [false, 'the same rules speak in another order', closed, { rule: 'smoke-lasting', evidence: ['smoke-high'] }],
    [false, 'a rule is taken back', closed, { evidence: [] }],
    [false, 'nobody had closed it', after({ verification: 'false' }), { evidence: ['co-high'] }],
  ] as const)('is open again: %s, when %s', (isOpen, _, file, more) => {
    expect(isOpenAgain(file, dust, { ...dust, ...more })).toBe(isOpen);
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
