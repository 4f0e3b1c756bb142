import { expect, it } from 'vitest';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import table from './golden-table.md?raw';
import { readGoldenTable } from './read-golden-table.ts';
import { sayVerdict } from './say-verdict.ts';

it('gives every answer of the golden table in the browser too', () => {
  const cases = readGoldenTable(table);
  const wrong = cases.flatMap(({ name, conduct, fix, now, rulebooks, packages, permits, expected }) => {
    const said = sayVerdict(judgeAct(conduct, fix, now, rulebooks, packages, permits));
    return said === expected ? [] : [`${name}: ${said}, not ${expected}`];
  });
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(wrong).toEqual([]);
});
