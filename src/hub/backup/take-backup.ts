import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { syncFolder } from '../store/durable-file.ts';
import { exists } from '../store/file.ts';
import { encryptAge } from './age-file.ts';
import { readFolder, writtenAtByName } from './archive-folders.ts';
import { type DatabaseManifest, describeDatabase, dumpDatabase } from './dump-database.ts';
import { type TarEntry, writeTar } from './tar.ts';

export interface BackupSource {
  readonly database: Database;
  readonly parts: PartStore;
  readonly keyFolder: string;
  readonly packagesFolder: string;
  readonly clock: HubClock;
  /** Logarithm of the passphrase's cost; tests make it cheap. */
  readonly work?: number;
}

/** Of the archive's first file, `backup.json`. Persisted. */
export interface BackupManifest {
  readonly v: 1;
  readonly id: string;
  readonly madeAt: number;
  /** Everything the hub stored up to this moment is in the backup. */
  readonly horizonAt: number;
  readonly database: DatabaseManifest;
  /** When each file under `packages/` was written, epoch ms: of two versions the one written last is current. Older backups do not tell. */
  readonly packagesWrittenAt?: Readonly<Record<string, number>>;
}

export interface BackupTaken {
  readonly horizonAt: number;
  readonly bytes: number;
  readonly rows: number;
  readonly parts: number;
  /** Parts that the database has and the folder lacks, or has otherwise. Then no horizon is announced: phones keep their copies. */
  readonly lost: readonly string[];
}

/** Clocks of hubs that share a database may differ by less than this. */
const clockMarginMs = 5 * 60_000;
const olderEndWithinMs = 60_000;

/**
 * Writes database, parts, keys and placed packages into one encrypted file, while hubs go on serving: one snapshot of the database, and
 * the parts it names. On disk when it resolves; then phones are told how far it reaches, unless the clock was set back meanwhile.
 */
export async function takeBackup(source: BackupSource, path: string, passphrase: string): Promise<BackupTaken> {
  const file = resolve(path);
  if (await exists(file)) throw new StartProblem(`${file} is there already: a backup is never written over`);
  const madeAt = source.clock.now();
  const id = randomUUID();
  await untilOlderEnd(source.database);
  const counts = { rows: 0, parts: 0, lost: new Array<string>() };
  const written = await source.database.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const manifest = {
      v: 1,
      id,
      madeAt,
      horizonAt: madeAt - clockMarginMs,
      database: await describeDatabase(tx),
      packagesWrittenAt: await writtenAtByName(source.packagesFolder, 'packages'),
    } as const;
    const archive = writeTar(entriesOf(tx, source, manifest, counts));
    return writeWhole(file, encryptAge(archive, passphrase, source.work));
  });
  const horizonAt = madeAt - clockMarginMs;
  const isClockStraight = source.clock.now() >= madeAt;
  if (counts.lost.length === 0 && isClockStraight) await announce(source, { id, horizonAt, ...written });
  return { horizonAt, bytes: written.bytes, ...counts };
}

async function* entriesOf(
  tx: Queryable,
  { parts, keyFolder, packagesFolder }: BackupSource,
  manifest: BackupManifest,
  counts: { rows: number; parts: number; lost: string[] },
): AsyncGenerator<TarEntry> {
  yield { name: 'backup.json', bytes: Buffer.from(`${JSON.stringify(manifest)}\n`) };
  yield* readFolder(keyFolder, 'keys');
  yield* readFolder(packagesFolder, 'packages');
  for await (const sha256 of namesOfParts(tx)) {
    const bytes = await parts.get(sha256);
    if (bytes && createHash('sha256').update(bytes).digest('hex') === sha256) {
      counts.parts += 1;
      yield { name: `parts/${sha256}`, bytes };
    } else counts.lost.push(sha256);
  }
  for await (const entry of dumpDatabase(tx, manifest.database)) {
    counts.rows += entry.bytes.reduce((lines, byte) => lines + Number(byte === 10), -1);
    yield entry;
  }
}

async function* namesOfParts(tx: Queryable): AsyncGenerator<string> {
  await tx.query('declare parts no scroll cursor for select sha256 from part order by sha256');
  for (;;) {
    const rows = await tx.query<{ sha256: string }>('fetch 1000 from parts');
    if (rows.length === 0) break;
    for (const { sha256 } of rows) yield sha256;
  }
  await tx.query('close parts');
}

/**
 * A transaction takes its time stamp after its first lock and commits later: whatever writes at this moment must have ended before
 * the snapshot, or the snapshot would lack something from before the horizon.
 */
async function untilOlderEnd(database: Database): Promise<void> {
  const writing = await database.query<{ pid: number; xid: string }>(
    `select pid, backend_xid::text as xid from pg_stat_activity
      where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()`,
  );
  for (const deadline = Date.now() + olderEndWithinMs; ; await sleep(20)) {
    const still = await database.query(
      `select 1 from pg_stat_activity join unnest($1::integer[], $2::text[]) as w(pid, xid)
        using (pid) where backend_xid::text = w.xid`,
      [writing.map(({ pid }) => pid), writing.map(({ xid }) => xid)],
    );
    if (still.length === 0) return;
    if (Date.now() > deadline)
      throw new StartProblem('somebody has been writing to the database for a minute: try again');
  }
}

/** Beside its place until it is whole. */
async function writeWhole(
  path: string,
  content: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const unfinished = `${path}.unfinished`;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      for await (const piece of content) {
        await file.writeFile(piece);
        hash.update(piece);
        bytes += piece.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (problem) {
    await rm(unfinished, { force: true });
    throw problem;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function announce(
  { database, clock }: BackupSource,
  { id, horizonAt, bytes, sha256 }: { id: string; horizonAt: number; bytes: number; sha256: string },
): Promise<void> {
  await database.query(
    'insert into backup_taken (id, horizon_at, finished_at, bytes, sha256) values ($1, $2, $3, $4, $5)',
    [id, horizonAt, clock.now(), bytes, sha256],
  );
}
