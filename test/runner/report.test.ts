import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, failuresOf, summarise } from './report.mjs';

const root = process.cwd();
const test = (status: string) => ({ status });
const file = (name: string, status: string, ...statuses: string[]) => ({
  name: `${root}/${name}`,
  status,
  startTime: 0,
  endTime: 5,
  assertionResults: statuses.map(test),
});

describe('the last line', () => {
  it('sums passed, failed and skipped over every suite', () => {
    const report = {
      testResults: [
        file('test/hub/a.test.ts', 'failed', 'passed', 'failed'),
        file('test/domain/b.test.ts', 'passed', 'passed', 'pending', 'todo'),
      ],
    };
    const suites = countVitest('unit', false, report);
    expect(suites.map(({ name }: { name: string }) => name)).toEqual(['unit: hub', 'unit: domain']);
    expect(summarise([{ name: 'unit', ms: 9, suites }])).toEqual({ passed: 2, failed: 1, skipped: 2, ms: 9 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const suites = countVitest('unit', false, { testResults: [file('test/hub/a.test.ts', 'failed')] });
    expect(summarise([{ name: 'unit', ms: 0, suites }])).toMatchObject({ passed: 0, failed: 1 });
  });

  it.each([
    ['a runner that died without a report', false, null],
    ['a run without a single test', true, { testResults: [] }],
    ['an error outside of any test', false, { testResults: [file('test/hub/a.test.ts', 'passed', 'passed')] }],
  ])('counts %s as a failure', (_, green, report) => {
    expect(summarise([{ name: 'hub', ms: 0, suites: countVitest('hub', green, report) }]).failed).toBe(1);
  });

  it('names what failed with the beginning of its reason', () => {
    const report = {
      testResults: [
        {
          ...file('test/hub/a.test.ts', 'failed', 'passed'),
          assertionResults: [
            { status: 'passed', fullName: 'stands' },
            { status: 'failed', fullName: 'falls', failureMessages: ['expected 1\nto be 2'] },
          ],
        },
        { ...file('test/hub/b.test.ts', 'failed'), message: 'no such module' },
      ],
    };
    const suites = countVitest('hub', false, report);
    expect(failuresOf([{ suites }])).toEqual([
      'test/hub/a.test.ts › falls\n  expected 1\n  to be 2',
      'test/hub/b.test.ts could not be run\n  no such module',
    ]);
  });

  it('counts a flaky journey as failed', () => {
    const specs = ['expected', 'flaky', 'unexpected', 'skipped'].map((status) => ({
      title: status,
      tests: [{ status, results: [{ duration: 3, ...(status === 'flaky' && { error: { message: 'slow\nonce' } }) }] }],
    }));
    const suites = countPlaywright('journeys', false, {
      suites: [{ title: 'a.test.ts', specs: [], suites: [{ specs }] }],
    });
    expect(suites).toMatchObject([{ name: 'journeys: a', ms: 12, passed: 1, failed: 2, skipped: 1 }]);
    expect(failuresOf([{ suites }])).toEqual([
      'a.test.ts › flaky\n  slow\n  once',
      'a.test.ts › unexpected\n  no reason was given',
    ]);
  });
});
