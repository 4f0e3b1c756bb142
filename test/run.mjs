#!/usr/bin/env node
// Runs every check and test of the house and ends with the line `N passed, N failed, N skipped`.
// Usage: node test/run.mjs [--only types,hub] [--list]. Needs `node:` built-ins alone; installs what it may.
import process from 'node:process';
import { lackingNode, provide } from './runner/provision.mjs';
import { printReport, summarise } from './runner/report.mjs';
import { chooseSteps, runStep, steps } from './runner/steps.mjs';

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
  const results = [];
  for (const step of chosen.steps) results.push(await runStep(step, missing, strict));
  const total = summarise(results);
  printReport(results, total);
  return total.failed > 0 || (strict && total.skipped > 0) ? 1 : 0;
}

function readOptions(args) {
  const only = args.indexOf('--only');
  return { list: args.includes('--list'), only: only < 0 ? [] : (args[only + 1] ?? '').split(',') };
}

function stop(why) {
  console.error(why);
  console.log('0 passed, 1 failed, 0 skipped');
  return 1;
}
