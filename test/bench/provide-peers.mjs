import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('peers', import.meta.url));

/** Installs what `npm run bench sync` measures beside, unless it stands there: apart, so that the project's own `npm ci` stays light. */
export function providePeers() {
  if (isInstalled()) return true;
  console.log(`${folder}: npm ci, once; compiling SQLite takes a few minutes`);
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund'];
  const [command, all] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  return spawnSync(command, all, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

function isInstalled() {
  const list = `${folder}/node_modules/.package-lock.json`;
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}
