import { describe, expect, it, vi } from 'vitest';
import { DeviceStorageWatch } from '../../../src/app/device/device-storage-watch.ts';
import { LiveValue } from '../../../src/app/live.ts';
import type { StorageHealth } from '../../../src/app/ports.ts';

const manager = (answers: Partial<StorageManager>): StorageManager => ({
  persist: async () => false,
  persisted: async () => false,
  estimate: async () => ({ usage: 10, quota: 100 }),
  getDirectory: () => Promise.reject(new Error('not asked for')),
  ...answers,
});

function healthOf(watch: DeviceStorageWatch): StorageHealth | undefined {
  let last: StorageHealth | undefined;
  watch.health.subscribe(
    (health) => (last = health),
    () => undefined,
  )();
  return last;
}

describe('the health of storage', () => {
  it('shows that the browser refused to keep it for good', async () => {
    const watch = new DeviceStorageWatch(manager({}), new LiveValue(false));
    await watch.askPersist();
    expect(healthOf(watch)).toEqual({ persisted: false, usedBytes: 10, quotaBytes: 100, refused: false });
  });

  it('shows what a browser does not say as unknown', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const silent = manager({ persisted: () => Promise.reject(new TypeError('no')) });
    const watch = new DeviceStorageWatch(silent, new LiveValue(false));
    await watch.measure();
    const none = new DeviceStorageWatch(undefined, new LiveValue(false));
    await none.askPersist();
    const unknown = { persisted: null, usedBytes: null, quotaBytes: null, refused: false };
    expect([healthOf(watch), healthOf(none)]).toEqual([unknown, unknown]);
  });

  it('shows a refused database as long as it is refused', () => {
    const refused = new LiveValue(false);
    const watch = new DeviceStorageWatch(undefined, refused);
    refused.set(true);
    expect(healthOf(watch)?.refused).toBe(true);
    refused.set(false);
    expect(healthOf(watch)?.refused).toBe(false);
  });
});
