import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const common = ['package-lock.json', 'tsconfig.json', 'src/domain', 'src/protocol'];
const ssr = ['build', '--config', 'src/hub/vite.config.ts', '--mode'];

/** What is built, from which files, and how. Each goes into its own folder of `dist`. */
const targets = [
  {
    name: 'app',
    args: ['build'],
    sources: [...common, 'vite.config.ts', 'vite.words.ts', 'index.html', 'public', 'src/app'],
  },
  { name: 'hub', args: [...ssr, 'hub'], sources: [...common, 'src/hub'] },
  { name: 'sim', args: [...ssr, 'sim'], sources: [...common, 'src/hub/vite.config.ts', 'device-sim'] },
  { name: 'zones', args: [...ssr, 'zones'], sources: [...common, 'src/hub'] },
  { name: 'verify', args: [...ssr, 'verify'], sources: [...common, 'src/hub/vite.config.ts', 'src/hub/verify'] },
  {
    name: 'page',
    args: ['build', '--config', 'vite.page.config.ts'],
    sources: [...common, 'vite.page.config.ts', 'src/app/verify-page', 'src/app/kit'],
  },
];

/** Builds those of the named targets that have changed since they were built last. One line when that fails, otherwise null. */
export async function buildWhatChanged(root, names) {
  for (const target of targets.filter(({ name }) => names.includes(name))) {
    const hash = hashOf(target.sources.map((source) => join(root, source)));
    const stamp = join(root, 'dist', `${target.name}.sources`);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue;
    rmSync(stamp, { force: true });
    console.error(`Building ${target.name} …`); // standard output belongs to what is started
    if (!(await runVite(root, target.args))) return `building ${target.name} failed: see above`;
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(stamp, hash);
  }
  return null;
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(listFiles)) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  const entries = readFolder(path);
  if (!entries) return [path];
  return entries.flatMap(({ name }) => listFiles(join(path, name))).toSorted();
}

function readFolder(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  }
}

function runVite(root, args) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, ...args, '--logLevel', 'error'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' }, // whatever it is here: another one would build the app without its service worker
    stdio: ['ignore', 2, 'inherit'],
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
