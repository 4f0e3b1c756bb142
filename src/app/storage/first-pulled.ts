import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import type { PulledRow } from './rows.ts';

/** As much of what was pulled as a first verdict needs. */
export class FirstPulled {
  /** For the readers in this folder. */
  readonly database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.database = database;
  }

  read(entity: string): Promise<PulledRow[]> {
    return this.database.pulled.where('entity').equals(entity).toArray();
  }

  watch(entity: string): Live<readonly PulledRow[]> {
    return watchQuery(() => this.read(entity));
  }
}
