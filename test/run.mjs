#!/usr/bin/env node
// Runs every check and test of the house and ends with the line `N passed, N failed, N skipped`.
// `--help` says what it takes. Needs `node:` built-ins alone; installs what it may.
import process from 'node:process';
import { readOptions, usage } from './runner/options.mjs';
import { lackingNode, provide } from './runner/provision.mjs';
import { printReport, summarise } from './runner/report.mjs';
import { chooseSteps, runSteps, steps } from './runner/steps.mjs';

const strict = process.env.CI === 'true';
const options = readOptions(process.argv.slice(2));

if ('unclear' in options) {
  process.exitCode = stop(`${options.unclear}\n${usage}`);
} else if (options.help) {
  console.log(usage);
} else if (options.list) {
  for (const { name, does } of steps) console.log(`${name.padEnd(11)} ${does}`);
} else {
  for (const [name, given] of Object.entries(options.simulation))
    process.env[`SIMULATION_${name.toUpperCase()}`] = given; // the tests read it
  process.exitCode = await main();
}

async function main() {
  const tooOld = lackingNode();
  if (tooOld) return stop(tooOld);
  const chosen = chooseSteps(options.only);
  if ('unknown' in chosen) return stop(`no such step: ${chosen.unknown} (--list names them)`);
  const missing = provide(new Set(chosen.steps.flatMap(({ needs }) => needs)));
  const startedAt = Date.now();
  const results = await runSteps(chosen.steps, missing, strict);
  const total = { ...summarise(results), ms: Date.now() - startedAt };
  printReport(results, total);
  return total.failed > 0 || (strict && total.skipped > 0) ? 1 : 0;
}

function stop(why) {
  console.error(why);
  console.log('0 passed, 1 failed, 0 skipped');
  return 1;
}
