import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import { takeBackFalseHorizons } from './backup-horizon.ts';
import { custodyChanges } from './custody-changes.ts';
import { recordChanges } from './record-change.ts';

export interface PartTools {
  readonly database: Database;
  readonly parts: PartStore;
  readonly clock: HubClock;
}

/** True when a stored or held event names this part: nothing else is taken in. */
export async function isPartNamed(db: Queryable, sha256: string): Promise<boolean> {
  const rows = await db.query('select 1 as named from event_part where sha256 = $1 limit 1', [sha256]);
  return rows.length > 0;
}

/** The size of a part the hub has whole; null when it has not. */
export async function completePartBytes(db: Queryable, sha256: string): Promise<number | null> {
  const [row] = await db.query<{ bytes: number }>('select bytes from part where sha256 = $1', [sha256]);
  return row?.bytes ?? null;
}

/** A part that is on disk. */
export interface KeptPart {
  readonly sha256: string;
  readonly bytes: number;
}

interface Waiting {
  readonly part: KeptPart;
  resolve(): void;
  reject(problem: unknown): void;
}

/** So many are written down together at most. */
const mostTogether = 50;

/**
 * Keeps whole parts. Those that come while others are written down wait for it and share the next transaction: one lock and one way to
 * the disk for many photos. When they fail together each is tried alone.
 */
export class PartQueue {
  readonly #tools: PartTools;
  #waiting: Waiting[] = [];
  #isUnderWay = false;

  constructor(tools: PartTools) {
    this.#tools = tools;
  }

  /**
   * The file first, on disk when that is done, then its row and how many parts each event now has. The caller has compared bytes and
   * name, and an event names it. Safe to repeat.
   */
  async accept(sha256: string, bytes: Uint8Array): Promise<void> {
    await this.#tools.parts.put(sha256, bytes);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ part: { sha256, bytes: bytes.length }, resolve, reject });
      if (!this.#isUnderWay) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.length > 0) await this.#together(this.#waiting.splice(0, mostTogether));
    this.#isUnderWay = false;
  }

  async #together(taken: readonly Waiting[]): Promise<void> {
    const { database, clock } = this.#tools;
    const parts = taken.map(({ part }) => part);
    try {
      await database.transaction((tx) => recordParts(tx, clock.now(), parts));
      for (const { resolve } of taken) resolve();
    } catch (problem) {
      if (taken.length === 1) taken[0]?.reject(problem);
      else for (const one of taken) await this.#together([one]);
    }
  }
}

/** Writes down that the hub has parts whole, and how many parts each event that names one now has. */
export async function recordParts(tx: Queryable, now: number, parts: readonly KeptPart[]): Promise<void> {
  await takeBackFalseHorizons(tx, now);
  const names = parts.map(({ sha256 }) => sha256);
  await lockNamingChains(tx, names);
  const fresh = await tx.query<{ sha256: string }>(
    `insert into part (sha256, bytes, stored_at) select sha256, bytes, $3 from unnest($1::text[], $2::bigint[]) as p(sha256, bytes)
     on conflict do nothing returning sha256`,
    [names, parts.map(({ bytes }) => bytes), now],
  );
  await tx.query('update event_part set stored = true where sha256 = any($1::text[]) and not stored', [names]);
  if (fresh.length === 0) return;
  const events = await tx.query<{ chain: string; seq: number }>(
    'select distinct chain, seq from event_part where sha256 = any($1::text[])',
    [fresh.map(({ sha256 }) => sha256)],
  );
  await recordChanges(tx, now, await custodyChanges(tx, events));
}

/** Whoever adds events that name these waits meanwhile. */
async function lockNamingChains(tx: Queryable, names: readonly string[]): Promise<void> {
  await tx.query(
    `select 1 as locked from chain where id in (select chain from event_part where sha256 = any($1::text[]))
      order by id for update`,
    [names],
  );
}
