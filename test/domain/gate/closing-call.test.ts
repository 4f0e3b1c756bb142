import { describe, expect, it } from 'vitest';
import { closingCall } from '../../../src/domain/gate/closing-call.ts';
import type { Pass } from '../../../src/domain/gate/pass.ts';

const at = (time: string) => Date.parse(`2027-01-15T${time}:00+08:00`);
const entry = (id: string, time: string, persons = 1): Pass => ({
  ...{ id, gate: 'g', direction: 'in', class: 'person', persons, entry: null, at: at(time) },
});
const exit = (id: string, of: string): Pass => ({ ...entry(id, '12:00'), direction: 'out', entry: of });

describe('before the gates close', () => {
  it.each([
    ['15:59', null],
    ['16:00', 'closing-soon'],
    ['16:59', 'closing-soon'],
    ['17:00', 'closed'],
    ['23:59', 'closed'],
  ])('at %s who is still inside is told as %s', (time, stage) => {
    const call = closingCall([entry('a', '09:00', 3), entry('b', '10:00'), exit('c', 'b')], at(time));
    expect(call?.stage ?? null).toBe(stage);
    if (stage) expect(call).toMatchObject({ entries: 1, persons: 3, key: `closing/2027-01-15/${stage}` });
  });

  it('nobody is told when nobody is inside', () => {
    expect(closingCall([entry('b', '10:00'), exit('c', 'b')], at('16:30'))).toBeNull();
    expect(closingCall([], at('16:30'))).toBeNull();
  });
});
