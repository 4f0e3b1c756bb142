import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';
import { countPlaywright, countVitest } from './report.mjs';

const resultFolder = 'test/results';
const rooms = ['src/domain', 'src/protocol', 'src/hub', 'src/app', 'device-sim', 'test'];
const bin = (name) => [process.execPath, `node_modules/${name}`];

/** Where the compiler keeps what it found of a room, so that the next check looks at what has changed alone. */
const keptAt = (room) => ['--tsBuildInfoFile', `node_modules/.cache/types/${room.replaceAll('/', '-')}.tsbuildinfo`];

/**
 * The steps in their order. A check counts as one test; a suite counts its own tests, read from the report its runner wrote.
 * `room`: steps of one room run one after the other. `needs` names tools of `provision.mjs` without which the step is skipped
 * (under CI=true: failed).
 */
export const steps = [
  check(
    'types',
    'TypeScript over every room',
    rooms.map((room) => [...bin('typescript-native/bin/tsc'), '-p', room, '--incremental', ...keptAt(room)]),
  ),
  check('lint', 'oxlint with type information, lit-analyzer, knip', [
    [...bin('oxlint/bin/oxlint'), '--threads=2', '--deny-warnings'],
    [...bin('lit-analyzer/cli.js'), 'src/app', '--strict', '--maxWarnings', '0', '--rules.no-invalid-css', 'off'],
    [...bin('knip/bin/knip.js'), '--no-progress'],
  ]),
  check('format', 'biome check', [[...bin('@biomejs/biome/bin/biome'), 'check', '--reporter=summary', '.']]),
  check('build', 'the app and the hub, as they are shipped', [[process.execPath, 'src/hub/start.mjs', '--build']]),
  vitest('unit', 'rules, protocol, storage, gateways and the house rules, in Node', 'node'),
  vitest('simulation', 'custody under faults, in seeded runs; the planted mistakes are found', 'node'),
  vitest('hub', 'the hub and the port contracts against PostgreSQL and a broker', 'node', [
    'mosquitto',
    'mosquitto-clients',
    'openssl',
    'paho-mqtt',
  ]),
  vitest('external', 'what meets the database once more, against the PostgreSQL of the system', 'node', ['postgresql']),
  vitest('asyncapi', 'what gateways are told of their topics, by AsyncAPI’s own parser', 'node', ['asyncapi-parser']),
  vitest('elements', 'the screens, in Chromium', 'browser', ['chromium', 'chinese-font']),
  {
    name: 'journeys',
    does: 'the whole system: real hub, broker and browser',
    room: 'browser',
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

/**
 * Runs steps and answers their results in the same order. The build comes first, since others stand on it; after it two steps
 * run side by side, one of either room: much of what a step does is waiting. Without the build, or when it is red, one after the other.
 */
export async function runSteps(chosen, missing, strict) {
  const results = new Map();
  const runAll = async (some, output) => {
    for (const step of some) results.set(step, await runStep(step, missing, strict, output));
  };
  const [build, others] = [chosen.filter(isBuild), chosen.filter((step) => !isBuild(step))];
  await runAll(build, 'at-once');
  const isBuilt = build.some((step) => results.get(step).suites.every(({ failed }) => failed === 0));
  const sides = isBuilt ? ['node', 'browser'].map((room) => others.filter((step) => step.room === room)) : [others];
  const busy = sides.filter(({ length }) => length > 0);
  await Promise.all(busy.map((some) => runAll(some, busy.length > 1 ? 'at-its-end' : 'at-once')));
  return chosen.map((step) => results.get(step));
}

function isBuild({ name }) {
  return name === 'build';
}

/** Runs one step to its end and counts it. Never throws for a red step. Side by side with another its output comes whole, at its end. */
async function runStep(step, missing, strict, output) {
  const lack = ['packages', ...step.needs].find((need) => missing.has(need));
  if (lack) return lacking(step, `${lack}: ${missing.get(lack)}`, strict);
  const title = `\n── ${step.name}: ${step.does}`;
  console.log(output === 'at-once' ? title : `\n── ${step.name} begins`);
  const report = `${resultFolder}/${step.name}.json`;
  mkdirSync(resultFolder, { recursive: true });
  rmSync(report, { force: true });
  const startedAt = Date.now();
  const codes = [];
  const said = [];
  for (const [command, ...args] of step.commands) {
    codes.push(await run(command, args, report, output === 'at-once' ? null : said));
  }
  if (output === 'at-its-end') process.stdout.write(Buffer.concat([Buffer.from(`${title}\n`), ...said]));
  const green = codes.every((code) => code === 0);
  const content = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  const suites = step.count(step.name, green, content);
  return { name: step.name, ms: Date.now() - startedAt, suites };
}

function check(name, does, commands) {
  const count = (suite, green) => [one(suite, green ? 'passed' : 'failed')];
  return { name, does, room: 'node', needs: [], commands, count };
}

function vitest(name, does, room, needs = []) {
  const config = { node: 'test/vitest.node.config.ts', browser: 'test/vitest.browser.config.ts' }[room];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFolder}/${name}.json`];
  const args = ['run', '--config', config, '--project', name, ...reporters];
  return { name, does, room, needs, count: countVitest, commands: [[...bin('vitest/vitest.mjs'), ...args]] };
}

function lacking(step, why, strict) {
  console.log(`\n── ${step.name}: ${strict ? 'cannot run' : 'SKIPPED'}: ${why}`);
  return { name: step.name, ms: 0, suites: [one(step.name, strict ? 'failed' : 'skipped')] };
}

function one(name, outcome) {
  return { name, ms: null, passed: 0, failed: 0, skipped: 0, [outcome]: 1 };
}

/** Resolves with the exit code. What it says goes on at once, or into `said`. */
function run(command, args, report, said) {
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const env = { ...process.env, ...colour, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const out = said ? 'pipe' : 'inherit';
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', out, out], env });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => said.push(bytes));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
    // What it left running may hold its output open for ever.
    child.once('exit', (code) => setTimeout(() => resolve(code ?? 1), 3000).unref());
  });
}
