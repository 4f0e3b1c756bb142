import { type BatchVerdict, judgeBatch } from '../../domain/custody/judge-batch.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { Head, PushResult } from '../../protocol/custody.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Database, HubClock, PartStore, Queryable } from '../ports.ts';
import {
  type AcceptedEvent,
  type HeldVersion,
  insertEvents,
  insertFork,
  type LockedChain,
  lockChain,
  versionsAround,
} from './chain-store.ts';
import { custodyChanges } from './custody-changes.ts';
import type { HubSigner } from './hub-signer.ts';
import { LateArrivals } from './late-arrivals.ts';
import { mendWraps } from './mend-wraps.ts';
import type { Unsealer } from './open-part.ts';
import type { Projection } from './projection.ts';
import { projections } from './projections.ts';
import { putInQuarantine } from './quarantine.ts';
import type { Envelope, ReadEvent, UnreadableEvent } from './read-envelope.ts';
import { type ChangeDraft, recordChanges } from './record-change.ts';
import { reviewChanges } from './review-changes.ts';
import { signReceipt } from './sign-receipt.ts';
import { type AuthorState, whyHeld } from './why-held.ts';

/** Points where a test kills the hub. Nothing else sets them. */
export interface Faults {
  beforeCommit?(): void | Promise<void>;
  afterCommit?(): void | Promise<void>;
}

export interface PushTools {
  readonly database: Database;
  readonly keys: HubSigner & Unsealer;
  readonly parts: PartStore;
  readonly clock: HubClock;
  readonly faults?: Faults | undefined;
}

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
}

/** Judges a batch link by link and stores it in one transaction; on disk when it resolves (sync.md §3). Safe to repeat. */
export async function acceptPush(tools: PushTools, batch: PushBatch): Promise<PushOutcomes> {
  const outcomes = await tools.database.transaction(async (tx) => {
    const acceptance = await Acceptance.begin(tx, tools, batch);
    const results = await acceptance.takeAll();
    await acceptance.write();
    await tools.faults?.beforeCommit?.();
    return { results, ...acceptance.outcome };
  });
  await tools.faults?.afterCommit?.();
  return outcomes;
}

/** A link the hub has not had before. */
type New =
  | { readonly read: ReadEvent; readonly as: 'next'; readonly heldBecause: HeldReason | null }
  | { readonly read: ReadEvent; readonly as: 'fork' };

type Taken = New | { readonly result: PushResult } | { readonly dupOf: ReadEvent } | { readonly forkedAs: ReadEvent };

type Version = { readonly seq: number; readonly hash: string; readonly receipt: Signed };

/** One batch on its way into one locked chain. */
class Acceptance {
  readonly #tx: Queryable;
  readonly #tools: PushTools;
  readonly #batch: PushBatch;
  readonly #chain: LockedChain;
  readonly #author: AuthorState;
  readonly #projections: readonly Projection[];
  readonly #now: number;
  #head: Head;
  /** By seq: what the chain holds. By hash: what forked off. Both grow with the batch. */
  readonly #held: Map<number, Version>;
  readonly #forks: Map<string, Version>;
  readonly #accepted: AcceptedEvent[] = [];
  readonly #forked: { read: ReadEvent; receipt: Signed }[] = [];
  readonly #refused: UnreadableEvent[] = [];
  /** What the hub has, sent again by its author, or with its author's word for the wraps. */
  readonly #again: ReadEvent[] = [];

  private constructor(
    tx: Queryable,
    tools: PushTools,
    batch: PushBatch,
    chain: LockedChain,
    known: { author: AuthorState; projections: Projection[]; held: Version[]; forks: Version[] },
  ) {
    this.#tx = tx;
    this.#tools = tools;
    this.#batch = batch;
    this.#chain = chain;
    this.#author = known.author;
    this.#projections = known.projections;
    this.#now = tools.clock.now();
    this.#head = { seq: chain.seq, hash: chain.hash };
    this.#held = new Map(known.held.map((version) => [version.seq, version]));
    this.#forks = new Map(known.forks.map((version) => [version.hash, version]));
  }

  /** Locks the chain, then what its events change, and reads everything the judging needs. */
  static async begin(tx: Queryable, tools: PushTools, batch: PushBatch): Promise<Acceptance> {
    const chain = await lockChain(tx, batch.chain);
    const reads = batch.items.filter((item) => item.ok);
    const hashes = reads.flatMap(({ hash, event }) => (event.prev === null ? [hash] : [hash, event.prev]));
    const seqs = reads.map(({ event }) => event.seq);
    const versions = await versionsAround(tx, batch.chain, seqs, hashes);
    const { grants } = chain;
    const author = { isRevoked: chain.status !== 'active', isClosed: chain.closed_at !== null, grants };
    const events = reads.map(({ event }) => event);
    const locked: Projection[] = [];
    for (const lock of projections) locked.push(await lock(tx, events));
    const [forks, held] = [true, false].map((isFork) =>
      versions.filter(({ forked }) => forked === isFork).map(toVersion),
    );
    const known = { author, projections: locked, held: held ?? [], forks: forks ?? [] };
    return new Acceptance(tx, tools, batch, chain, known);
  }

