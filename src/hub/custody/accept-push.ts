import { judgeLink } from '../../domain/custody/judge-link.ts';
import type { HeldReason } from '../../domain/shared/codes.ts';
import type { Head, PushResult } from '../../protocol/custody.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { AcknowledgedAlarms } from './acknowledged-alarms.ts';
import {
  type AcceptedEvent,
  forksAmong,
  grantsOfChain,
  insertEvents,
  insertFork,
  type LockedChain,
  lockChain,
  versionsAt,
} from './chain-store.ts';
import { custodyChanges } from './custody-changes.ts';
import type { HubSigner } from './hub-signer.ts';
import { putInQuarantine } from './quarantine.ts';
import type { Envelope, ReadEvent, UnreadableEvent } from './read-envelope.ts';
import { type ChangeDraft, recordChanges } from './record-change.ts';
import { signReceipt } from './sign-receipt.ts';
import { type AuthorState, whyHeld } from './why-held.ts';

/** Points where a test kills the hub. Nothing else sets them. */
export interface Faults {
  beforeCommit?(): void | Promise<void>;
  afterCommit?(): void | Promise<void>;
}

export interface PushTools {
  readonly database: Database;
  readonly keys: HubSigner;
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
    const results: PushResult[] = [];
    for (const item of batch.items) results.push(await acceptance.take(item));
    await acceptance.write();
    await tools.faults?.beforeCommit?.();
    return { results, ...acceptance.outcome };
  });
  await tools.faults?.afterCommit?.();
  return outcomes;
}

type Version = { readonly seq: number; readonly hash: string; readonly receipt: Signed };

/** One batch on its way into one locked chain. */
class Acceptance {
  readonly #tx: Queryable;
  readonly #keys: HubSigner;
  readonly #batch: PushBatch;
  readonly #chain: LockedChain;
  readonly #author: AuthorState;
  readonly #alarms: AcknowledgedAlarms;
  readonly #now: number;
  #head: Head;
  /** By seq: what the chain holds. By hash: what forked off. Both grow with the batch. */
  readonly #held: Map<number, Version>;
  readonly #forks: Map<string, Version>;
  readonly #accepted: AcceptedEvent[] = [];
  readonly #forked: { read: ReadEvent; receipt: Signed }[] = [];
  readonly #refused: UnreadableEvent[] = [];

  private constructor(
    tx: Queryable,
    tools: PushTools,
    batch: PushBatch,
    chain: LockedChain,
    known: { author: AuthorState; alarms: AcknowledgedAlarms; held: Version[]; forks: Version[] },
  ) {
    this.#tx = tx;
    this.#keys = tools.keys;
    this.#batch = batch;
    this.#chain = chain;
    this.#author = known.author;
    this.#alarms = known.alarms;
    this.#now = tools.clock.now();
    this.#head = { seq: chain.seq, hash: chain.hash };
    this.#held = new Map(known.held.map((version) => [version.seq, version]));
    this.#forks = new Map(known.forks.map((version) => [version.hash, version]));
  }

  /** Locks the chain, then the alarms, and reads everything the judging needs. */
  static async begin(tx: Queryable, tools: PushTools, batch: PushBatch): Promise<Acceptance> {
    const chain = await lockChain(tx, batch.chain);
    const reads = batch.items.filter((item) => item.ok);
    const hashes = reads.flatMap(({ hash, event }) => (event.prev === null ? [hash] : [hash, event.prev]));
    const seqs = reads.map(({ event }) => event.seq);
    const held = await versionsAt(tx, batch.chain, seqs);
    const forks = await forksAmong(tx, batch.chain, hashes);
    const grants = await grantsOfChain(tx, batch.chain);
    const author = { isRevoked: chain.status !== 'active', isClosed: chain.closed_at !== null, grants };
    const events = reads.map(({ event }) => event);
    const alarms = await AcknowledgedAlarms.lock(tx, events);
    const known = { author, alarms, held: held.map(toVersion), forks: forks.map(toVersion) };
    return new Acceptance(tx, tools, batch, chain, known);
  }

