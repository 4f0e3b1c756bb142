import { afterEach, describe, it, vi } from 'vitest';
import { type ExternalPostgres, startExternalPostgres } from '../support/external-postgres.ts';
import { stormThroughKills } from '../support/storm-through-kills.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

describe('a storm of phones while the hub is killed again and again', () => {
  let server: ExternalPostgres | null = null;
  afterEach(() => server?.stop());

  /** On a server of its own, which puts everything on the disk. */
  it('loses nothing, doubles nothing and denies no receipt: the PostgreSQL of the system', async () => {
    server = await startExternalPostgres();
    await stormThroughKills(server.url, { phones: 60, records: 20 });
  });
});
