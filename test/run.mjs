#!/usr/bin/env node
// Runs every check and test of the house and ends with the line `N passed, N failed, N skipped`.
// Usage: node test/run.mjs [--only types,hub] [--list] [--runs N] [--seed S] [--path P]; the last three are for the simulation. Needs `node:` built-ins alone; installs what it may.
import process from 'node:process';
import { lackingNode, provide } from './runner/provision.mjs';
import { printReport, summarise } from './runner/report.mjs';
import { chooseSteps, runSteps, steps } from './runner/steps.mjs';

const strict = process.env.CI === 'true';
const options = readOptions(process.argv.slice(2));

if (options.list) {
  for (const { name, does } of steps) console.log(`${name.padEnd(11)} ${does}`);
} else {
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

function readOptions(args) {
  const value = (name) => (args.includes(name) ? (args[args.indexOf(name) + 1] ?? '') : null);
  for (const name of ['runs', 'seed', 'path']) {
    const given = value(`--${name}`);
    if (given !== null) process.env[`SIMULATION_${name.toUpperCase()}`] = given; // the tests read it
  }
  return { list: args.includes('--list'), only: value('--only')?.split(',') ?? [] };
}

function stop(why) {
  console.error(why);
  console.log('0 passed, 1 failed, 0 skipped');
  return 1;
}
