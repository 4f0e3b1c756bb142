import { describe, expect, it } from 'vitest';
import { wordsOnSigns } from '../../../src/app/command/words-on-signs.ts';
import { emptyAlarmFile } from '../../../src/domain/alarm/alarm-file.ts';
import { takeAlarmStep } from '../../../src/domain/alarm/take-alarm-step.ts';
import type { Verification } from '../../../src/domain/shared/alarm-codes.ts';
import { anAlarm, anId, now } from './support/command-rows.ts';

const found = (verification: Verification) => {
  const origin = { event: anId(70), chain: anId(41), person: anId(31), fromAt: null, toAt: now };
  const file = takeAlarmStep(emptyAlarmFile, { origin, base: 1, changes: { verification } }, 2);
  return anAlarm({ id: anId(1), file: { entries: [...file.entries] } });
};
const judged = (number: number, verdict: Verification, isUndone = false) => ({
  ...{ event: anId(number), person: anId(31), at: now, isUndone },
  said: { deed: 'verify' as const, members: [anId(1), anId(81)], verdict },
});
const undo = { deed: 'undo', step: anId(92) } as const;
const words = (steps: ReturnType<typeof judged>[], alarm = found('false')) =>
  wordsOnSigns(undo, [{ steps }], [alarm]).map(({ alarm: { id }, verification }) => [id, verification]);

describe('what a word taken back means for the alarms of an incident', () => {
  it('is what was said before it', () => {
    expect(words([judged(91, 'confirmed'), judged(92, 'false')])).toEqual([[anId(1), 'confirmed']]);
    expect(words([judged(91, 'confirmed', true), judged(92, 'false')])).toEqual([[anId(1), 'unverified']]);
    expect(words([judged(92, 'false')])).toEqual([[anId(1), 'unverified']]);
  });

  it('is nothing where somebody has found otherwise since', () => {
    expect(words([judged(92, 'false')], found('confirmed'))).toEqual([]);
  });
});
