import { type Live, LiveValue } from '../live.ts';
import type { StorageHealth, StorageWatch } from '../ports.ts';

/** Whether the browser keeps what we store, and how full it is. Refusals come from the database. */
export class DeviceStorageWatch implements StorageWatch {
  readonly health: Live<StorageHealth>;
  readonly #value = new LiveValue<StorageHealth>({
    persisted: null,
    usedBytes: null,
    quotaBytes: null,
    refused: false,
  });
  readonly #manager: StorageManager | undefined;

  constructor(manager: StorageManager | undefined, refused: Live<boolean>) {
    this.#manager = manager;
    this.health = this.#value;
    refused.subscribe(
      (isRefused) => this.#set({ refused: isRefused }),
      () => this.#set({ refused: true }),
    );
  }

  /** Asks the browser not to evict us; it may refuse, and `health` shows the answer. */
  async askPersist(): Promise<void> {
    await this.#try(async (manager) => this.#set({ persisted: await manager.persist() }));
    await this.measure();
  }

  async measure(): Promise<void> {
    await this.#try(async (manager) => {
      const [persisted, { usage, quota }] = await Promise.all([manager.persisted(), manager.estimate()]);
      this.#set({ persisted, usedBytes: usage ?? null, quotaBytes: quota ?? null });
    });
  }

  async #try(work: (manager: StorageManager) => Promise<void>): Promise<void> {
    if (!this.#manager) return;
    try {
      await work(this.#manager);
    } catch (problem) {
      console.warn('the browser does not say how it stores', problem);
    }
  }

  #set(change: Partial<StorageHealth>): void {
    this.#value.set({ ...this.#value.value, ...change });
  }
}
