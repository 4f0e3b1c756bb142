import { expect, it } from 'vitest';
import { chooseFix } from '../../../src/app/violation/choose-fix.ts';
import { aFix } from '../../support/builders.ts';

const kept = aFix({ accuracyMeters: 30 });
const after = (ms: number, accuracyMeters: number | null) => aFix({ takenAt: kept.takenAt + ms, accuracyMeters });

it.each([
  ['the first offered', null, after(0, 500), 'offered'],
  ['a better one soon after', kept, after(20_000, 8), 'offered'],
  ['the kept one when a better comes late, for the ranger may have walked', kept, after(60_001, 8), 'kept'],
  ['the kept one when the other is less exact', kept, after(20_000, 31), 'kept'],
  ['the kept one when the other is older', kept, after(-1, 8), 'kept'],
  ['a place put by hand', aFix({ source: 'hand', accuracyMeters: null }), after(1_000, 3), 'kept'],
] as const)('a draft keeps %s', (_, before, offered, wins) => {
  expect(chooseFix(before, offered)).toBe(wins === 'offered' ? offered : before);
});
