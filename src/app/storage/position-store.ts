import type { HulinDatabase } from './database.ts';
import type { PositionWaitingRow } from './rows.ts';

/** Positions that wait to be sent: only the newest are kept. */
export class PositionStore {
  readonly #database: HulinDatabase;
  readonly #most: number;

  constructor(database: HulinDatabase, most = 5_000) {
    this.#database = database;
    this.#most = most;
  }

  put(position: PositionWaitingRow): Promise<void> {
    const { positions } = this.#database;
    return this.#database.transaction('rw', positions, async () => {
      await positions.put(position);
      const stale = await positions.orderBy('takenAt').reverse().offset(this.#most).primaryKeys();
      await positions.bulkDelete(stale);
    });
  }

  /** The newest, at most so many, newest first. */
  waiting(most: number): Promise<PositionWaitingRow[]> {
    return this.#database.positions.orderBy('takenAt').reverse().limit(most).toArray();
  }

  sent(positions: readonly PositionWaitingRow[]): Promise<void> {
    return this.#database.positions.bulkDelete(positions.map(({ takenAt }) => takenAt));
  }

  clear(): Promise<void> {
    return this.#database.positions.clear();
  }
}
