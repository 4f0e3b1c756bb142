import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { beginEpoch } from '../custody/new-epoch.ts';
import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { AgeProblem, decryptAge } from './age-file.ts';
import { placeFile } from './archive-folders.ts';
import { datePackages } from './date-packages.ts';
import { emptyTables, loadRows, prepareDatabase, setSequences } from './load-database.ts';
import type { BackupManifest } from './take-backup.ts';
import { readTar, type TarEntry, TarProblem } from './tar.ts';

export interface RestoreTarget {
  readonly database: Database;
  readonly parts: PartStore;
  readonly keyFolder: string;
  readonly packagesFolder: string;
  readonly clock: HubClock;
}

export interface Restored {
  readonly madeAt: number;
  readonly rows: number;
  readonly parts: number;
  /** An older backup's: which of several zone packages was current is not known. */
  readonly isPackageGuessed: boolean;
}

/**
 * Makes a hub of a backup, in an empty database and empty folders. Keys and parts first; the database in one transaction that ends only
 * after the last byte of the file was found to be as it was written. What was begun may be begun again. A `StartProblem` says what is
 * wrong with the file, the passphrase or the place.
 */
export async function restoreBackup(target: RestoreTarget, path: string, passphrase: string): Promise<Restored> {
  try {
    const entries = readTar(decryptAge(createReadStream(path, { highWaterMark: 1024 * 1024 }), passphrase));
    const first = await entries.next();
    const manifest = readManifest(first.value as TarEntry | undefined);
    await prepareDatabase(target.database, manifest.database);
    await mkdir(target.keyFolder, { recursive: true, mode: 0o700 });
    return await target.database.transaction((tx) => unpack(tx, target, manifest, entries));
  } catch (problem) {
    if (problem instanceof AgeProblem || problem instanceof TarProblem || isMissing(problem))
      throw new StartProblem(`${path}: ${problem.message}`, { cause: problem });
    throw problem;
  }
}

async function unpack(
  tx: Queryable,
  target: RestoreTarget,
  manifest: BackupManifest,
  entries: AsyncIterable<TarEntry>,
): Promise<Restored> {
  const counts = { rows: 0, parts: 0 };
  await emptyTables(tx, manifest.database);
  for await (const entry of entries) {
    const [place = '', sha256 = ''] = entry.name.split('/');
    if (place === 'keys') await placeFile(target.keyFolder, entry, false);
    else if (place === 'packages') {
      const writtenAt = manifest.packagesWrittenAt?.[entry.name] ?? 0;
      await placeFile(target.packagesFolder, { ...entry, writtenAt }, true);
    } else if (place === 'parts') {
      await target.parts.put(sha256, entry.bytes);
      counts.parts += 1;
    } else if (place === 'database') counts.rows += await loadRows(tx, entry);
    else
      throw new StartProblem(
        `the backup holds ${entry.name}, which this hub does not know: restore it with a newer one`,
      );
  }
  await setSequences(tx, manifest.database);
  await beginAnew(tx, manifest, target.clock.now());
  const isPackageGuessed = !manifest.packagesWrittenAt && (await datePackages(tx, target.packagesFolder));
  return { madeAt: manifest.madeAt, ...counts, isPackageGuessed };
}

/** What must not go on from where the backup was made: the epoch and the hub's own chain, sessions, the folder's name. */
async function beginAnew(tx: Queryable, { id, horizonAt, madeAt }: BackupManifest, now: number): Promise<void> {
  const [hub] = await tx.query<{ epoch: string }>('select epoch from hub');
  if (!hub) throw new StartProblem('the backup holds no hub');
  await beginEpoch(tx, hub.epoch, now);
  await tx.query('update hub set parts_store = null');
  await tx.query('update session set ended_at = $1 where ended_at is null', [now]);
  await tx.query('delete from challenge');
  await tx.query(
    `insert into backup_taken (id, horizon_at, finished_at, bytes, sha256) values ($1, $2, $3, 0, '') on conflict do nothing`,
    [id, horizonAt, madeAt],
  );
}

function readManifest(entry: TarEntry | undefined): BackupManifest {
  const manifest =
    entry?.name === 'backup.json' ? (JSON.parse(new TextDecoder().decode(entry.bytes)) as { v: number }) : null;
  if (!manifest) throw new TarProblem('not a backup of a hub');
  if (manifest.v !== 1) throw new StartProblem(`a backup of form ${manifest.v}: restore it with a newer hub`);
  return manifest as BackupManifest;
}

function isMissing(problem: unknown): problem is Error {
  return problem instanceof Error && 'code' in problem && (problem.code === 'ENOENT' || problem.code === 'EACCES');
}
