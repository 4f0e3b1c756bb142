import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './file.ts';

/** Puts a whole file in place, over one of the same name: on disk (file and folder fsynced) when it resolves. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = await writeBeside(path, bytes);
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}

/** The same, but never over an existing file: false when there is one already. */
export async function createFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const unfinished = await writeBeside(path, bytes);
  const created = await link(unfinished, path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    },
  );
  await rm(unfinished);
  await syncFolder(dirname(path));
  return created;
}

async function writeBeside(path: string, bytes: Uint8Array): Promise<string> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (problem) {
    await rm(unfinished, { force: true }); // a full disk is not to be filled with halves
    throw problem;
  } finally {
    await file.close();
  }
  return unfinished;
}

/** Makes the names in a folder last: its files and folders are found after a power cut. */
export function syncFolder(folder: string): Promise<void> {
  return syncFile(folder);
}

/** Makes what was written to a file last. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
