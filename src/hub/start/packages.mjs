import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Sees that node_modules is what package-lock.json says. One line when it cannot be had, otherwise null. */
export function providePackages(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.hulin-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return null;
  if (!matchesLock(root) && !install(root)) return 'npm ci failed: see above';
  writeFileSync(stamp, hash);
  return null;
}

/** Whether every package of the lock file stands in node_modules in its version; optional ones may be absent. */
function matchesLock(root) {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] ? installed[path].version === version && existsSync(join(root, path)) : optional === true;
  });
}

function install(root) {
  console.error('Installing packages …'); // standard output belongs to what is started
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const [command, all] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  const shell = !npm && process.platform === 'win32';
  return spawnSync(command, all, { cwd: root, stdio: ['ignore', 2, 'inherit'], shell }).status === 0;
}
