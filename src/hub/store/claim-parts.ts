import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { utf8 } from '../../protocol/bytes.ts';
import type { Database } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { createFile } from './durable-file.ts';
import { readIfThere } from './file.ts';

/** Where the parts of a data folder lie. */
export function partsFolder(data: string): string {
  return join(data, 'parts');
}

/** Persisted: the name of the file that says which database a folder of parts belongs to. */
const markName = '.hulin-parts';

/**
 * Sees that this folder of parts is the database's own. All hubs of one database share one folder, by mounting it or by the same
 * HULIN_DATA: what one takes in the others must give out. A `StartProblem` when the database has its parts elsewhere.
 *
 * | database names a folder | folder bears a name | → |
 * |-------------------------|---------------------|---|
 * | none yet                | any or none         | the folder's, or a fresh one, from now on |
 * | X                       | X                   | good |
 * | X                       | none or another     | refused |
 */
export async function claimParts(database: Database, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.partsClaim]);
    const [hub] = await tx.query<{ name: string | null }>('select parts_store as name from hub');
    const mark = (await readIfThere(join(folder, markName)))?.trim() ?? null;
    if (hub?.name && hub.name === mark) return;
    if (hub?.name)
      throw new StartProblem(
        `HULIN_DATA: ${folder} is not where this database has its parts: all hubs of one database share one folder of parts`,
      );
    const name = mark ?? randomUUID();
    if (!mark) await createFile(join(folder, markName), utf8(`${name}\n`));
    await tx.query('update hub set parts_store = $1', [name]);
  });
}
