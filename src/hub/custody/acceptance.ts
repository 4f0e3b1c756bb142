import { type BatchVerdict, judgeBatch } from '../../domain/custody/judge-batch.ts';
import { isTakenElsewhere } from '../../domain/custody/succeed-chain.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { Head, PushResult } from '../../protocol/custody.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { AcceptedEvent, ForkedEvent, HeldVersion, LockedChain } from './chain-store.ts';
import type { HubSigner } from './hub-signer.ts';
import type { Projection } from './projection.ts';
import type { Envelope, ReadEvent, UnreadableEvent } from './read-envelope.ts';
import { receiptTime, signReceipt } from './sign-receipt.ts';
import { type AuthorState, whyHeld } from './why-held.ts';

/** One batch, checked item by item, for one chain. `origin` is the device that made the request: a courier, maybe. */
export interface PushBatch {
  readonly chain: string;
  readonly origin: string;
  readonly items: readonly Envelope[];
}

export interface PushOutcomes {
  readonly epoch: string;
  readonly results: PushResult[];
  readonly head: Head;
  readonly time: number;
  /** Parts that the chain's events name and the hub lacks. */
  readonly missing: string[];
}

/** What is known when a batch is judged: its chain, locked, the versions around it, and what its events change. */
export interface Known {
  readonly chain: LockedChain;
  readonly versions: readonly HeldVersion[];
  readonly projections: readonly Projection[];
  /** By event id: devices with an event under it, as far as the hub had or judged them. Grows with every batch judged. */
  readonly holders: Map<string, Set<string | null>>;
}

/** A link the hub has not had before. */
type New =
  | { readonly read: ReadEvent; readonly as: 'next'; readonly heldBecause: HeldReason | null }
  | { readonly read: ReadEvent; readonly as: 'fork' };

type Taken = New | { readonly result: PushResult } | { readonly dupOf: ReadEvent } | { readonly forkedAs: ReadEvent };

type Version = { readonly seq: number; readonly hash: string; readonly receipt: Signed };

/** One batch on its way into one locked chain: what becomes of each item, and what is to be written for it. */
export class Acceptance {
  readonly batch: PushBatch;
  readonly projections: readonly Projection[];
  readonly accepted: AcceptedEvent[] = [];
  readonly forked: ForkedEvent[] = [];
  readonly refused: UnreadableEvent[] = [];
  /** What the hub has, sent again by its author, or with its author's word for the wraps. */
  readonly again: ReadEvent[] = [];
  readonly #keys: HubSigner;
  readonly #chain: LockedChain;
  readonly #author: AuthorState;
  readonly #now: number;
  readonly #holders: Known['holders'];
  #head: Head;
  /** By seq: what the chain holds. By hash: what forked off. Both grow with the batch. */
  readonly #held: Map<number, Version>;
  readonly #forks: Map<string, Version>;

  constructor(keys: HubSigner, now: number, batch: PushBatch, { chain, versions, projections, holders }: Known) {
    this.batch = batch;
    this.projections = projections;
    this.#keys = keys;
    this.#chain = chain;
    this.#author = { isRevoked: chain.status !== 'active', isClosed: chain.closed_at !== null, grants: chain.grants };
    this.#now = now;
    this.#holders = holders;
    this.#head = { seq: chain.seq, hash: chain.hash };
    const [forks, held] = [true, false].map((isFork) => versions.filter(({ forked }) => forked === isFork));
    this.#held = new Map(held?.map((version) => [version.seq, toVersion(version)]));
    this.#forks = new Map(forks?.map((version) => [version.hash, toVersion(version)]));
  }

