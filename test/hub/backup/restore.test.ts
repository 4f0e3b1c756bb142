import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup } from '../../../src/hub/backup/restore-backup.ts';
import { takeBackup } from '../../../src/hub/backup/take-backup.ts';
import { DiskPartStore } from '../../../src/hub/store/disk-part-store.ts';
import { migrate } from '../../../src/hub/store/migrate.ts';
import { dumpRows } from '../../support/dump-rows.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';
import { hubOn } from '../../support/hub-on.ts';
import { type HubUnderTest, SettableClock } from '../../support/hub-under-test.ts';
import { liveThrough } from '../../support/sample-life.ts';

const now = Date.parse('2026-11-22T10:00:00+08:00');
const passphrase = 'a good long passphrase';

describe('a backup of a hub', () => {
  let folder: string;
  let file: string;
  let fresh: FreshDatabase;
  let hub: HubUnderTest;
  const clock = new SettableClock(now + 3_600_000);
  const source = (database = fresh.database) => ({
    ...{ database, clock, work: 4 },
    parts: new DiskPartStore(join(folder, 'parts')),
    keyFolder: join(folder, 'keys'),
    packagesFolder: join(folder, 'packages'),
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-backup-'));
    file = join(folder, 'hub.age');
    fresh = await freshDatabase();
    const partStore = new DiskPartStore(join(folder, 'parts'));
    hub = await hubOn({ fresh, keyFolder: join(folder, 'keys'), partStore, now });
    await liveThrough(hub);
    await takeBackup(source(), file, passphrase);
  });
  afterAll(async () => {
    await hub.close();
    await fresh.drop();
    await rm(folder, { recursive: true });
  });

  /** An empty place to restore into. */
  const place = async () => {
    const empty = await emptyDatabase();
    const home = await mkdtemp(join(tmpdir(), 'hulin-restored-'));
    const target = {
      ...{ database: empty.database, clock },
      parts: new DiskPartStore(join(home, 'parts')),
      keyFolder: join(home, 'keys'),
      packagesFolder: join(home, 'packages'),
    };
    const remove = async () => {
      await empty.drop();
      await rm(home, { recursive: true });
    };
    return { empty, home, target, remove };
  };

  it('holds no private thing in clear, and a mode that nobody else reads it', async () => {
    const bytes = await readFile(file);
    expect(bytes.includes('hub_key')).toBe(false);
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  });

  it('restores every row, key and part; the epoch and the hub’s own chain are new', async () => {
    const { empty, home, target, remove } = await place();
    await restoreBackup(target, file, passphrase);
    await migrate(empty.database);
    const untouched = async (database: FreshDatabase['database']) => {
      const lines = (await dumpRows(database)).split('\n').filter((line) => line.startsWith('insert into'));
      return lines.filter(
        (line) => !/^insert into "(hub|session|challenge|chain|schema_migration|backup_taken)"/.test(line),
      );
    };
    expect(await untouched(empty.database)).toEqual(await untouched(fresh.database));
    expect(await readdir(join(home, 'keys'))).toEqual(await readdir(join(folder, 'keys')));
    const parts = await empty.database.query<{ sha256: string }>('select sha256 from part');
    expect(parts.length).toBeGreaterThan(0);
    for (const { sha256 } of parts) expect(await target.parts.get(sha256)).not.toBeNull();
    const lives = async ({ database }: FreshDatabase) =>
      (await database.query<{ epoch: string; chain: string }>('select epoch, chain from hub'))[0];
    const [before, after] = [await lives(fresh), await lives(empty)];
    expect(after?.epoch).not.toBe(before?.epoch);
    expect(after?.chain).not.toBe(before?.chain);
    const open = await empty.database.query('select 1 from session where ended_at is null');
    expect(open).toEqual([]);
    await remove();
  });

  it('starts as a hub with the same identity, which goes on', async () => {
    const { empty, target, remove } = await place();
    await restoreBackup(target, file, passphrase);
    const again = await hubOn({ fresh: empty, keyFolder: target.keyFolder, partStore: target.parts, now });
    expect(again.keys.identityKid).toBe(hub.keys.identityKid);
    await again.code('ranger');
    const [numbered] = await empty.database.query<{ last: number; rows: number }>(
      'select max(n) as last, count(*) as rows from change',
    );
    expect(numbered?.last).toBe(numbered?.rows);
    await again.close();
    await remove();
  });

  it('is refused where a hub is already, with another passphrase, or cut: and then nothing is there', async () => {
    await expect(restoreBackup(source(), file, passphrase)).rejects.toThrow('there is a hub in this database');
    const { empty, home, target, remove } = await place();
    await expect(restoreBackup(target, file, 'another long passphrase')).rejects.toThrow('the passphrase is not');
    const cut = join(home, 'cut.age');
    await cp(file, cut);
    await truncate(cut, (await readFile(file)).length - 100);
    await expect(restoreBackup(target, cut, passphrase)).rejects.toThrow('cut or changed');
    expect(await empty.database.query('select 1 from hub')).toEqual([]);
    await writeFile(join(target.keyFolder, 'identity.jwk'), 'of another hub');
    await expect(restoreBackup(target, file, passphrase)).rejects.toThrow('is there already and another');
    await rm(join(target.keyFolder, 'identity.jwk'));
    await restoreBackup(target, file, passphrase); // begun three times, done once
    expect(await empty.database.query('select 1 from hub')).toHaveLength(1);
    await remove();
  });

  it('is not written over another, and leaves no half behind', async () => {
    await expect(takeBackup(source(), file, passphrase)).rejects.toThrow('is there already');
    await expect(takeBackup(source(), join(folder, 'no', 'such', 'x.age'), passphrase)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('announces how far it reaches, unless a part was lost', async () => {
    const horizons = () => fresh.database.query<{ horizon_at: number }>('select horizon_at from backup_taken');
    expect(await horizons()).toEqual([{ horizon_at: clock.now() - 300_000 }]);
    const [part] = await fresh.database.query<{ sha256: string }>('select sha256 from part');
    const path = join(folder, 'parts', part!.sha256.slice(0, 2), part!.sha256.slice(2, 4), `${part!.sha256}.part`);
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(1));
    const taken = await takeBackup(source(), join(folder, 'second.age'), passphrase);
    expect(taken.lost).toEqual([part!.sha256]);
    expect(await horizons()).toHaveLength(1);
    await writeFile(path, whole);
  });

  it('holds what was being written when it began', async () => {
    let finish = () => {};
    const writing = new Promise<void>((resolve) => (finish = resolve));
    const slow = fresh.database.transaction(async (tx) => {
      await tx.query("insert into person values ('00000000-0000-4000-8000-00000000000a', '示例慢人', $1)", [now]);
      await writing;
    });
    await expect
      .poll(() =>
        fresh.database.query(
          'select 1 from pg_stat_activity where backend_xid is not null and datname = current_database()',
        ),
      )
      .not.toEqual([]);
    const taking = takeBackup(source(), join(folder, 'third.age'), passphrase);
    await new Promise((resolve) => setTimeout(resolve, 100));
    finish();
    await slow;
    await taking;
    const { empty, target, remove } = await place();
    await restoreBackup(target, join(folder, 'third.age'), passphrase);
    expect(await empty.database.query("select 1 from person where name = '示例慢人'")).toHaveLength(1);
    await remove();
  });
});