  get outcome(): Omit<PushOutcomes, 'results'> {
    return { epoch: this.#chain.epoch, head: this.#head, time: this.#now };
  }

  async take(item: Envelope): Promise<PushResult> {
    if (!item.ok) {
      this.#refused.push(item);
      return { outcome: 'quarantined', hash: item.hash, reason: item.reason };
    }
    const { seq, prev } = item.event;
    const isPrevForked = prev !== null && this.#forks.has(prev);
    const known = { hashAtSeq: this.#held.get(seq)?.hash ?? null, isPrevForked };
    const verdict = judgeLink(this.#head, { seq, prev, hash: item.hash }, known);
    if (verdict.kind === 'need') return { outcome: 'need', from: verdict.from };
    if (verdict.kind === 'dup') return { outcome: 'dup', seq, hash: item.hash, receipt: this.#receiptAt(seq) };
    return verdict.kind === 'fork' ? this.#fork(item) : this.#append(item);
  }

  async #append(read: ReadEvent): Promise<PushResult> {
    const { event, hash } = read;
    const heldBecause = this.#whyHeld(read);
    const outcome = heldBecause === null ? 'stored' : 'held';
    const receipt = await this.#sign(read, outcome);
    if (heldBecause === null) this.#alarms.apply(event, this.#now);
    this.#accepted.push({ read, heldBecause, receipt });
    this.#held.set(event.seq, { seq: event.seq, hash, receipt });
    this.#head = { seq: event.seq, hash };
    return { outcome, seq: event.seq, hash, receipt };
  }

  #whyHeld({ event }: ReadEvent): HeldReason | null {
    return whyHeld(event, this.#author, this.#now) ?? (this.#alarms.knows(event) ? null : 'unknown-alarm');
  }

  async #fork(read: ReadEvent): Promise<PushResult> {
    const { hash } = read;
    const { seq } = read.event;
    const known = this.#forks.get(hash);
    if (known) return { outcome: 'fork', seq, hash, receipt: known.receipt };
    const receipt = await this.#sign(read, 'fork');
    this.#forked.push({ read, receipt });
    this.#forks.set(hash, { seq, hash, receipt });
    return { outcome: 'fork', seq, hash, receipt };
  }

  #receiptAt(seq: number): Signed {
    const version = this.#held.get(seq);
    if (!version) throw new Error('a duplicate without its original');
    return version.receipt;
  }

  #sign({ event, hash }: ReadEvent, outcome: 'stored' | 'held' | 'fork'): Promise<Signed> {
    const { chain, seq } = event;
    return signReceipt(this.#keys, { chain, seq, hash, outcome, time: this.#now, epoch: this.#chain.epoch });
  }

  /** Everything the judging decided; the change table comes last. */
  async write(): Promise<void> {
    const { chain, origin } = this.#batch;
    await insertEvents(this.#tx, chain, this.#now, this.#accepted);
    for (const { read, receipt } of this.#forked) await insertFork(this.#tx, chain, this.#now, read, receipt);
    for (const refused of this.#refused) {
      await putInQuarantine(this.#tx, this.#now, { source: 'push', origin, ...refused });
    }
    const alarms = await this.#alarms.write(this.#tx);
    const places = this.#accepted.map(({ read }) => ({ chain, seq: read.event.seq }));
    const withParts = places.filter((_, index) => (this.#accepted[index]?.read.event.parts.length ?? 0) > 0);
    const custody = await custodyChanges(this.#tx, withParts);
    await recordChanges(this.#tx, this.#now, [...places.map(eventChange), ...custody, ...alarms]);
  }
}

function toVersion({ seq, hash, raw, sig, kid }: Awaited<ReturnType<typeof versionsAt>>[number]): Version {
  return { seq, hash, receipt: { raw, sig, kid } };
}

function eventChange({ chain, seq }: { chain: string; seq: number }): ChangeDraft {
  return { entity: 'event', key: `${chain}/${seq}`, audience: 'desk', chain, area: '*', body: null };
}
