import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartStore } from '../../src/hub/ports.ts';
import { DiskPartStore } from '../../src/hub/store/disk-part-store.ts';
import { MemoryPartStore } from '../support/memory-part-store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hulin-parts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const stores: [string, () => PartStore][] = [
  ['on disk', () => new DiskPartStore(folder)],
  ['in memory', () => new MemoryPartStore()],
];
const aPart = (bytes = 1000) => {
  const content = new Uint8Array(randomBytes(bytes));
  return { content, name: createHash('sha256').update(content).digest('hex') };
};

describe.each(stores)('a part store %s', (_, open) => {
  let store: PartStore;
  beforeAll(() => {
    store = open();
  });

  it('has nothing it was not given', async () => {
    const { name } = aPart();
    expect(await store.has(name)).toBe(false);
    expect(await store.get(name)).toBeNull();
  });

  it('gives back the bytes it was given', async () => {
    const { content, name } = aPart(300_000);
    await store.put(name, content);
    expect(await store.has(name)).toBe(true);
    const given = await store.get(name);
    expect(given && Buffer.from(given).equals(content)).toBe(true);
  });

  it('takes the same part again, also at the same moment', async () => {
    const { content, name } = aPart();
    await Promise.all([store.put(name, content), store.put(name, content)]);
    await store.put(name, content);
    expect(await store.get(name)).toEqual(content);
  });

  it('refuses bytes that do not hash to the name', async () => {
    const { content } = aPart();
    const { name } = aPart();
    await expect(store.put(name, content)).rejects.toThrow('do not hash');
    expect(await store.has(name)).toBe(false);
  });

  it.each(['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`])('refuses %j as a name', async (name) => {
    await expect(async () => store.has(name)).rejects.toThrow('not a SHA-256');
    await expect(async () => store.get(name)).rejects.toThrow('not a SHA-256');
  });

  it('puts a part together from chunks, each where the last one ended', async () => {
    const { content, name } = aPart(70_000);
    expect(await store.begun(name)).toBe(0);
    expect(await store.append(name, 0, content.subarray(0, 30_000))).toBe(30_000);
    expect(await store.append(name, 0, content.subarray(0, 10))).toBe(30_000);
    expect(await store.append(name, 30_010, content.subarray(30_010))).toBe(30_000);
    expect([await store.begun(name), await store.has(name)]).toEqual([30_000, false]);
    expect(await store.append(name, 30_000, content.subarray(30_000))).toBe(70_000);
    expect(await store.finish(name)).toBe(true);
    expect([await store.begun(name), await store.get(name)]).toEqual([0, content]);
  });

  it('throws away chunks that do not hash to the name', async () => {
    const { content, name } = aPart();
    await store.append(name, 0, aPart(1000).content);
    expect(await store.finish(name)).toBe(false);
    await store.discard(name);
    await store.discard(name);
    expect([await store.begun(name), await store.has(name)]).toEqual([0, false]);
    await store.append(name, 0, content);
    expect(await store.finish(name)).toBe(true);
  });

  it('keeps them until it is told to, for more may come', async () => {
    const { content, name } = aPart(1000);
    await store.append(name, 0, content.subarray(0, 600));
    expect(await store.finish(name)).toBe(false);
    expect([await store.begun(name), await store.has(name)]).toEqual([600, false]);
    await store.append(name, 600, content.subarray(600));
    expect([await store.finish(name), await store.get(name)]).toEqual([true, content]);
  });

  it('does not change with the bytes it was given', async () => {
    const { content, name } = aPart();
    const before = new Uint8Array(content);
    await store.put(name, content);
    content.fill(0);
    expect(await store.get(name)).toEqual(before);
  });
});

describe('a part store on disk', () => {
  it('leaves whole files only, named by their hash', async () => {
    const { content, name } = aPart();
    await new DiskPartStore(folder).put(name, content);
    const inside = join(folder, name.slice(0, 2), name.slice(2, 4));
    expect(await readdir(inside)).toEqual([`${name}.part`]);
    expect(new Uint8Array(await readFile(join(inside, `${name}.part`)))).toEqual(content);
  });
});
