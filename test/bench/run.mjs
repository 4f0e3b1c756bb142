#!/usr/bin/env node
// Runs benchmarks, each as ratios against a peer measured in the same run. `npm run bench [name] [--json file]`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { provide } from '../runner/provision.mjs';
import { providePeers } from './provide-peers.mjs';

const folder = new URL('.', import.meta.url).pathname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));

/** The benchmarks that open the built app; all others need nothing but Node. */
const inBrowser = ['edge', 'start', 'sync', 'verdict'];

/** The benchmarks that measure other people's packages too. */
const besidePeers = ['edge', 'sync'];

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const options = readArguments(args);
  if (!options) return 2;
  if (options.names.some((name) => inBrowser.includes(name)) && !prepareBrowser(options.names)) return 1;
  if (options.names.some((name) => besidePeers.includes(name)) && !providePeers()) return 1;
  const results = options.names.map(measure);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(Object.fromEntries(results), null, 2)}\n`);
  return results.every(([, result]) => result !== null) ? 0 : 1;
}

function readArguments(args) {
  const at = args.indexOf('--json');
  const json = at < 0 ? null : args[at + 1];
  const wanted = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  const unknown = wanted.find((name) => !names.includes(name));
  if (json === undefined) console.error('--json needs a file');
  if (unknown) console.error(`no such benchmark: ${unknown}. There are: ${names.join(', ')}`);
  return json === undefined || unknown ? null : { json, names: wanted.length === 0 ? names : wanted };
}

/** A browser, the app to run in it, and the broker measured beside. */
function prepareBrowser(wanted) {
  const missing = provide(new Set(wanted.includes('edge') ? ['chromium', 'mosquitto'] : ['chromium']));
  for (const [name, why] of missing) console.error(`${name}: ${why}`);
  return missing.size === 0 && runs(['src/hub/start.mjs', '--build']);
}

/** Each benchmark prints its own table and leaves its numbers as JSON in the file it is given. */
function measure(name) {
  const place = mkdtempSync(join(tmpdir(), 'hulin-bench-'));
  const file = join(place, 'result.json');
  const done = runs(['--import', 'tsx', join(folder, `${name}.bench.ts`), file]) && existsSync(file);
  const result = done ? JSON.parse(readFileSync(file, 'utf8')) : null;
  rmSync(place, { recursive: true, force: true });
  return [name, result];
}

function runs(args) {
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}
