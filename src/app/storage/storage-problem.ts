import Dexie from 'dexie';

/** True when the browser's storage refused (full, private mode, gone), not when our own code went wrong. */
export function isStorageProblem(error: unknown): boolean {
  return error instanceof Dexie.DexieError || error instanceof DOMException;
}
