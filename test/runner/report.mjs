import { relative } from 'node:path';
import process from 'node:process';

/**
 * Suites by folder from Vitest's JSON report. A file that could not be loaded, an error outside of any test, and a run
 * without a single test each count as one failure.
 */
export function countVitest(step, green, report) {
  const suites = new Map();
  for (const file of report?.testResults ?? []) {
    const suite = suiteOf(suites, suiteName(step, file.name));
    suite.ms += Math.max(0, file.endTime - file.startTime);
    for (const one of file.assertionResults) {
      countOne(
        suite,
        one.status,
        () => `${relative(process.cwd(), file.name)} › ${one.fullName}\n${firstLines(one.failureMessages?.[0])}`,
      );
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      countOne(
        suite,
        'failed',
        () => `${relative(process.cwd(), file.name)} could not be run\n${firstLines(file.message)}`,
      );
    }
  }
  return withRunnerFailure(step, green, [...suites.values()]);
}

/** Suites by file from Playwright's JSON report. A flaky test counts as failed. */
export function countPlaywright(step, green, report) {
  const suites = new Map();
  for (const file of report?.suites ?? []) {
    for (const { title, status, results } of testsOf(file)) {
      const suite = suiteOf(suites, `${step}: ${file.title.replace(/\.test\.ts$/, '')}`);
      suite.ms += results.reduce((sum, { duration }) => sum + duration, 0);
      const error = results.find((result) => result.error)?.error;
      countOne(suite, status, () => `${file.title} › ${title}\n${firstLines(error?.message)}`);
    }
  }
  return withRunnerFailure(step, green, [...suites.values()]);
}

/** The sums over all suites. */
export function summarise(results) {
  const total = { passed: 0, failed: 0, skipped: 0, ms: 0 };
  for (const { ms, suites } of results) {
    total.ms += ms;
    for (const suite of suites) for (const key of ['passed', 'failed', 'skipped']) total[key] += suite[key];
  }
  return total;
}

/** What failed, by name and with the first lines of the reason: who reads the end alone knows where to look. */
export function failuresOf(results) {
  return results.flatMap(({ suites }) => suites.flatMap(({ failures = [] }) => failures));
}

/** The table of suites with their number of tests and time, what failed, then the one line everybody reads. */
export function printReport(results, total) {
  console.log(
    `\n${'suite'.padEnd(34)}${['tests', 'failed', 'skipped', 'time'].map((head) => head.padStart(9)).join('')}`,
  );
  for (const { ms, suites } of results) {
    for (const suite of suites) console.log(row(suite.name, suite, suite.ms ?? ms));
  }
  console.log(row('all, as the clock saw it', total, total.ms));
  for (const failure of failuresOf(results)) console.log(`\nFAILED ${failure}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

function row(name, { passed, failed, skipped }, ms) {
  const cells = [passed + failed + skipped, failed, skipped, `${(ms / 1000).toFixed(1)} s`];
  return name.padEnd(34) + cells.map((cell) => String(cell).padStart(9)).join('');
}

function withRunnerFailure(step, green, suites) {
  const counted = suites.some(({ passed, failed, skipped }) => passed + failed + skipped > 0);
  if ((green && counted) || suites.some(({ failed }) => failed > 0)) return suites;
  return [...suites, { name: `${step} (the run itself)`, ms: 0, passed: 0, failed: 1, skipped: 0 }];
}

function suiteOf(suites, name) {
  const suite = suites.get(name) ?? { name, ms: 0, passed: 0, failed: 0, skipped: 0, failures: [] };
  suites.set(name, suite);
  return suite;
}

function suiteName(step, path) {
  const [, folder = '', ...rest] = relative(process.cwd(), path).split('/');
  return rest.length === 0 ? `${step}: ${folder.replace(/\.test\.ts$/, '')}` : `${step}: ${folder}`;
}

function countOne(suite, status, describe) {
  const outcome = outcomeOf(status);
  suite[outcome] += 1;
  if (outcome === 'failed') suite.failures.push(describe());
}

function firstLines(message) {
  const lines = String(message ?? 'no reason was given').split('\n');
  return lines
    .slice(0, 6)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n');
}

function* testsOf({ suites = [], specs = [] }) {
  for (const { title, tests } of specs) for (const test of tests) yield { title, ...test };
  for (const suite of suites) yield* testsOf(suite);
}

function outcomeOf(status) {
  if (status === 'passed' || status === 'expected') return 'passed';
  return ['skipped', 'pending', 'todo', 'disabled'].includes(status) ? 'skipped' : 'failed';
}
