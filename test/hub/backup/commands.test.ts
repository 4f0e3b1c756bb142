import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { hubsByHttp } from '../../support/hub-by-http.ts';
import { type HubProcess, startHub } from '../../support/hub-process.ts';
import { Persona } from '../../support/personas.ts';
import { runProgram } from '../../support/run-start.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('npm run hub -- …', () => {
  let folder: string;
  let hub: HubProcess;
  let passphrase: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-commands-'));
    passphrase = join(folder, 'passphrase');
    await writeFile(passphrase, '护林防火，人人有责，不在林区用火\n');
    hub = await startHub({ mode: 'production', env: { HULIN_LOG: 'warn' } });
  });
  afterAll(async () => {
    await hub.dispose();
    await rm(folder, { recursive: true });
  });

  const run = async (args: readonly string[], data = hub.dataFolder) => {
    const started = runProgram('src/hub/start.mjs', ['--production', '--as-built', ...args], { HULIN_DATA: data });
    const code = await started.ended;
    return { code, said: started.stderr() + started.stdout() };
  };
  const file = () => join(folder, 'hub.age');
  const databaseOf = (data: string) =>
    openDatabase(`postgres://hulin@${encodeURIComponent(`${data}/postgres`)}:5432/hulin`);

  it('backup while the hub serves, restore elsewhere: the phones’ hub goes on', async () => {
    const database = await databaseOf(hub.dataFolder);
    const aHub = await hubsByHttp(database, join(hub.dataFolder, 'keys'));
    let url = hub.url;
    const ranger = await Persona.enrol(
      aHub(() => url),
      'ranger',
    );
    await ranger.push(await ranger.records(3));
    expect(await run(['backup', file(), '--passphrase-file', passphrase])).toMatchObject({ code: 0 });
    expect((await ranger.head()).horizon).toBeGreaterThan(0);
    await ranger.push(await ranger.records(2));
    await database.close();
    await hub.kill('SIGKILL');

    const data = await mkdtemp('/tmp/hulin-restored-');
    const restored = await run(['restore', file(), '--passphrase-file', passphrase], data);
    expect(restored.said).toMatch(/restored \d+ rows and 0 parts/);
    const second = await startHub({
      mode: 'production',
      isFirstStart: true,
      env: { HULIN_DATA: data, HULIN_LOG: 'warn' },
    });
    url = second.url;
    expect(await ranger.head()).toMatchObject({ seq: 3 });
    await second.dispose();
    expect((await run(['restore', file(), '--passphrase-file', passphrase], data)).said).toContain('there is a hub');
    await rm(data, { recursive: true });
    await hub.restart();
  });

  it('rotate-keys: the hub that serves signs with the fresh key at once', async () => {
    const database = await databaseOf(hub.dataFolder);
    const aHub = await hubsByHttp(database, join(hub.dataFolder, 'keys'));
    const ranger = await Persona.enrol(
      aHub(() => hub.url),
      'ranger',
    );
    const before = await ranger.head();
    expect(await run(['rotate-keys', 'signing'])).toMatchObject({ code: 0 });
    await expect
      .poll(() =>
        ranger.head().then(
          () => 'known',
          () => 'another key',
        ),
      )
      .toBe('another key');
    const later = await Persona.enrol(
      aHub(() => hub.url),
      'ranger',
    );
    expect((await later.head()).keys).not.toBe(before.keys);
    await database.close();
  });

  it.each([
    [['backup'], 'cannot read "backup"'],
    [['backup', 'x', '--passphrase-file', '/nowhere'], '--passphrase-file: cannot read /nowhere (ENOENT)'],
    [['rotate-keys', 'identity'], 'cannot read "identity"'],
  ])('%j says what is wrong with it', async (args, words) => {
    expect(await run(args)).toEqual({ code: 1, said: expect.stringContaining(words) as string });
  });

  it('backup refuses a short passphrase and a file that is there', async () => {
    const short = join(folder, 'short');
    await writeFile(short, 'elf letters\n');
    expect((await run(['backup', join(folder, 'y.age'), '--passphrase-file', short])).said).toContain('at least 12');
    expect((await run(['backup', file(), '--passphrase-file', passphrase])).said).toContain('is there already');
    expect((await readFile(file())).subarray(0, 3).toString()).toBe('age');
  });
});
