import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rulebookStatementFile } from '../../protocol/rulebook-statement.ts';
import { hasCode } from '../store/file.ts';

/** One `<id>/<version>` folder. `fingerprint` changes whenever a file in it does, but for the statement that the hub itself puts there. */
export interface PackageFolder {
  readonly id: string;
  readonly version: string;
  readonly folder: string;
  readonly holds: 'zones' | 'rulebook' | 'neither';
  readonly fingerprint: string;
}

/** The package folders below `root`, ascending by name; none when there is no such folder. Names that begin with a dot are not looked at. */
export async function packageFolders(root: string): Promise<PackageFolder[]> {
  const found: PackageFolder[] = [];
  for (const id of await foldersIn(root)) {
    for (const version of await foldersIn(join(root, id))) {
      found.push(await lookInto(id, version, join(root, id, version)));
    }
  }
  return found;
}

async function lookInto(id: string, version: string, folder: string): Promise<PackageFolder> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const watched = files.filter((path) => basename(path) !== rulebookStatementFile);
  const marks = await Promise.all(watched.toSorted().map(markOf));
  const has = (name: string) => files.includes(join(folder, name));
  const holds = has('package.json') ? 'zones' : has('rulebook.json') ? 'rulebook' : 'neither';
  return { id, version, folder, holds, fingerprint: marks.join('\n') };
}

async function markOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${path} ${size} ${mtimeMs} ${ino}`;
  } catch (problem) {
    if (hasCode(problem, 'ENOENT')) return `${path} gone`;
    throw problem;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return names.map(({ name }) => name).toSorted();
  } catch (problem) {
    if (hasCode(problem, 'ENOENT')) return [];
    throw problem;
  }
}
