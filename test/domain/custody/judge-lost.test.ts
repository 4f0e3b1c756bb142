import { expect, it } from 'vitest';
import { judgeLost } from '../../../src/domain/custody/judge-lost.ts';

it.each([
  [null, 99, 'before'],
  [50, 99, 'before'],
  [null, 100, 'either'],
  [99, 500, 'either'],
  [100, 500, 'after'],
  [200, 500, 'after'],
] as const)('an event made between %s and %d, of a key lost from 100 on: %s', (fromAt, toAt, said) => {
  expect(judgeLost(100, { fromAt, toAt })).toBe(said);
});
