import type { BatteryLike } from './device-battery.ts';

/** Web Locks, where the browser has them. */
export function webLocks(): LockManager | undefined {
  return navigator.locks;
}

/** The storage manager, where the browser has one. */
export function webStorage(): StorageManager | undefined {
  return navigator.storage;
}

/** The battery, where the browser tells of it. */
export function webBattery(): (() => Promise<BatteryLike>) | undefined {
  const device: Navigator & { getBattery?: () => Promise<BatteryLike> } = navigator;
  return device.getBattery?.bind(device);
}
