import { expect, it } from 'vitest';
import { chooseFix } from '../../../src/app/violation/choose-fix.ts';
import { aFix } from '../../support/builders.ts';

const kept = aFix({ accuracyMeters: 30 });
const after = (ms: number, accuracyMeters: number | null) => aFix({ takenAt: kept.takenAt + ms, accuracyMeters });
const [second, minute] = [1_000, 60_000];

it.each([
  ['the first offered', null, after(0, 500), 0, second, 'offered'],
  ['the first one of a phone that found none for long', null, after(0, 8), 0, 9 * minute, 'offered'],
  ['none from before it was opened', null, after(0, 8), 31 * second, second, 'kept'],
  ['none of where the ranger opens it again, at home', null, after(0, 8), 0, 11 * minute, 'kept'],
  ['a better one soon after', kept, after(20_000, 8), 0, 40 * second, 'offered'],
  ['the kept one when a better was got too long ago', kept, after(20_000, 8), 31 * second, 60 * second, 'kept'],
  [
    'the kept one when a better comes late, for the ranger may have walked',
    kept,
    after(60_001, 8),
    0,
    2 * minute,
    'kept',
  ],
  ['the kept one when the other is less exact', kept, after(20_000, 31), 0, 40 * second, 'kept'],
  ['the kept one when the other is older', kept, after(-1, 8), 0, second, 'kept'],
  ['a fresh one for one from before it was opened, however exact', kept, after(20_000, 500), 0, 5 * second, 'offered'],
  ['a fresh one for one from long before', kept, after(40 * minute, 5), 0, 5 * second, 'offered'],
  ['the kept one when it is opened again at home', kept, after(40 * minute, 5), 0, 40 * minute, 'kept'],
  ['a place put by hand', aFix({ source: 'hand', accuracyMeters: null }), after(1_000, 3), 0, second, 'kept'],
] as const)('a draft keeps %s', (_, before, fix, ageMs, openMs, wins) => {
  expect(chooseFix(before, { fix, ageMs }, openMs)).toBe(wins === 'offered' ? fix : before);
});
