import { describe, expect, it } from 'vitest';
import firstJson from '../../../public/packages/weihai-2022-19/1/rulebook.json' with { type: 'json' };
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import { readRulebook } from '../../../src/protocol/rulebook.ts';
import table from './golden-table.md?raw';
import { readGoldenTable } from './read-golden-table.ts';
import { sayVerdict } from './say-verdict.ts';

const cases = readGoldenTable(table);

describe('the golden table', () => {
  it('has at least three hundred cases, numbered without a gap', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(cases.map(({ name }) => Number.parseInt(name, 10))).toEqual(cases.map((_, index) => index + 1));
  });

  it('is answered alike by the first version of the notice, which records cite', () => {
    const first = readRulebook(firstJson);
    const ofNotice = cases.filter(({ rulebooks }) => rulebooks.every(({ id }) => id === first.id));
    expect(ofNotice.length).toBeGreaterThan(250);
    for (const { name, conduct, fix, now, packages, permits, expected } of ofNotice) {
      expect(sayVerdict(judgeAct(conduct, fix, now, [first], packages, permits)), name).toBe(expected);
    }
  });

  it.each(cases)('$name is $expected', ({ conduct, fix, now, rulebooks, packages, permits, expected }) => {
    expect(sayVerdict(judgeAct(conduct, fix, now, rulebooks, packages, permits))).toBe(expected);
  });
});
