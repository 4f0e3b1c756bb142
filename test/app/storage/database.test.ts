import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import Dexie from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { openStorage } from '../../../src/app/storage/open-storage.ts';
import { isStorageProblem } from '../../../src/app/storage/storage-problem.ts';

afterEach(() => vi.restoreAllMocks());

describe('the phone’s database', () => {
  it('asks for strict durability in every transaction that writes', async () => {
    const database = new HulinDatabase(randomUUID());
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await database.open();
    await database.settings.put({ name: 'share-positions', value: true });
    await database.transaction('rw', [database.events, database.heads], () => database.heads.clear());
    const writing = begin.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writing.length).toBeGreaterThanOrEqual(2);
    expect(writing.map(([, , options]) => options)).toEqual(writing.map(() => ({ durability: 'strict' })));
    database.close();
  });

  it('opens again when its handle died in the background', async () => {
    const database = new HulinDatabase(randomUUID());
    await database.settings.put({ name: 'share-positions', value: true });
    database.backendDB().close();
    expect(await database.settings.get('share-positions')).toEqual({ name: 'share-positions', value: true });
    database.backendDB().close();
    await database.settings.put({ name: 'share-positions', value: false });
    expect((await database.settings.get('share-positions'))?.value).toBe(false);
    database.close();
  });

  it('keeps a row of another build with all its members', async () => {
    const name = randomUUID();
    const database = new HulinDatabase(name);
    const ahead = { entity: 'permit', key: 'p1', n: 3, at: 0, body: { anything: ['at', 'all'] }, addedLater: 7 };
    await database.pulled.put(ahead);
    database.close();
    const again = new HulinDatabase(name);
    expect(await again.pulled.get(['permit', 'p1'])).toEqual(ahead);
    again.close();
  });

  it('says that storage is refused instead of crashing, and recovers', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const storage = openStorage(randomUUID());
    expect(await storage.open()).toBe(false);
    expect(storage.refused.value).toBe(true);
    const failing = await storage.database.settings.get('share-positions').catch((problem: unknown) => problem);
    expect(isStorageProblem(failing)).toBe(true);
    open.mockRestore();
    expect(await storage.open()).toBe(true);
    expect(storage.refused.value).toBe(false);
    storage.database.close();
  });

  it('says so when the disk is full', async () => {
    const storage = openStorage(randomUUID());
    await storage.open();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const failing = await storage.database.settings.put({ name: 'x', value: 1 }).catch((problem: unknown) => problem);
    expect(isStorageProblem(failing)).toBe(true);
    expect(storage.refused.value).toBe(true);
    put.mockRestore();
    await storage.database.settings.put({ name: 'x', value: 1 });
    expect(storage.refused.value).toBe(false);
    storage.database.close();
  });

  it('takes our own mistakes for no storage problem', () => {
    expect(isStorageProblem(new TypeError('a bug'))).toBe(false);
    expect(isStorageProblem(new Dexie.QuotaExceededError('full'))).toBe(true);
  });
});
