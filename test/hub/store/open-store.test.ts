import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ClosingStack } from '../../../src/hub/closing-stack.ts';
import { readConfig } from '../../../src/hub/config.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/hub/store/embedded-postgres.ts';
import { openServer } from '../../../src/hub/store/open-store.ts';
import { onServer } from '../../support/database-server.ts';

describe('opening a database that could forget what it acknowledged', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    folder = await mkdtemp('/tmp/hulin-forgets-');
    await chmod(folder, 0o755);
    server = await startEmbeddedPostgres({
      folder: join(folder, 'postgres'),
      log: () => undefined,
      settings: { full_page_writes: 'off' },
    });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const open = async (url: string) => {
    const said: string[] = [];
    const opened = new ClosingStack();
    try {
      await openServer(readConfig({ HULIN_DATABASE_URL: url }, folder), opened, (line) => said.push(line));
      return said;
    } finally {
      await opened.closeAll();
    }
  };

  it('goes on with full_page_writes off, and warns', async () => {
    expect(await open(server.url)).toEqual([expect.stringContaining('full_page_writes off')]);
  });

  it('is refused with fsync off', async () => {
    await expect(open(inject('postgresUrl'))).rejects.toThrow('fsync off: it would lose what it acknowledged');
  });

  it('is refused with synchronous_commit off, were it for this database alone', async () => {
    await onServer(server.url, 'alter database hulin set synchronous_commit = off');
    await expect(open(server.url)).rejects.toThrow('synchronous_commit off');
    await onServer(server.url, 'alter database hulin set synchronous_commit = local');
    expect(await open(server.url)).toHaveLength(1);
  });
});
