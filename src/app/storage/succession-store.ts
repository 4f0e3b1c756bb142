import Dexie from 'dexie';
import * as v from 'valibot';
import { leftToSuccessor, maySucceed } from '../../domain/custody/succeed-chain.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { HulinDatabase } from './database.ts';
import { eventsOfChain } from './event-blocks.ts';
import { type EventRow, type HeadRow, only, type PulledRow, type RefusalRow } from './rows.ts';

/** What a closed chain leaves to the next one: its end on this phone, and the events the hub has not taken. */
export interface Legacy {
  readonly head: HeadRow | null;
  readonly waiting: readonly EventRow[];
}

/** The same events written anew, in place of what they replace. `refusals`: too large to be written again. */
export interface Succession {
  readonly chain: string;
  readonly successor: string;
  /** The hub's signed word for it, to be shown to one that was restored. */
  readonly said: Signed;
  readonly legacy: Legacy;
  readonly fresh: readonly EventRow[];
  readonly refusals: readonly RefusalRow[];
}

/** Events of a closed chain written anew at the end of the one that stands, `head` being where that ended when it was read. */
export interface BroughtOver {
  readonly chain: string;
  readonly standing: string;
  readonly head: HeadRow | null;
  readonly waiting: readonly EventRow[];
  readonly fresh: readonly EventRow[];
  readonly refusals: readonly RefusalRow[];
}

/** Going over from a closed chain to its successor. */
export class SuccessionStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  /** What waits: it is beyond what the hub's head proves, the pull just made, if one was, did not bring it back, and it was not refused. */
  async read(chain: string, { upTo, hasPulled } = { upTo: 0, hasPulled: true }): Promise<Legacy> {
    const { heads, events, pulled, refusals } = this.#database;
    return this.#database.transaction('r', [heads, events, pulled, refusals], async () => {
      const range: [[string, number], [string, unknown]] = [
        [chain, 0],
        [chain, Dexie.maxKey],
      ];
      const all = await events
        .where('[chain+seq]')
        .between(...range)
        .toArray();
      const texts = hasPulled ? new Set((await eventsOfChain(pulled, chain)).flatMap(rawOf)) : null;
      const refused = await refusals
        .where('[chain+seq]')
        .between(...range)
        .toArray();
      return {
        head: (await heads.get(chain)) ?? null,
        waiting: leftToSuccessor(all, { upTo, texts }, refused),
      };
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
      const { chain, successor, said, legacy, fresh } = succession;
      const standing = await heads.get(chain);
      const row = await profile.get(only);
      const isOpenHere = standing?.successor === undefined && row?.enrolled?.chain === chain;
      const moment = { standing: standing?.hash ?? null, read: legacy.head?.hash ?? null, isOpenHere };
      if (!row?.enrolled || !maySucceed(moment)) return false;
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
      const closings = [...(row.enrolled.closings ?? []), said];
      await profile.put({ ...row, enrolled: { ...row.enrolled, chain: successor, closings } });
      return true;
    });
  }

  /** Chains of this phone that were closed, those before `standing`. */
  async closedChains(standing: string): Promise<string[]> {
    const all = await this.#database.heads.toArray();
    return all
      .filter(({ chain, successor }) => chain !== standing && successor !== undefined)
      .map(({ chain }) => chain);
  }

  /**
   * Puts events of a closed chain that were written anew at the end of the standing one, in one strict transaction; the old ones are kept
   * aside. False when something was appended there meanwhile, or this phone writes another chain by now.
   */
  bringOver({ chain, standing, head, waiting, fresh, refusals }: BroughtOver): Promise<boolean> {
    const { heads, events, replacedEvents, refusals: refused, profile } = this.#database;
    return this.#database.transaction('rw', [heads, events, replacedEvents, refused, profile], async () => {
      const row = await profile.get(only);
      const isOpenHere = row?.enrolled?.chain === standing;
      const now = (await heads.get(standing))?.hash ?? null;
      if (!maySucceed({ standing: now, read: head?.hash ?? null, isOpenHere })) return false;
      const isRefused = new Set(refusals.map(({ hash }) => hash));
      const replaced = waiting.filter(({ hash }) => !isRefused.has(hash));
      await events.bulkDelete(replaced.map(({ seq }): [string, number] => [chain, seq]));
      await replacedEvents.bulkPut(replaced);
      await refused.bulkPut([...refusals]);
      await events.bulkAdd([...fresh]);
      const last = fresh.at(-1);
      if (last) await heads.put({ chain: standing, seq: last.seq, hash: last.hash });
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

const toldSchema = v.object({ event: v.object({ raw: v.string() }) });

/** The text of an event as the pull brought it. */
function rawOf({ body }: PulledRow): string[] {
  const told = v.safeParse(toldSchema, body);
  return told.success ? [told.output.event.raw] : [];
}
