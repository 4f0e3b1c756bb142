import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/hub/store/embedded-postgres.ts';

// Each test makes a cluster, with all the fsyncs of a real one.
vi.setConfig({ testTimeout: 90_000 });

describe('the embedded PostgreSQL', () => {
  let parent: string;
  let folder: string;
  let server: EmbeddedPostgres | null;
  let lines: string[];
  beforeEach(async () => {
    parent = await mkdtemp('/tmp/hulin-pg-test-');
    await chmod(parent, 0o755);
    folder = join(parent, 'postgres');
    server = null;
    lines = [];
  });
  afterEach(async () => {
    await server?.stop();
    await rm(parent, { recursive: true });
  });

  const start = async (at = folder) => {
    server = await startEmbeddedPostgres({ folder: at, log: (line) => lines.push(line) });
    return openDatabase(server.url);
  };
  /** An ended process may stay listed until its parent takes notice of it (state Z). */
  const isAlive = (pid: number) => {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return /^[^Z]/.test(stdout.trim());
  };

  it('waits for the disk, listens on no network and lets nobody else into its folder', async () => {
    const database = await start();
    const shown = await database.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name = any('{fsync,synchronous_commit,full_page_writes,listen_addresses,server_encoding}')
        order by name`,
    );
    expect(Object.fromEntries(shown.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
    });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await database.close();
  });

  it('keeps the data from start to start', async () => {
    const first = await start();
    await first.query('create table kept as select 7 as n');
    await first.close();
    await server?.stop();
    expect(isAlive(server?.pid ?? 0)).toBe(false);
    const second = await start();
    expect(await second.query('select n from kept')).toEqual([{ n: 7 }]);
    await second.close();
  });

  it('loses no acknowledged row when the hub is killed, and stops the server left over', async () => {
    const hub = await startHolder();
    process.kill(hub.process.pid ?? 0, 'SIGKILL');
    await once(hub.process, 'exit');
    expect(isAlive(hub.server())).toBe(true);
    const database = await start();
    expect(isAlive(hub.server())).toBe(false);
    expect(lines).toEqual([expect.stringContaining('left over from a hub that was killed')]);
    const [row] = await database.query<{ n: number }>('select count(*) as n from kept');
    expect(row?.n).toBeGreaterThanOrEqual(hub.kept());
    await database.close();
  });

  it('loses no acknowledged row when hub and server are killed', async () => {
    const hub = await startHolder();
    process.kill(hub.process.pid ?? 0, 'SIGKILL');
    process.kill(hub.server(), 'SIGKILL');
    await once(hub.process, 'exit');
    const database = await start();
    const [row] = await database.query<{ n: number }>('select count(*) as n from kept');
    expect(row?.n).toBeGreaterThanOrEqual(hub.kept());
    await database.close();
  });

  it('is refused to a second hub while the first one lives', async () => {
    const database = await start();
    const second = startEmbeddedPostgres({ folder, log: () => undefined });
    await expect(second).rejects.toThrow('in use by another hub');
    expect(await database.query('select 1 as n')).toEqual([{ n: 1 }]);
    await database.close();
  });

  it('starts under a path that is too long for a socket', async () => {
    const database = await start(join(parent, 'long'.repeat(30), 'postgres'));
    expect(await database.query('select 1 as n')).toEqual([{ n: 1 }]);
    await database.close();
  });

  it.runIf(process.getuid?.() === 0)('finds another place when its account cannot enter the folder', async () => {
    await chmod(parent, 0o700);
    const first = await start();
    await first.query('create table kept as select 7 as n');
    await first.close();
    await server?.stop();
    expect(lines).toEqual([expect.stringMatching(/cannot enter .*: its data lie in \/var\/lib\/hulin\/cluster-\w+$/)]);
    const place = lines[0]?.split(' ').at(-1) ?? '';
    await chmod(parent, 0o755); // the data stay where they are, whatever becomes of the folder
    const second = await start();
    expect(await second.query('select n from kept')).toEqual([{ n: 7 }]);
    await second.close();
    await server?.stop();
    await rm(place, { recursive: true });
    server = null;
    await expect(start()).rejects.toThrow('it is gone');
  });

  /** A hub of its own process; resolves after some rows. */
  async function startHolder() {
    const output: string[] = [];
    const holder: ChildProcess = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/support/postgres-holder.ts', folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    if (holder.stdout) createInterface(holder.stdout).on('line', (line) => output.push(line));
    await expect.poll(() => output.length, { timeout: 80_000 }).toBeGreaterThan(50);
    const last = (word: string) => Number(output.findLast((line) => line.startsWith(word))?.split(' ')[1]);
    return { process: holder, server: () => last('server'), kept: () => last('kept') };
  }
});
