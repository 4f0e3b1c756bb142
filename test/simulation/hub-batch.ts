import type { ChainLink } from '../../src/domain/custody/judge-link.ts';
import type { Recorded } from '../../src/domain/custody/succeed-chain.ts';
import type { ReviewOutcome } from '../../src/domain/shared/codes.ts';
import type { HeldReason } from '../../src/domain/shared/held-codes.ts';
import type { HulinEvent } from '../../src/protocol/event.ts';
import { type Change, type HubChain, type HubDb, type HubEvent, underId } from './hub-db.ts';
import type { Request } from './net.ts';
import { authorOf, hashOf, isSignedBy, type SignedText, signAs } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** What one pushed item became. */
export interface PushResult {
  readonly outcome: 'stored' | 'held' | 'dup' | 'fork' | 'need' | 'quarantined';
  readonly seq: number;
  readonly hash: string;
  readonly receipt: SignedText | null;
}

/** As it travels: the keys of its parts beside the signed text. */
export type Sent = SignedText & { readonly wraps: readonly string[] };
export type Item = (ChainLink & { readonly event: HulinEvent; readonly sent: Sent }) | null;

/** Checks one item by itself; null when it has no valid signature or is of another chain. */
export function readItem(chain: string, sent: Sent): Item {
  if (!isSignedBy(authorOf(chain), 'event', sent)) return null;
  const event = JSON.parse(sent.raw) as HulinEvent;
  return event.chain === chain ? { seq: event.seq, prev: event.prev, hash: hashOf(sent.raw), event, sent } : null;
}

/** A push between its first statement and its commit, in one hub process. */
export interface Transaction {
  readonly process: number;
  /** When it began: its receipts say so. */
  readonly at: number;
  readonly request: Request;
  readonly chain: string;
  readonly after: HubChain;
  readonly drafts: readonly ChangeDraft[];
  readonly refused: readonly string[];
  readonly results: readonly PushResult[];
  numbers: readonly number[] | null;
}

/** What the hub is at this moment. */
export interface Around {
  readonly epoch: string;
  readonly now: number;
  readonly kid: string;
  readonly db: HubDb;
  readonly recorded: Recorded;
}

/** One batch's items on their way into a chain, with the receipts they get. */
export class Entering {
  readonly accepted: HubEvent[] = [];
  readonly forks: Map<string, HubEvent>;
  readonly #steps: Steps;
  readonly #chain: HubChain;
  readonly #around: Around;

  constructor(steps: Steps, chain: HubChain, around: Around) {
    this.#steps = steps;
    this.#chain = chain;
    this.#around = around;
    this.forks = new Map(chain.forks);
  }

  take(item: Item, verdict: ReturnType<Steps['judgeBatch']>['verdicts'][number]['kind']): PushResult {
    if (!item) return { outcome: 'quarantined', seq: 0, hash: '', receipt: null };
    const { seq, hash } = item;
    if (verdict === 'need' || verdict === 'unreadable') return { outcome: 'need', seq, hash, receipt: null };
    if (verdict === 'dup') return { outcome: 'dup', seq, hash, receipt: this.#receiptAt(seq) };
    if (verdict === 'next') return this.#append(item);
    const fork = this.forks.get(hash) ?? this.#sign(item, 'fork');
    this.forks.set(hash, fork);
    return { outcome: 'fork', seq, hash, receipt: fork.receipt };
  }

  #append(item: NonNullable<Item>): PushResult {
    const { now, db, recorded } = this.#around;
    const state = { ...this.#chain, isClosed: this.#chain.successor !== null };
    const holders = underId(db, item.event.id).map(({ device }) => device);
    const isTaken = this.#steps.isTakenElsewhere(authorOf(item.event.chain), holders);
    const held = isTaken ? 'already-recorded' : this.#steps.whyHeld(item, authorIn(db, item.event.person, state), now);
    const isTwice = this.#steps.isRecordedAlready(item.event, recorded);
    const because = held ?? (isTwice ? 'already-recorded' : null);
    const outcome = because === null ? 'stored' : 'held';
    const event = this.#sign(item, outcome, because);
    this.accepted.push(event);
    return { outcome, seq: item.seq, hash: item.hash, receipt: event.receipt };
  }

  #receiptAt(seq: number): SignedText | null {
    const known = this.#chain.events[seq - 1] ?? this.accepted.find((one) => one.seq === seq);
    return known?.receipt ?? null;
  }

  #sign(item: NonNullable<Item>, outcome: HubEvent['outcome'], because: HeldReason | null = null): HubEvent {
    const { seq, hash, prev, event, sent } = item;
    const { now, epoch, kid, db } = this.#around;
    const text = JSON.stringify({ chain: event.chain, seq, hash, outcome, time: now, epoch });
    const receipt = signAs(kid, 'receipt', text);
    const arrival = { id: event.id, device: authorOf(event.chain), about: null };
    const wraps = this.#steps.orderFor(db.erased, arrival, (id) => underId(db, id)) === null ? sent.wraps : [];
    const parts = event.parts.map(({ sha256 }) => sha256);
    return {
      ...sent,
      seq,
      hash,
      prev,
      id: event.id,
      parts,
      seen: event.at.seen,
      receivedAt: now,
      outcome,
      because,
      receipt,
      wraps,
    };
  }
}

/** Who writes, as far as the hub knows him. */
export function authorIn(
  { granted }: HubDb,
  person: string,
  { isRevoked, isClosed }: { readonly isRevoked: boolean; readonly isClosed: boolean },
) {
  const grants = granted.has(person) ? [{ person, role: 'commander', fromAt: 0, toAt: null }] : [];
  return { isRevoked, isClosed, grants };
}

export type ChangeDraft = Omit<Change, 'n' | 'at'>;

/** With these rows in the change table. */
export function withChanges(db: HubDb, at: number, drafts: readonly ChangeDraft[], numbers: readonly number[]): HubDb {
  if (drafts.length === 0) return db;
  const fresh = drafts.map((draft, index): Change => ({ ...draft, at, n: numbers[index] ?? 0 }));
  return { ...db, changes: [...db.changes, ...fresh], newest: Math.max(db.newest, ...numbers) };
}

/** An event that came; and that it is erased, when an order stood. */
export function changesOf({ erased }: HubDb, chain: string, event: HubEvent): ChangeDraft[] {
  const own: ChangeDraft = { key: `event/${chain}/${event.seq}`, chain, audience: 'desk', body: event };
  const { id, because } = event;
  const held = because === null ? [] : [heldChange(chain, event, null)];
  return [
    own,
    ...held,
    ...(erased.has(id) ? [{ key: `erasure/${id}`, chain, audience: 'desk', body: id } as const] : []),
  ];
}

/** An event that is held, and what was decided; its own device is told as well. */
export function heldChange(chain: string, { seq, because }: HubEvent, review: ReviewOutcome | null): ChangeDraft {
  return { key: `held/${chain}/${seq}`, chain, audience: 'desk', body: { because, review } };
}
