import { LiveValue } from '../live.ts';
import { databaseName, HulinDatabase } from './database.ts';

/** The database, and whether the browser refuses to open or write it. */
export interface Storage {
  readonly database: HulinDatabase;
  readonly refused: LiveValue<boolean>;
  /** Tries to open it, again after a refusal too. Never rejects: `refused` says how it went. */
  open(): Promise<boolean>;
}

export function openStorage(name: string = databaseName): Storage {
  const refused = new LiveValue(false);
  const database = new HulinDatabase(name, (failed) => refused.set(failed));
  async function open(): Promise<boolean> {
    try {
      await database.open();
      refused.set(false);
    } catch (problem) {
      console.error('storage refused', problem);
      refused.set(true);
    }
    return !refused.value;
  }
  return { database, refused, open };
}
