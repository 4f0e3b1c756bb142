import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskPartStore } from '../../../src/hub/store/disk-part-store.ts';

const bytes = randomBytes(1_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** What was forced to the disk, by path, in its order. */
let forced: string[];
let refused: (path: string) => boolean;
let folder: string;
let store: DiskPartStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hulin-durable-'));
  store = new DiskPartStore(folder);
  [forced, refused] = [[], () => false];
  const handle = await open(folder, 'r');
  const handles = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  vi.spyOn(handles, 'sync').mockImplementation(async function (this: FileHandle) {
    const path = (await readlink(`/proc/self/fd/${this.fd}`)).slice(folder.length);
    if (refused(path)) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    forced.push(path);
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const below = `/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}`;
/** How a hub takes it in, and what another does that is sent the same after the first was killed. */
const sendings: readonly (readonly [string, () => Promise<unknown>, (another: DiskPartStore) => Promise<unknown>])[] = [
  ['sent whole', () => store.put(sha256, bytes), (another) => another.put(sha256, bytes)],
  [
    'sent in chunks',
    () => inChunks(store),
    async (another) => (await another.keeps(sha256)) || (await inChunks(another)),
  ],
];

async function inChunks(into: DiskPartStore): Promise<boolean> {
  const begun = await into.begun(sha256);
  for (let from = begun; from < bytes.length; from += 600)
    await into.append(sha256, from, bytes.subarray(from, from + 600));
  return into.finish(sha256);
}

describe.each(sendings)('a part %s', (_how, send, sendAgain) => {
  it('is on the disk with its name, and every folder above it, before the phone is told', async () => {
    await send();
    expect(await store.has(sha256)).toBe(true);
    const folders = ['', `/${sha256.slice(0, 2)}`, below];
    expect(forced).toEqual(expect.arrayContaining(folders));
    const content = forced.findIndex((path) => path.startsWith(`${below}/${sha256}`));
    expect(content).toBeGreaterThanOrEqual(0);
    expect(content, 'the bytes before the name').toBeLessThan(forced.lastIndexOf(below));
  });

  it('is not there when the disk does not take its bytes', async () => {
    refused = (path) => path.startsWith(`${below}/`);
    await expect(send()).rejects.toThrow('i/o error');
    expect(await store.has(sha256)).toBe(false);
  });

  it.each([below, `/${sha256.slice(0, 2)}`, ''])(
    'is not acknowledged when the disk does not take a name in %j, nor when it is sent again after a kill',
    async (above) => {
      refused = (path) => path === above;
      await expect(send()).rejects.toThrow('i/o error');
      await expect(sendAgain(new DiskPartStore(folder))).rejects.toThrow('i/o error');
      [forced, refused] = [[], () => false];
      await sendAgain(new DiskPartStore(folder));
      expect(forced).toEqual(expect.arrayContaining(['', `/${sha256.slice(0, 2)}`, below]));
    },
  );
});

describe('a part that was spoilt on the disk', () => {
  it('is not taken for whole, and is whole again once it is sent again', async () => {
    await store.put(sha256, bytes);
    await writeFile(join(folder, `${below}/${sha256}.part`), bytes.subarray(0, 999));
    expect(await store.keeps(sha256)).toBe(false);
    await store.put(sha256, bytes);
    expect(await store.keeps(sha256)).toBe(true);
    expect(await store.get(sha256)).toEqual(new Uint8Array(bytes));
  });
});
