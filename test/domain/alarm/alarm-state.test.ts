import { describe, expect, it } from 'vitest';
import {
  type AlarmFile,
  type AlarmValues,
  alarmClaims,
  alarmEntry,
  alarmValues,
  emptyAlarmFile,
} from '../../../src/domain/alarm/alarm-file.ts';
import { type AlarmCondition, alarmState, escalations } from '../../../src/domain/alarm/alarm-state.ts';
import { takeAlarmStep, whyNotStepped } from '../../../src/domain/alarm/take-alarm-step.ts';

const minute = 60_000;

function step(
  file: AlarmFile,
  version: number,
  changes: Partial<AlarmValues>,
  more: { readonly by?: string; readonly base?: number; readonly event?: string } = {},
) {
  const { by = 'ann', base = version - 1 } = more;
  const event = more.event ?? `${by}-${version}`;
  const origin = { event, chain: `chain of ${by}`, person: by, fromAt: null, toAt: version };
  return takeAlarmStep(file, { origin, base, changes }, version);
}

const after = (changes: Partial<AlarmValues>) => step(emptyAlarmFile, 2, changes);
const condition: AlarmCondition = {
  ...{ status: 'raised', level: 'single', late: false, raisedAt: 0, clearedAt: null, acknowledgedAt: null },
};
const shelving = { until: 10 * minute, because: 'permitted-burn' as const };

describe('where an alarm stands', () => {
  it.each([
    ['raised', {}, emptyAlarmFile, 0],
    ['raised', {}, emptyAlarmFile, 5 * minute - 1],
    ['escalated', {}, emptyAlarmFile, 5 * minute],
    ['escalated', { level: 'confirmed' }, emptyAlarmFile, 2 * minute],
    ['raised', { level: 'technical' }, emptyAlarmFile, 999 * minute],
    ['raised', { late: true }, emptyAlarmFile, 999 * minute],
    ['acknowledged', { acknowledgedAt: 6 * minute }, emptyAlarmFile, 99 * minute],
    ['assigned', { acknowledgedAt: 1 }, after({ assignee: 'bob' }), 99 * minute],
    ['shelved', {}, after({ shelving }), 10 * minute - 1],
    ['escalated', {}, after({ shelving }), 10 * minute],
    ['cleared', { status: 'cleared', clearedAt: 3 }, after({ shelving }), 5],
    ['closed', {}, after({ closing: 'fire-out' }), 5],
    ['closed', { status: 'cleared' }, after({ closing: 'false-alarm' }), 5],
    ['superseded', { status: 'superseded' }, after({ closing: 'fire-out' }), 5],
  ] as const)('is %s with %o', (state, more, file, now) => {
    expect(alarmState({ ...condition, ...more }, file, now)).toBe(state);
  });

  it('goes up step by step while nobody answers, and no further than to who answered', () => {
    expect(escalations(condition, 99 * minute)).toEqual([
      { at: 5 * minute, to: 'duty-leader' },
      { at: 15 * minute, to: 'fire-command' },
    ]);
    expect(escalations({ ...condition, acknowledgedAt: 6 * minute }, 99 * minute)).toHaveLength(1);
    expect(escalations({ ...condition, status: 'cleared', clearedAt: 4 * minute }, 99 * minute)).toEqual([]);
  });
});

describe('a step of an alarm', () => {
  it('stands, with who and when, and what stood before is kept as past', () => {
    const file = step(after({ assignee: 'bob' }), 3, { assignee: 'cem' }, { by: 'dai' });
    expect(alarmValues(file)).toMatchObject({ assignee: 'cem', verification: 'unverified', closing: null });
    expect(alarmEntry(file, 'assignee')).toMatchObject({ person: 'dai', toAt: 3, version: 3 });
    expect(file.entries.map(({ state }) => state)).toEqual(['past', 'stands']);
  });

  it('changes nothing the second time', () => {
    const file = after({ verification: 'confirmed' });
    expect(step(file, 3, { verification: 'false' }, { event: 'ann-2' })).toBe(file);
  });

  it('made without knowing what another had said of the same is shown beside it, until somebody who saw both chooses', () => {
    const confirmed = after({ verification: 'confirmed' });
    const conflict = step(confirmed, 3, { verification: 'false', assignee: 'cem' }, { by: 'bob', base: 1 });
    expect(alarmValues(conflict)).toMatchObject({ verification: 'confirmed', assignee: 'cem' });
    expect(alarmClaims(conflict)).toMatchObject([{ value: 'false', person: 'bob' }]);
    const chosen = step(conflict, 4, { verification: 'false' }, { by: 'cem' });
    expect(alarmValues(chosen).verification).toBe('false');
    expect(alarmClaims(chosen)).toEqual([]);
    expect(chosen.entries.map(({ state }) => state)).toEqual(['past', 'overruled', 'stands', 'stands']);
  });

  it('that closes what has grown since its author looked waits as a claim, and everything else he said stands', () => {
    const grown = { ...after({ verification: 'confirmed' }), grown: 3 };
    const file = step(grown, 4, { closing: 'false-alarm', verification: 'false' }, { base: 2 });
    expect(alarmValues(file)).toMatchObject({ closing: null, verification: 'false' });
    expect(alarmClaims(file)).toMatchObject([{ field: 'closing', value: 'false-alarm', person: 'ann' }]);
    expect(alarmValues(step(file, 5, { closing: 'false-alarm' }, { by: 'bob' })).closing).toBe('false-alarm');
    expect(alarmClaims(step(file, 5, { closing: 'false-alarm' }, { by: 'bob' }))).toEqual([]);
    expect(alarmValues(step(grown, 4, { closing: 'false-alarm' }, { base: 3 })).closing).toBe('false-alarm');
  });

  it('that opens again what it had closed needs to have seen nothing', () => {
    const closed = { ...after({ closing: 'fire-out' }), grown: 3 };
    expect(alarmValues(step(closed, 4, { closing: null }, { base: 2 })).closing).toBeNull();
  });

  it('leaves a claim open that its author had not seen', () => {
    const conflict = step(after({ verification: 'confirmed' }), 3, { verification: 'false' }, { by: 'bob', base: 1 });
    const unseen = step(conflict, 4, { verification: 'confirmed' }, { base: 2 });
    expect(alarmClaims(unseen)).toHaveLength(1);
  });

  it('of the same desk is never its own conflict', () => {
    expect(alarmValues(step(after({ assignee: 'bob' }), 3, { assignee: 'cem' }, { base: 1 })).assignee).toBe('cem');
  });

  it.each([
    ['raised', 'single', {}, 'alarm-unverified'],
    ['raised', 'confirmed', {}, 'alarm-unverified'],
    ['raised', 'single', { verification: 'false' }, null],
    ['cleared', 'single', {}, null],
    ['raised', 'technical', {}, null],
  ] as const)('that closes an alarm %s, %s, with %o: %s', (status, level, more, why) => {
    const changes = { closing: 'looked-into' as const, ...more };
    expect(whyNotStepped(emptyAlarmFile, { changes }, { status, level })).toBe(why);
  });
});
