import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../../src/hub/config.ts';
import { runExport } from '../../../src/hub/evidence/run-export.ts';
import { main } from '../../../src/hub/verify/main.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';

describe('evidence on the command line', () => {
  let scene: EvidenceScene;
  let folder: string;
  let record: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-commands-'));
    scene = await evidenceScene();
    record = await scene.recorded();
    await scene.dayPasses();
  });
  afterAll(async () => {
    await scene.hub.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  });

  const exports = (...args: string[]) => {
    const environment = {
      HULIN_DATABASE_URL: scene.hub.databaseUrl,
      HULIN_DATA: folder,
      HULIN_KEYS: scene.hub.keyFolder,
    };
    const world = { root: process.cwd(), config: readConfig(environment, folder), clock: scene.hub.clock };
    return runExport({ ...world, say: () => undefined }, args);
  };
  /** What `npm run verify --` prints, with its exit code. */
  const verify = async (...args: string[]) => {
    const said: string[] = [];
    const hear = (text: string | Uint8Array) => said.push(String(text)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(hear);
    vi.spyOn(process.stderr, 'write').mockImplementation(hear);
    await main(args);
    vi.restoreAllMocks();
    return { code: process.exitCode, said: said.join('') };
  };

  it('takes a package out beside the hub, and the account that did stands in the log', async () => {
    const out = join(folder, 'case.zip');
    const said = await exports('--record', record, '--reason', '法院调取', '--open', '--out', out);
    expect(said).toMatch(/case\.zip\n\d+ bytes, SHA-256 [0-9a-f]{64}$/);
    const rows = await scene.hub.database.query('select operator, person, opened from evidence_export');
    expect(rows).toEqual([{ operator: userInfo().username, person: null, opened: true }]);
    const openings = await scene.hub.database.query('select distinct operator, outcome from opening');
    expect(openings).toEqual([{ operator: userInfo().username, outcome: 'missing' }]); // the parts of this scene are in memory
    expect(await verify(out)).toMatchObject({ code: 0, said: expect.stringContaining('whole: nothing was changed') });
    expect((await verify(out)).said).toContain('by whom: not checked');
    const named = (await verify(out, '--hub', scene.hub.keys.identityKid)).said;
    expect(named).not.toContain('compare it with');
    expect(named).not.toContain('not checked');
  });

  it('says what was tampered with, and exits with 1', async () => {
    const bytes = await scene.exported({ records: [record] });
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(join(folder, 'changed.zip'), bytes);
    const { code, said } = await verify(join(folder, 'changed.zip'));
    expect(code).toBe(1);
    expect(said).toMatch(/✗ hash of the content · \S+: its content was changed/);
  });

  it('exits with 2 for what is no package, is not there, or is asked wrongly', async () => {
    await writeFile(join(folder, 'letter'), 'dear sir');
    for (const args of [[join(folder, 'letter')], [join(folder, 'none')], [], ['--what']]) {
      expect((await verify(...args)).code).toBe(2);
    }
  });

  it('exits with 2 when the program itself fails, and says that this is no word about the package', async () => {
    await writeFile(join(folder, 'whole.zip'), await scene.exported({ records: [record] }));
    const said: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    await main([join(folder, 'whole.zip')], async () => {
      throw new RangeError('a fault of ours');
    });
    expect(process.exitCode).toBe(2);
    expect(said.join('')).toMatch(/says nothing about the package[\s\S]*a fault of ours/);
  });

  it('exports nothing without a reason, for an unknown record, or over a file', async () => {
    await expect(exports('--record', record)).rejects.toThrow('export-evidence');
    const unknown = '0190a0a0-0000-7000-8000-000000000000';
    await expect(exports('--record', unknown, '--reason', '法院调取')).rejects.toThrow(unknown);
    const there = join(folder, 'letter');
    await expect(exports('--record', record, '--reason', '法院调取', '--out', there)).rejects.toThrow('EEXIST');
    expect(await readFile(there, 'utf8')).toBe('dear sir');
  });
});
