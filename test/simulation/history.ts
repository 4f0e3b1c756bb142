import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import type { PushResult } from './hub-batch.ts';
import type { Request } from './net.ts';

/** One event a phone said was saved. `at` is the true time. */
export interface Saved {
  readonly phone: string;
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
  readonly raw: string;
  readonly at: number;
}

interface Delivered {
  readonly life: number;
  readonly receipts: readonly (string | null)[];
}

/** Everything that happened in one run that an invariant speaks of. Written by the actors, read by the invariants. */
export class History {
  readonly saved: Saved[] = [];
  /** Appends that were turned away, and why. */
  readonly turnedAway: string[] = [];
  /** Saved events that a phone no longer had when it came up again. */
  readonly lostByKills: string[] = [];
  /** Events shown as received when the hub did not have them. */
  readonly shownTooSoon: string[] = [];
  /** Answers nobody signed for this request, after which a phone's database was another. */
  readonly believedLies: string[] = [];
  /** The same push again, with other receipts than before. */
  readonly otherReceipts: string[] = [];
  /** Pushes of which a valid, linked item did not enter although nothing before it was unreadable. */
  readonly delayed: string[] = [];
  /** Logouts, switches of person, expiries after which other events waited than before. */
  readonly changedQueues: string[] = [];
  /** Pages whose numbers did not rise. */
  readonly repeatedPages: string[] = [];
  /** Own saved events that were not in the phone's own log after a transaction. */
  readonly hiddenWrites: string[] = [];
  /** Acks that covered what was not stored. */
  readonly emptyAcks: string[] = [];
  /** Round trips above what batches, chunks and ten more allow, in the quiet end. */
  readonly slowDrains: string[] = [];
  /** Chunks that repeated more of a part than the chunk before them. */
  readonly sentAgain: string[] = [];
  /** What was written anew on a successor, by the hash of what it repeats. */
  readonly anew = new Map<string, Pick<Saved, 'chain' | 'seq' | 'hash' | 'raw'>>();
  /** What a carrier let go of, since the hub could lose it no more. */
  readonly letGo: Pick<Saved, 'phone' | 'chain' | 'seq' | 'hash'>[] = [];
  /** Records whose erasing was ever ordered. */
  readonly erased = new Set<string>();
  readonly rottedIds = new Set<string>();
  /** Parts that went bad on some disk: what the hub has begun of one does not hash to its name, and is thrown away. */
  readonly rottenParts = new Set<string>();
  /** Phones whose profile was cloned or whose storage rotted: their chain may need a person. */
  readonly clonedChains = new Set<string>();
  readonly rottedChains = new Set<string>();
  readonly changedVersions = new Set<string>();
  restores = 0;
  /** Disk images put back: no epoch began until a client's cursor gave it away. */
  unnoticedRestores = 0;
  readonly #delivered = new Map<string, Delivered>();

  pushed({
    request,
    results,
    life,
    rows,
  }: {
    request: Request;
    results: readonly PushResult[];
    life: number;
    rows: number;
  }): void {
    const receipts = results.map(({ receipt }) => (receipt ? `${receipt.raw} ${receipt.sig}` : null));
    const before = this.#delivered.get(request.digest);
    if (before?.life === life) {
      const isOther = before.receipts.some((receipt, index) => receipt !== null && receipt !== receipts[index]);
      if (isOther) this.otherReceipts.push(`${request.digest.slice(0, 8)}: other receipts`);
      if (rows > 0 && before.receipts.every((receipt) => receipt !== null))
        this.otherReceipts.push(`${request.digest.slice(0, 8)}: ${rows} more rows`);
    }
    this.#delivered.set(request.digest, { life, receipts });
  }

  /** What links to the head without a gap must enter at once, whatever stands around it in the batch. */
  judged({
    before,
    items,
    outcomes,
    isTurnedBack,
  }: {
    readonly before: ChainHead;
    readonly items: readonly ({ readonly seq: number; readonly prev: string | null; readonly hash: string } | null)[];
    readonly outcomes: readonly PushResult['outcome'][];
    readonly isTurnedBack: boolean;
  }): void {
    let end = before;
    for (const [index, item] of items.entries()) {
      if (!item || item.seq !== end.seq + 1 || item.prev !== end.hash) continue;
      end = item;
      const outcome = outcomes[index];
      if (isTurnedBack || (outcome !== 'stored' && outcome !== 'held'))
        this.delayed.push(`seq ${item.seq}: ${isTurnedBack ? 'turned back' : outcome}`);
    }
  }
}
