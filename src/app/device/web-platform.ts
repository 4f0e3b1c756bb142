/** Web Locks, where the browser has them. */
export function webLocks(): LockManager | undefined {
  return navigator.locks;
}

/** The storage manager, where the browser has one. */
export function webStorage(): StorageManager | undefined {
  return navigator.storage;
}
