import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import { type ClockRow, only } from './rows.ts';

/** What signed answers taught about the time. */
export class ClockStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  async read(): Promise<ClockRow | null> {
    return (await this.#database.clock.get(only)) ?? null;
  }

  watch(): Live<ClockRow | null> {
    return watchQuery(() => this.read());
  }

  /** Keeps the newest hub time; the skew only when this answer could tell it (`skewMs` not null). */
  learn(hubAt: number, skewMs: number | null, wallAt: number): Promise<void> {
    const { clock } = this.#database;
    return this.#database.transaction('rw', clock, async () => {
      const standing = await clock.get(only);
      const skew = skewMs === null ? { skewMs: null, skewAt: null, ...standing } : { skewMs, skewAt: wallAt };
      await clock.put({
        ...standing,
        only,
        seen: Math.max(standing?.seen ?? hubAt, hubAt),
        skewMs: skew.skewMs,
        skewAt: skew.skewAt,
      });
    });
  }
}
