import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/hub/store/database.ts';
import { hubsByHttp } from '../support/hub-by-http.ts';
import { type HubProcess, startHub } from '../support/hub-process.ts';
import { Persona } from '../support/personas.ts';
import { deliver, lookAtStorm, stormPhones } from '../support/storm.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

/** A disk of its own size needs root. */
const mayMount = process.getuid?.() === 0 && tries(() => execFileSync('mount', ['--version'], { stdio: 'ignore' }));

describe.runIf(mayMount)('a hub whose disk is full', () => {
  const mounted: string[] = [];
  let folder = '';
  let hub: HubProcess;
  afterEach(async () => {
    await hub?.dispose();
    for (const place of mounted.splice(0)) execFileSync('umount', ['-l', place]);
    await rm(folder, { recursive: true, force: true });
  });

  const aDisk = async (name: string, megabytes: number): Promise<string> => {
    const place = join(folder, name);
    await mkdir(place, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'none', place]);
    mounted.push(place);
    return place;
  };
  const aFolder = async () => {
    folder = await mkdtemp('/tmp/hulin-full-');
    await chmod(folder, 0o755);
  };
  const databaseOf = (data: string) =>
    openDatabase(`postgres://hulin@${encodeURIComponent(`${data}/postgres`)}:5432/hulin`);

  it('says so to a part, takes events all the same, and takes the part when there is room', async () => {
    await aFolder();
    const data = join(folder, 'data');
    const disk = await aDisk('data/parts', 1);
    hub = await startHub({ mode: 'production', isFirstStart: true, env: { HULIN_DATA: data, HULIN_LOG: 'warn' } });
    const database = await databaseOf(data);
    const aHub = await hubsByHttp(database, join(data, 'keys'));
    const ranger = await Persona.enrol(
      aHub(() => hub.url),
      'ranger',
    );
    const photo = new Uint8Array(300_000).fill(7);
    const { id, wraps, parts, sealed } = await ranger.seal([{ plain: photo, role: 'photo', type: 'image/jpeg' }]);
    await ballast(disk, 100_000);
    expect((await ranger.push([await ranger.record({ id, parts, wraps })])).results).toMatchObject([
      { outcome: 'stored' },
    ]);
    const [part] = sealed;
    if (!part) throw new Error('no part');
    const refused = await ranger.putPart(part.reference.sha256, part.bytes);
    expect(refused.json()).toMatchObject({ status: 507, code: 'storage-full' });
    expect(await database.query('select 1 from part')).toEqual([]);
    expect((await ranger.head()).missing).toEqual([part.reference.sha256]);
    await rm(join(disk, 'ballast'));
    await ranger.putPartWell(part.reference.sha256, part.bytes);
    expect((await ranger.head()).missing).toEqual([]);
    await database.close();
  });

  it('refuses pushes clearly or ends, and after room was made holds all it acknowledged and takes the rest', async () => {
    await aFolder();
    const data = await aDisk('data', 160);
    hub = await startHub({ mode: 'production', isFirstStart: true, env: { HULIN_DATA: data, HULIN_LOG: 'warn' } });
    const before = await databaseOf(data);
    const aHub = await hubsByHttp(before, join(data, 'keys'));
    const phones = await stormPhones(() => aHub(() => hub.url), 4, 400);
    await before.close();
    await ballast(data, 200_000);
    const refusals = new Set<number>();
    const patience = AbortSignal.timeout(30_000);
    for (const { persona } of phones) noteRefusals(persona, refusals);
    const delivering = phones.map((phone) => deliver(phone, 100, AbortSignal.any([patience])));
    const ended = hub.ended();
    await Promise.race([
      ended,
      Promise.all(delivering),
      expect.poll(() => refusals.size, { timeout: 60_000 }).toBeGreaterThan(0),
    ]);
    const acknowledged = phones.reduce((sum, { receipts }) => sum + receipts.size, 0);
    expect(acknowledged).toBeLessThan(1600);
    expect([...refusals].filter((status) => ![500, 503, 507].includes(status))).toEqual([]);
    await rm(join(data, 'ballast'));
    await Promise.all(delivering);
    if (await hasEnded(hub)) await hub.restart();
    await Promise.all(phones.map((phone) => deliver(phone, 100, AbortSignal.timeout(60_000))));
    const after = await databaseOf(data);
    expect(await lookAtStorm(after, phones)).toEqual({ lost: [], doubled: [], broken: [], denied: [] });
    await after.close();
  });
});

/** Leaves about so many bytes of a disk. */
async function ballast(disk: string, left: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

function noteRefusals(persona: Persona, refusals: Set<number>): void {
  const { inject } = persona.hub.app;
  persona.hub.app.inject = async (request) => {
    const answer = await inject(request);
    if (answer.statusCode !== 200) refusals.add(answer.statusCode);
    return answer;
  };
}

async function hasEnded(hub: HubProcess): Promise<boolean> {
  return Promise.race([
    hub.ended().then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 12_000, false)),
  ]);
}

function tries(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false; // there is no such program
  }
}
