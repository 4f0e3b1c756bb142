import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readlink, rm } from 'node:fs/promises';
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
const sendings: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['sent whole', () => store.put(sha256, bytes)],
  [
    'sent in chunks',
    async () => {
      await store.append(sha256, 0, bytes.subarray(0, 600));
      await store.append(sha256, 600, bytes.subarray(600));
      return store.finish(sha256);
    },
  ],
];

describe.each(sendings)('a part %s', (_how, send) => {
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

  it('is not acknowledged when the disk does not take its name', async () => {
    refused = (path) => path === below;
    await expect(send()).rejects.toThrow('i/o error');
  });
});