  get outcome(): Omit<PushOutcomes, 'results' | 'missing'> {
    return { epoch: this.#chain.epoch, head: this.#head, time: this.#now };
  }

  /** What the batch is to the chain is decided first, by the links alone; then each item is signed for, in order. */
  async takeAll(): Promise<PushResult[]> {
    const { items } = this.batch;
    const hashBySeq = new Map([...this.#held].map(([seq, { hash }]) => [seq, hash]));
    const links = items.map((item) => (item.ok ? { ...item.event, hash: item.hash } : null));
    const { verdicts, head } = judgeBatch({ head: this.#head, hashBySeq, forked: new Set(this.#forks.keys()) }, links);
    const taken = items.flatMap((item, index) => (verdicts[index] ? [this.#take(item, verdicts[index])] : []));
    this.#head = head;
    const receipts = await Promise.all(taken.map(async (one) => ('read' in one ? this.#sign(one) : null)));
    return taken.map((one, index) => this.#keep(one, receipts[index] ?? null));
  }

  /** What becomes of one item, in the batch's order; it is not signed for yet. */
  #take(item: Envelope, verdict: BatchVerdict): Taken {
    if (!item.ok) {
      this.refused.push(item);
      return { result: { outcome: 'quarantined', hash: item.hash, reason: item.reason } };
    }
    if (verdict.kind === 'need') return { result: { outcome: 'need', from: verdict.from } };
    if (verdict.kind === 'dup') {
      if (item.areWrapsSigned || item.sent.kid === this.batch.origin) this.again.push(item);
      return { dupOf: item };
    }
    if (verdict.kind === 'fork-known') return { forkedAs: item };
    if (verdict.kind !== 'next') return { read: item, as: 'fork' };
    const heldBecause = this.#whyHeld(item);
    if (heldBecause === null) for (const projection of this.projections) projection.apply(item, this.#now);
    return { read: item, as: 'next', heldBecause };
  }

  #whyHeld(read: ReadEvent): HeldReason | null {
    const { event } = read;
    if (this.#isTaken(event.id)) return 'already-recorded';
    const because = whyHeld(read, this.#author, this.#now);
    if (because !== null) return because;
    const reasons = this.projections.map((projection) => projection.whyHeld(event, this.#now));
    return reasons.find((found) => found !== null) ?? null;
  }

  /** From now on this device is among those with an event under the id. */
  #isTaken(id: string): boolean {
    const holders = this.#holders.get(id.toLowerCase()) ?? new Set();
    const isTaken = isTakenElsewhere(this.#chain.device, holders);
    this.#holders.set(id.toLowerCase(), holders.add(this.#chain.device));
    return isTaken;
  }

  #sign(one: New): Promise<Signed> {
    const { event, hash } = one.read;
    const { chain, seq, at } = event;
    const outcome = outcomeOf(one);
    const time = receiptTime(this.#now, at.seen);
    return signReceipt(this.#keys, { chain, seq, hash, outcome, time, epoch: this.#chain.epoch });
  }

  #keep(one: Taken, receipt: Signed | null): PushResult {
    if ('result' in one) return one.result;
    if ('dupOf' in one) return resultOf(one.dupOf, 'dup', this.#held.get(one.dupOf.event.seq)?.receipt);
    if ('forkedAs' in one) return resultOf(one.forkedAs, 'fork', this.#forks.get(one.forkedAs.hash)?.receipt);
    const { read } = one;
    const result = resultOf(read, outcomeOf(one), receipt ?? undefined);
    const version = { seq: read.event.seq, hash: read.hash, receipt: result.receipt };
    if (one.as === 'next') {
      this.accepted.push({ read, heldBecause: one.heldBecause, receipt: version.receipt });
      this.#held.set(version.seq, version);
    } else {
      this.forked.push({ read, receipt: version.receipt });
      this.#forks.set(version.hash, version);
    }
    return result;
  }
}

function outcomeOf(one: New): 'stored' | 'held' | 'fork' {
  if (one.as === 'fork') return 'fork';
  return one.heldBecause === null ? 'stored' : 'held';
}

type Receipted = Extract<PushResult, { receipt: Signed }>;

function resultOf({ event: { seq }, hash }: ReadEvent, outcome: Receipted['outcome'], receipt?: Signed): Receipted {
  if (!receipt) throw new Error('a duplicate without its original');
  return { outcome, seq, hash, receipt };
}

function toVersion({ seq, hash, raw, sig, kid }: HeldVersion): Version {
  return { seq, hash, receipt: { raw, sig, kid } };
}
