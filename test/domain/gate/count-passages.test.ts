import { expect, it } from 'vitest';
import { countPassages } from '../../../src/domain/gate/count-passages.ts';

const nine = Date.parse('2027-01-15T09:00:00+08:00');

it('counts passages by hour and class, in and out, in any order', () => {
  const told = [
    { at: nine, direction: 'in', class: 'car', count: 2 },
    { at: nine + 3_599_999, direction: 'in', class: 'car', count: 1 },
    { at: nine + 3_600_000, direction: 'out', class: 'car', count: 1 },
    { at: nine + 60_000, direction: 'out', class: 'car', count: 4 },
    { at: nine + 60_000, direction: 'in', class: null, count: 1 },
  ] as const;
  const counts = [
    { hourAt: nine, class: null, in: 1, out: 0 },
    { hourAt: nine, class: 'car', in: 3, out: 4 },
    { hourAt: nine + 3_600_000, class: 'car', in: 0, out: 1 },
  ];
  expect(countPassages(told)).toEqual(counts);
  expect(countPassages(told.toReversed())).toEqual(counts);
});
