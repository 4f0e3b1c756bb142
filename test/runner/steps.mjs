import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';
import { countPlaywright, countVitest } from './report.mjs';

const resultFolder = 'test/results';
const rooms = ['src/domain', 'src/protocol', 'src/hub', 'src/app', 'device-sim', 'test'];
const bin = (name) => [process.execPath, `node_modules/${name}`];

/**
 * The steps in their order. A check counts as one test; a suite counts its own tests, read from the report its runner wrote.
 * `needs` names tools of `provision.mjs` without which the step is skipped (under CI=true: failed).
 */
export const steps = [
  check(
    'types',
    'TypeScript over every room',
    rooms.map((room) => [...bin('typescript-native/bin/tsc'), '-p', room]),
  ),
  check('lint', 'oxlint with type information, lit-analyzer, knip', [
    [...bin('oxlint/bin/oxlint'), '--threads=2', '--deny-warnings'],
    [...bin('lit-analyzer/cli.js'), 'src/app', '--strict', '--maxWarnings', '0', '--rules.no-invalid-css', 'off'],
    [...bin('knip/bin/knip.js'), '--no-progress'],
  ]),
  check('format', 'biome check', [[...bin('@biomejs/biome/bin/biome'), 'check', '--reporter=summary', '.']]),
  check('build', 'the app and the hub, as they are shipped', [[process.execPath, 'src/hub/start.mjs', '--build']]),
  vitest('unit', 'rules, protocol, storage, simulator and the house rules, in Node', 'test/vitest.node.config.ts'),
  vitest('hub', 'the hub and the port contracts against PostgreSQL and a broker', 'test/vitest.node.config.ts', [
    'mosquitto',
    'mosquitto-clients',
  ]),
  vitest('elements', 'the screens, in Chromium', 'test/vitest.browser.config.ts', ['chromium', 'chinese-font']),
  {
    name: 'journeys',
    does: 'the whole system: real hub, broker and browser',
    needs: ['chromium', 'chinese-font', 'mosquitto-clients'],
    count: countPlaywright,
    commands: [[...bin('@playwright/test/cli.js'), 'test', '--config', 'test/journey/playwright.config.ts']],
  },
];

/** The steps named, in their own order; all when none is named. `unknown` when a name is not a step's. */
export function chooseSteps(names) {
  const unknown = names.find((wanted) => !steps.some(({ name }) => name === wanted));
  if (unknown !== undefined) return { unknown };
  return { steps: names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name)) };
}

/** Runs one step to its end and counts it. Never throws for a red step. */
export async function runStep(step, missing, strict) {
  const lack = ['packages', ...step.needs].find((need) => missing.has(need));
  if (lack) return lacking(step, `${lack}: ${missing.get(lack)}`, strict);
  console.log(`\n── ${step.name}: ${step.does}`);
  const report = `${resultFolder}/${step.name}.json`;
  mkdirSync(resultFolder, { recursive: true });
  rmSync(report, { force: true });
  const startedAt = Date.now();
  const codes = [];
  for (const [command, ...args] of step.commands) codes.push(await run(command, args, report));
  const green = codes.every((code) => code === 0);
  const content = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  const suites = step.count(step.name, green, content);
  return { name: step.name, ms: Date.now() - startedAt, suites };
}

function check(name, does, commands) {
  return { name, does, needs: [], commands, count: (suite, green) => [one(suite, green ? 'passed' : 'failed')] };
}

function vitest(name, does, config, needs = []) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFolder}/${name}.json`];
  const args = ['run', '--config', config, '--project', name, ...reporters];
  return { name, does, needs, count: countVitest, commands: [[...bin('vitest/vitest.mjs'), ...args]] };
}

function lacking(step, why, strict) {
  console.log(`\n── ${step.name}: ${strict ? 'cannot run' : 'SKIPPED'}: ${why}`);
  return { name: step.name, ms: 0, suites: [one(step.name, strict ? 'failed' : 'skipped')] };
}

function one(name, outcome) {
  return { name, ms: null, passed: 0, failed: 0, skipped: 0, [outcome]: 1 };
}

function run(command, args, report) {
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const env = { ...process.env, ...colour, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
