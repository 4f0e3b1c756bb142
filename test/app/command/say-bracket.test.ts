import { describe, expect, it } from 'vitest';
import { sayBracket } from '../../../src/app/command/say-bracket.ts';

const at = (time: string) => Date.parse(`2027-01-15T${time}:00+08:00`);

describe('the bracket of a record at the desk', () => {
  it.each([
    [null, at('10:30'), 'certainly before 10:30'],
    [at('10:00'), at('10:30'), 'certainly between 10:00 and 10:30'],
    [at('11:00'), at('10:30'), 'the hub’s times contradict each other: 11:00 when written, 10:30 when received'],
  ])('from %s to %s', (fromAt, toAt, words) => {
    expect(sayBracket({ fromAt, toAt }, at('10:00'), at('12:00'), 'en')).toBe(words);
  });
});
