import { join } from 'node:path';
import { packageFolders } from '../distribution/package-folders.ts';
import type { Queryable } from '../ports.ts';
import { dateFile } from './archive-folders.ts';

/**
 * Of an older backup, which does not tell when packages were placed: a rulebook was when the hub first vouched for it, as the database
 * knows; of zone packages nothing is known, and of one id the highest version counts. Answers whether anything had to be guessed.
 */
export async function datePackages(db: Queryable, packagesFolder: string): Promise<boolean> {
  const vouched = await db.query<{ id: string; version: string; made_at: number }>(
    'select id, version, made_at from rulebook_statement',
  );
  const folders = await packageFolders(packagesFolder);
  for (const { id, version, folder, holds } of folders) {
    if (holds === 'neither') continue;
    const known = vouched.find((one) => one.id === id && one.version === version);
    await dateFile(join(folder, holds === 'zones' ? 'package.json' : 'rulebook.json'), known?.made_at ?? unknownMoment);
  }
  const ids = folders.filter(({ holds }) => holds === 'zones').map(({ id }) => id);
  return ids.some((id, place) => ids.indexOf(id) !== place);
}

const unknownMoment = 1000;
