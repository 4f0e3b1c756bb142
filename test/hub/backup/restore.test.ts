import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptAge, encryptAge } from '../../../src/hub/backup/age-file.ts';
import { restoreBackup } from '../../../src/hub/backup/restore-backup.ts';
import { takeBackup } from '../../../src/hub/backup/take-backup.ts';
import { readTar, writeTar } from '../../../src/hub/backup/tar.ts';
import { DiskPartStore } from '../../../src/hub/store/disk-part-store.ts';
import { migrate } from '../../../src/hub/store/migrate.ts';
import { dumpRows } from '../../support/dump-rows.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';
import { hubOn } from '../../support/hub-on.ts';
import { type HubUnderTest, SettableClock, shelfOf } from '../../support/hub-under-test.ts';
import { anOrder } from '../../support/office-texts.ts';
import { asCommander } from '../../support/personas.ts';
import { placeZonePackage } from '../../support/place-zone-package.ts';
import { liveThrough } from '../../support/sample-life.ts';

const now = Date.parse('2026-11-22T10:00:00+08:00');
const passphrase = 'a good long passphrase';

/** The same backup as an older hub wrote it: without a word of when packages were placed. */
async function writeUntold(from: string, to: string): Promise<void> {
  const entries = readTar(decryptAge(createReadStream(from), passphrase));
  const untold = async function* () {
    for await (const { name, bytes } of entries) {
      if (name !== 'backup.json') yield { name, bytes };
      else {
        const { packagesWrittenAt: _, ...manifest } = JSON.parse(new TextDecoder().decode(bytes));
        yield { name, bytes: Buffer.from(JSON.stringify(manifest)) };
      }
    }
  };
  await writeFile(to, encryptAge(writeTar(untold()), passphrase, 4));
}

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

  it('makes the same packages current as before: placed last, if only by a moment, and signed at a desk in between', async () => {
    const placed = join(folder, 'packages');
    const write = (path: string, at: number) => utimes(path, at / 1000, at / 1000);
    const order = async (version: string, at: number) => {
      await mkdir(join(placed, 'order', version), { recursive: true });
      const path = join(placed, 'order', version, 'rulebook.json');
      await writeFile(path, anOrder({ id: 'order', version }).document);
      await write(path, at);
    };
    const zones = async (version: string, at: number) => {
      const content = { version, edges: { forest: new Uint8Array(99) }, drawing: new Uint8Array(99) };
      await write(join((await placeZonePackage(placed, hub.keys, content)).folder, 'package.json'), at);
    };
    await zones('9', now + 250);
    await zones('10', now + 125);
    await order('1', now - 1000);
    await order('3', now - 2000);
    const current = async (hubOf: Parameters<typeof shelfOf>[0], packages: string) => {
      const shelf = shelfOf(hubOf, packages);
      await shelf.open();
      return shelf.current;
    };
    await current(hub, placed); // vouches for them, before the next one is signed
    hub.clock.pass(60_000);
    const commander = await (await asCommander(hub)).signIn();
    await commander.push([
      await commander.record({ kind: 'rulebook', body: { ...anOrder({ id: 'order', version: '2' }) } }),
    ]);
    const before = await current(hub, placed);
    expect([before.rulebooks, before.zones]).toMatchObject([
      [{ id: 'order', version: '2' }, { id: 'weihai-2022-19' }],
      [{ version: '9' }],
    ]);
    await takeBackup(source(), join(folder, 'packages.age'), passphrase);
    await writeUntold(join(folder, 'packages.age'), join(folder, 'untold.age'));
    const { empty, target, remove } = await place();
    await restoreBackup(target, join(folder, 'packages.age'), passphrase);
    await migrate(empty.database);
    const { mtimeMs } = await stat(join(target.packagesFolder, 'weihai-forests', '9', 'package.json'));
    expect(Math.round(mtimeMs)).toBe(now + 250);
    expect(await current({ ...hub, database: empty.database }, target.packagesFolder)).toEqual(before);
    await remove();
    const again = await place();
    expect((await restoreBackup(again.target, join(folder, 'untold.age'), passphrase)).isPackageGuessed).toBe(true);
    await migrate(again.empty.database);
    const guessed = await current({ ...hub, database: again.empty.database }, again.target.packagesFolder);
    expect(guessed).toMatchObject({ rulebooks: before.rulebooks, zones: [{ version: '10' }] });
    await again.remove();
  });
});
