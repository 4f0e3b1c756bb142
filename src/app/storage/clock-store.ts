import { type HeardTime, learnClock } from '../../domain/custody/learn-clock.ts';
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

  /** Keeps what was heard as `learnClock` says. */
  learn(heard: HeardTime): Promise<void> {
    const { clock } = this.#database;
    return this.#database.transaction('rw', clock, () => keepTime(clock, heard));
  }
}

/** Inside whatever transaction keeps what came with it. */
export async function keepTime(clock: HulinDatabase['clock'], heard: HeardTime): Promise<void> {
  const standing = await clock.get(only);
  await clock.put({ ...standing, only, ...learnClock(standing ?? null, heard) });
}

/** A time that the hub certainly signed, whenever it did. */
export function signedTime(hubAt: number): HeardTime {
  return { hubAt, skewMs: null, wallAt: hubAt, isFresh: false };
}
