import { learnClock } from '../../domain/custody/learn-clock.ts';
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
    return this.#database.transaction('rw', clock, () => keepTime(clock, { hubAt, skewMs, wallAt }));
  }
}

interface HeardTime {
  readonly hubAt: number;
  readonly skewMs: number | null;
  readonly wallAt: number;
}

/** Inside whatever transaction keeps what came with it. */
export async function keepTime(clock: HulinDatabase['clock'], { hubAt, skewMs, wallAt }: HeardTime): Promise<void> {
  const standing = await clock.get(only);
  await clock.put({ ...standing, only, ...learnClock(standing ?? null, hubAt, skewMs, wallAt) });
}
