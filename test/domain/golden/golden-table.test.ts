import { describe, expect, it } from 'vitest';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import table from './golden-table.md?raw';
import { readGoldenTable } from './read-golden-table.ts';
import { sayVerdict } from './say-verdict.ts';

const cases = readGoldenTable(table);

describe('the golden table', () => {
  it('has at least three hundred cases, numbered without a gap', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(cases.map(({ name }) => Number.parseInt(name, 10))).toEqual(cases.map((_, index) => index + 1));
  });

  it.each(cases)('$name is $expected', ({ conduct, fix, now, rulebooks, packages, permits, expected }) => {
    expect(sayVerdict(judgeAct(conduct, fix, now, rulebooks, packages, permits))).toBe(expected);
  });
});
