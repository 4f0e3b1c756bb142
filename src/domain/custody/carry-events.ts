import { countForPush, type PendingEvent, type PushLimits } from './plan-push.ts';

/** What to push next of the events carried for another's chain. `gap`: the hub lacks `from` and nobody here has it. */
export type CarriedStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'gap'; readonly from: number }
  | { readonly kind: 'send'; readonly count: number };

/**
 * The next batch of carried events without a receipt, ascending, when the hub holds the chain, or what forked off it, up to `hubSeq`. What the hub has from
 * elsewhere is sent too: its receipts are what the author waits for. Up to the first hole: what is behind it would be asked for again.
 */
export function nextCarried(waiting: readonly PendingEvent[], hubSeq: number, limits: PushLimits): CarriedStep {
  const [first] = waiting;
  if (!first) return { kind: 'nothing' };
  if (first.seq > hubSeq + 1) return { kind: 'gap', from: hubSeq + 1 };
  const hole = waiting.findIndex(({ seq }, index) => index > 0 && seq > (waiting[index - 1]?.seq ?? 0) + 1);
  return { kind: 'send', count: countForPush(hole === -1 ? waiting : waiting.slice(0, hole), limits) };
}

/** Up to where what follows has something to link to at the hub: in the chain, or in what forked off it. */
export function linkableUpTo(hubSeq: number, given: readonly Pick<GivenReceipt, 'seq' | 'outcome'>[]): number {
  return given.reduce((most, { seq, outcome }) => (outcome === 'fork' ? Math.max(most, seq) : most), hubSeq);
}

/** A receipt of the hub's for a carried event. */
export interface GivenReceipt {
  readonly seq: number;
  readonly outcome: 'stored' | 'held' | 'fork';
  readonly epoch: string;
}

/**
 * Of the receipts for a carried chain, those the hub no longer stands for, going by its head now: it was restored from a backup that
 * is older. Their events are sent again, whatever was believed: once in each life of the hub, since what it has then is not told by a place alone.
 * `askedIn`: the epoch in which that was done last.
 *
 * | outcome        | of the head's epoch | seq within the head | sent again in this epoch | → |
 * |----------------|---------------------|---------------------|--------------------------|---|
 * | stored or held | –                   | no                  | –                        | lost |
 * | stored or held | no                  | yes                 | no                       | lost |
 * | stored or held | no                  | yes                 | yes                      | stands |
 * | stored or held | yes                 | yes                 | –                        | stands |
 * | fork           | yes                 | –                   | –                        | stands |
 * | fork           | no                  | –                   | –                        | lost |
 */
export function lostReceipts<R extends GivenReceipt>(
  receipts: readonly R[],
  head: { readonly seq: number; readonly epoch: string },
  askedIn: string | null,
): R[] {
  return receipts.filter(({ seq, outcome, epoch }) => {
    const isOfThisLife = epoch === head.epoch;
    if (outcome === 'fork') return !isOfThisLife;
    return seq > head.seq || !(isOfThisLife || askedIn === head.epoch);
  });
}

/** A carried event as a file has it, or as it stands here. */
interface WithWraps {
  /** Its author's word for what opens it. */
  readonly wrapsSig?: string;
  /** The hub said that it was erased: it has no wraps any more, and gets none. */
  readonly isErased?: boolean;
}

/** Whether an event that is carried already is taken anew: what opens it is signed by its author now, and was by nobody. */
export function isWordFor(brought: WithWraps, standing: WithWraps): boolean {
  return brought.wrapsSig !== undefined && standing.wrapsSig === undefined && standing.isErased !== true;
}

/** When the hub had the things that are carried of one chain, by its own clock; null: it has not, or nobody has taken it down yet. */
export interface CarriedTimes {
  readonly receiptAt: readonly (number | null)[];
  readonly partsBy: readonly (number | null)[];
}

/** Whether the carrier may let go of a chain: whatever backup the hub is restored from, it has all of it. */
export function mayLetGo({ receiptAt, partsBy }: CarriedTimes, horizon: number | null): boolean {
  return horizon !== null && [...receiptAt, ...partsBy].every((at) => at !== null && at <= horizon);
}

/**
 * Whether a receipt that was brought back is from before the hub was restored, going by the head it told last: of what it gave then it
 * may know nothing any more.
 */
export function isOfAnEarlierLife(
  receipt: { readonly epoch: string; readonly time: number },
  head: { readonly epoch: string; readonly toldAt: number } | null,
): boolean {
  return head !== null && receipt.epoch !== head.epoch && receipt.time < head.toldAt;
}
