import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Counts this start of the gateway: never the same number twice, whatever is cut when. On disk (fsync) when it returns. */
export function countBoot(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'boot');
  const boot = (existsSync(file) ? readBoot(file) : 0) + 1;
  const fresh = openSync(`${file}.new`, 'w');
  writeSync(fresh, `${boot}\n`);
  fsyncSync(fresh);
  closeSync(fresh);
  renameSync(`${file}.new`, file);
  syncFolder(folder);
  return boot;
}

/** Makes what was created, renamed or removed in a folder survive a power cut. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function readBoot(file: string): number {
  const boot = Number(readFileSync(file, 'utf8').trim());
  if (!Number.isSafeInteger(boot) || boot < 1) throw new Error(`${file} holds no boot number`);
  return boot;
}
