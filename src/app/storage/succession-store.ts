import Dexie from 'dexie';
import type { HulinDatabase } from './database.ts';
import { receiptsBetween, receiptTables } from './receipt-blocks.ts';
import { type EventRow, type HeadRow, only, type RefusalRow } from './rows.ts';

/** What a closed chain leaves to the next one: its end on this phone, and the events the hub has not taken. */
export interface Legacy {
  readonly head: HeadRow | null;
  readonly waiting: readonly EventRow[];
}

/** The same events written anew, in place of what they replace. `refusals`: too large to be written again. */
export interface Succession {
  readonly chain: string;
  readonly successor: string;
  readonly legacy: Legacy;
  readonly fresh: readonly EventRow[];
  readonly refusals: readonly RefusalRow[];
}

/** Going over from a closed chain to its successor. */
export class SuccessionStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** What waits: no receipt says the hub has it in the chain, and it was not refused. */
  async read(chain: string): Promise<Legacy> {
    const { heads, events, refusals } = this.#database;
    const tables = [heads, events, refusals, ...receiptTables(this.#database)];
    return this.#database.transaction('r', tables, async () => {
      const range: [[string, number], [string, unknown]] = [
        [chain, 0],
        [chain, Dexie.maxKey],
      ];
      const all = await events
        .where('[chain+seq]')
        .between(...range)
        .toArray();
      const known = await receiptsBetween(this.#database, chain, 0, Number.POSITIVE_INFINITY);
      const refused = await refusals
        .where('[chain+seq]')
        .between(...range)
        .toArray();
      const taken = known.filter(({ outcome }) => outcome !== 'fork');
      const settled = new Set([...taken, ...refused].map(({ hash }) => hash));
      return { head: (await heads.get(chain)) ?? null, waiting: all.filter(({ hash }) => !settled.has(hash)) };
    });
  }

  /**
   * Goes over in one strict transaction, if the chain still ends where it was read: the new events stand, the old ones are kept aside,
   * nothing is written on the closed chain any more. False when something was appended meanwhile, or it is done already.
   */
  succeed(succession: Succession): Promise<boolean> {
    const { heads, hubHeads, events, replacedEvents, refusals, profile } = this.#database;
    const tables = [heads, hubHeads, events, replacedEvents, refusals, profile];
    return this.#database.transaction('rw', tables, async () => {
      const { chain, successor, legacy, fresh } = succession;
      const standing = await heads.get(chain);
      const row = await profile.get(only);
      const isSame = standing?.hash === legacy.head?.hash && standing?.successor === undefined;
      if (!isSame || row?.enrolled?.chain !== chain) return false;
      await events.bulkDelete(legacy.waiting.map(({ seq }): [string, number] => [chain, seq]));
      const tooLarge = new Set(succession.refusals.map(({ hash }) => hash));
      await replacedEvents.bulkPut([...legacy.waiting]);
      await events.bulkAdd(legacy.waiting.filter(({ hash }) => tooLarge.has(hash)));
      await refusals.bulkPut([...succession.refusals]);
      await events.bulkAdd([...fresh]);
      await heads.put({ ...(standing ?? { chain, seq: 0, hash: null }), successor });
      const last = fresh.at(-1);
      if (last) await heads.put({ chain: successor, seq: last.seq, hash: last.hash });
      await this.#holdRest(chain);
      await profile.put({ ...row, enrolled: { ...row.enrolled, chain: successor } });
      return true;
    });
  }

  /** What is left on the closed chain has its receipt, but for what was refused: the hub holds up to the last of it. */
  async #holdRest(chain: string): Promise<void> {
    const { events, hubHeads } = this.#database;
    const rest = await events.where('[chain+seq]').between([chain, 0], [chain, Dexie.maxKey]).keys();
    const seqs = rest.map((key) => (Array.isArray(key) ? Number(key[1]) : 0));
    const known = await hubHeads.get(chain);
    const seq = Math.max(known?.seq ?? 0, ...seqs);
    if (known) await hubHeads.put({ ...known, seq });
    else if (seq > 0) await hubHeads.put({ chain, seq, epoch: '', toldAt: 0, horizon: null });
  }
}
