#!/usr/bin/env node
// Brings a fresh clone up by itself: installs what is missing, builds what has changed, then runs in this same process.
//   start.mjs [scenario]           the hub on demo data, with simulated devices (scenario: quiet unless said; none: no devices)
//   start.mjs --production         the hub alone
//   start.mjs --sim <scenario> …   simulated gateways alone
//   start.mjs --zones <command> …  builds, judges by and checks zone packages
//   start.mjs --verify <file> …    checks an evidence package
//   start.mjs --build              builds and ends
// `--with-parent` ends it when the process that started it ends; under npm that is so anyway. `--as-built` neither installs nor builds.
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildWhatChanged } from './start/build.mjs';
import { endWithParent } from './start/end-with-parent.mjs';
import { lackingNode } from './start/lacking-node.mjs';
import { providePackages } from './start/packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const options = ['--with-parent', '--as-built'];
const args = process.argv.slice(2).filter((arg) => !options.includes(arg));
const [mode, ...rest] = args;
const alone = { '--zones': ['zones'], '--verify': ['verify'] };
const targets = alone[mode] ?? ['app', 'hub', 'sim', 'zones', 'verify', 'page'];
const prepare = async () => providePackages(root) ?? buildWhatChanged(root, targets);

if (process.env.npm_lifecycle_event || process.argv.includes('--with-parent')) endWithParent();
const problem = lackingNode(root) ?? (process.argv.includes('--as-built') ? null : await prepare());
if (problem) {
  console.error(`hulin: ${problem}`);
  process.exitCode = 1;
} else if (mode === '--sim') {
  process.argv = [...process.argv.slice(0, 2), ...rest];
  await import(pathToFileURL(join(root, 'dist/sim/main.js')).href);
} else if (mode === '--zones') {
  const { main } = await import(pathToFileURL(join(root, 'dist/zones/main.js')).href);
  await main(root, rest);
} else if (mode === '--verify') {
  const { main } = await import(pathToFileURL(join(root, 'dist/verify/main.js')).href);
  await main(rest);
} else if (mode !== '--build') {
  const { main } = await import(pathToFileURL(join(root, 'dist/hub/main.js')).href);
  await main(root, args);
}
