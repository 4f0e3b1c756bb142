import { spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** The app as if it had been built on another day: a folder a hub can serve in the project's stead, to be removed at the end. */
export function buildAppOn(builtAt: number): string {
  const root = mkdtempSync(join(tmpdir(), 'hulin-dated-'));
  const args = ['build', '--logLevel', 'warn', '--outDir', join(root, 'dist/app')];
  const env = { ...process.env, NODE_ENV: 'production', SOURCE_DATE_EPOCH: String(builtAt / 1000) };
  const stdio = ['ignore', 'inherit', 'inherit'] as const;
  const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', ...args], {
    cwd: project,
    env,
    stdio: [...stdio],
  });
  if (status !== 0) throw new Error('the dated build failed');
  symlinkSync(join(project, 'public'), join(root, 'public'));
  return root;
}