  get outcome(): Omit<PushOutcomes, 'results'> {
    return { epoch: this.#chain.epoch, head: this.#head, time: this.#now };
  }

  /** What the batch is to the chain is decided first, by the links alone; then each item is signed for, in order. */
  async takeAll(): Promise<PushResult[]> {
    const { items } = this.#batch;
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
      this.#refused.push(item);
      return { result: { outcome: 'quarantined', hash: item.hash, reason: item.reason } };
    }
    if (verdict.kind === 'need') return { result: { outcome: 'need', from: verdict.from } };
    if (verdict.kind === 'dup') {
      if (item.areWrapsSigned || item.sent.kid === this.#batch.origin) this.#again.push(item);
      return { dupOf: item };
    }
    if (verdict.kind === 'fork-known') return { forkedAs: item };
    if (verdict.kind !== 'next') return { read: item, as: 'fork' };
    const heldBecause = this.#whyHeld(item);
    if (heldBecause === null) for (const projection of this.#projections) projection.apply(item, this.#now);
    return { read: item, as: 'next', heldBecause };
  }

  #whyHeld(read: ReadEvent): HeldReason | null {
    const { event } = read;
    const because = whyHeld(read, this.#author, this.#now);
    if (because !== null) return because;
    return (
      this.#projections.map((projection) => projection.whyHeld(event, this.#now)).find((found) => found !== null) ??
      null
    );
  }

  #sign(one: New): Promise<Signed> {
    const { event, hash } = one.read;
    const { chain, seq } = event;
    const outcome = outcomeOf(one);
    return signReceipt(this.#tools.keys, { chain, seq, hash, outcome, time: this.#now, epoch: this.#chain.epoch });
  }

  #keep(one: Taken, receipt: Signed | null): PushResult {
    if ('result' in one) return one.result;
    if ('dupOf' in one) return resultOf(one.dupOf, 'dup', this.#held.get(one.dupOf.event.seq)?.receipt);
    if ('forkedAs' in one) return resultOf(one.forkedAs, 'fork', this.#forks.get(one.forkedAs.hash)?.receipt);
    const { read } = one;
    const result = resultOf(read, outcomeOf(one), receipt ?? undefined);
    const version = { seq: read.event.seq, hash: read.hash, receipt: result.receipt };
    if (one.as === 'next') {
      this.#accepted.push({ read, heldBecause: one.heldBecause, receipt: version.receipt });
      this.#held.set(version.seq, version);
    } else {
      this.#forked.push({ read, receipt: version.receipt });
      this.#forks.set(version.hash, version);
    }
    return result;
  }

  /** Everything the judging decided; the change table comes last. */
  async write(): Promise<void> {
    const { chain, origin } = this.#batch;
    const late = await LateArrivals.among(
      this.#tx,
      [...this.#accepted, ...this.#forked].map(({ read }) => read),
    );
    const kept = this.#accepted.map((one) => ({ ...one, read: late.stripped(one.read) }));
    await insertEvents(this.#tx, chain, this.#now, kept);
    for (const { read, receipt } of this.#forked)
      await insertFork(this.#tx, chain, this.#now, late.stripped(read), receipt);
    let isStuck = this.#forked.length > 0;
    for (const refused of this.#refused) {
      isStuck = (await putInQuarantine(this.#tx, this.#now, { source: 'push', origin, ...refused })) || isStuck;
    }
    const projected: ChangeDraft[] = [];
    for (const projection of this.#projections) projected.push(...(await projection.write(this.#tx, this.#now)));
    const places = this.#accepted.map(({ read }) => ({ chain, seq: read.event.seq }));
    const withParts = places.filter((_, index) => (this.#accepted[index]?.read.event.parts.length ?? 0) > 0);
    const custody = await custodyChanges(this.#tx, withParts);
    const review = await reviewChanges(this.#tx, chain, this.#now, this.#accepted, this.#forked, isStuck);
    const taken = this.#accepted.map(({ read }) => read);
    const erased = await late.note(this.#tx, this.#tools.keys, this.#now, taken); // the hub's own chain is locked last
    const mended = await mendWraps(this.#tx, this.#tools, chain, this.#again); // under the same lock
    const changes = [...[...places, ...mended].map(eventChange), ...custody, ...projected, ...review, ...erased];
    await recordChanges(this.#tx, this.#now, changes);
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

function eventChange({ chain, seq }: { chain: string; seq: number }): ChangeDraft {
  return { entity: 'event', key: `${chain}/${seq}`, audience: 'desk', chain, area: '*', body: null };
}
