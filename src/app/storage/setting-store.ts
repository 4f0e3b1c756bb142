import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';

/** Preferences of this phone by name. Persisted: changing a name breaks stored data. */
export type SettingName = 'share-positions' | 'zone-alert' | 'exported-at' | 'heard-calls' | 'erasures-again';

export class SettingStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  watch(name: SettingName): Live<unknown> {
    return watchQuery(() => this.read(name));
  }

  async read(name: SettingName): Promise<unknown> {
    return (await this.#database.settings.get(name))?.value;
  }

  async put(name: SettingName, value: unknown): Promise<void> {
    await this.#database.settings.put({ name, value });
  }
}
