import { mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartProblem } from '../start-problem.ts';
import { createFile, replaceFile } from '../store/durable-file.ts';
import { hasCode } from '../store/file.ts';
import type { TarEntry } from './tar.ts';

/** Every file of a folder and those below it, as `<prefix>/…`; names that begin with a dot and unfinished files are left out. */
export async function* readFolder(folder: string, prefix: string): AsyncGenerator<TarEntry> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((problem: unknown) => {
    if (hasCode(problem, 'ENOENT')) return [];
    throw problem;
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name.endsWith('.tmp')) continue;
    const name = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) yield* readFolder(join(folder, entry.name), name);
    else if (entry.isFile()) yield await readEntry(join(folder, entry.name), name);
  }
}

async function readEntry(path: string, name: string): Promise<TarEntry> {
  const { mtimeMs } = await stat(path);
  return { name, bytes: await readFile(path), writtenAt: mtimeMs };
}

/** When each of the files of `readFolder` was written, epoch ms: an archive tells whole seconds, and which package is current may hang on less. */
export async function writtenAtByName(folder: string, prefix: string): Promise<Record<string, number>> {
  const moments: Record<string, number> = {};
  for await (const { name, writtenAt } of readFolder(folder, prefix)) if (writtenAt) moments[name] = writtenAt;
  return moments;
}

/** Puts `<prefix>/a/b` at `folder/a/b`, as written at `writtenAt` when that is known. A key that stands there as another one is a `StartProblem`; nothing is written over it. */
export async function placeFile(
  folder: string,
  { name, bytes, writtenAt }: TarEntry,
  mayReplace: boolean,
): Promise<void> {
  const [, ...steps] = name.split('/');
  if (steps.length === 0 || steps.some((step) => step === '' || step === '.' || step === '..'))
    throw new StartProblem(`the backup names a file outside its place: ${name}`);
  const path = join(folder, ...steps);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (mayReplace) {
    await replaceFile(path, bytes);
    if (writtenAt) await dateFile(path, writtenAt);
    return;
  }
  if (await createFile(path, bytes)) return;
  if (!Buffer.from(bytes).equals(await readFile(path)))
    throw new StartProblem(`${path} is there already and another: restore into an empty folder`);
}

/** Makes a file one that was written at that moment, epoch ms. */
export function dateFile(path: string, writtenAt: number): Promise<void> {
  return utimes(path, writtenAt / 1000, writtenAt / 1000);
}
