import type { Courier, ExportedFile, TakenBundle } from '../courier-ports.ts';
import type { Live } from '../live.ts';
import { mapLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { SettingStore } from '../storage/setting-store.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import type { TakeStores } from './take-bundle.ts';

export interface CourierDeps extends TakeStores {
  readonly settings: SettingStore;
  readonly keys: OwnKeys;
  readonly wallNow: () => number;
  /** The room that is left here; null: the browser does not say. */
  readonly freeBytes: () => Promise<number | null>;
}

/** Files that carry records out of the mountains: this phone's own, and those of others it was given. */
export class PhoneCourier implements Courier {
  readonly carried: Courier['carried'];
  readonly exportedAt: Live<number | null>;
  readonly #deps: CourierDeps;

  constructor(deps: CourierDeps) {
    this.#deps = deps;
    this.carried = deps.carried.watch();
    this.exportedAt = mapLive(deps.settings.watch('exported-at'), (at) => (typeof at === 'number' ? at : null));
  }

  async exportQueue(): Promise<ExportedFile | null> {
    const { exportQueue } = await import('./export-queue.ts');
    const profile = await this.#deps.keys.enrolled();
    const now = this.#deps.wallNow();
    const file = profile && (await exportQueue(this.#deps, profile, now));
    if (file) await this.#deps.settings.put('exported-at', now);
    return file;
  }

  async exportReceipts(): Promise<ExportedFile | null> {
    const { exportReceipts } = await import('./export-queue.ts');
    const profile = await this.#deps.keys.enrolled();
    return profile && exportReceipts(this.#deps.carried, profile, this.#deps.wallNow());
  }

  async take(file: Blob): Promise<TakenBundle> {
    const { takeBundle } = await import('./take-bundle.ts');
    try {
      const profile = await this.#deps.keys.enrolled();
      if (!profile) return { ok: false, because: 'not-enrolled' };
      const free = await this.#deps.freeBytes();
      if (free !== null && file.size > free) return { ok: false, because: 'storage' }; // others need the room as well
      return await takeBundle(this.#deps, profile, file, this.#deps.wallNow());
    } catch (problem) {
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  }

  removeDelivered(): Promise<void> {
    return this.#deps.carried.removeDelivered();
  }

  giveUp(chain: string): Promise<void> {
    return this.#deps.carried.giveUp(chain);
  }
}
