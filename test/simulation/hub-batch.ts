import type { ChainLink } from '../../src/domain/custody/judge-link.ts';
import type { HulinEvent } from '../../src/protocol/event.ts';
import type { HubChain, HubEvent } from './hub-db.ts';
import { hashOf, hubKid, isSignedBy, type SignedText, signAs } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** What one pushed item became. */
export interface PushResult {
  readonly outcome: 'stored' | 'held' | 'dup' | 'fork' | 'need' | 'quarantined';
  readonly seq: number;
  readonly hash: string;
  readonly receipt: SignedText | null;
}

export type Item = (ChainLink & { readonly event: HulinEvent; readonly sent: SignedText }) | null;

/** Checks one item by itself; null when it has no valid signature or is of another chain. */
export function readItem(chain: string, sent: SignedText): Item {
  if (!isSignedBy(chain, 'event', sent)) return null;
  const event = JSON.parse(sent.raw) as HulinEvent;
  return event.chain === chain ? { seq: event.seq, prev: event.prev, hash: hashOf(sent.raw), event, sent } : null;
}

/** One batch's items on their way into a chain, with the receipts they get. */
export class Entering {
  readonly accepted: HubEvent[] = [];
  readonly forks: Map<string, HubEvent>;
  readonly #steps: Steps;
  readonly #chain: HubChain;
  readonly #epoch: string;
  readonly #now: number;

  constructor(steps: Steps, chain: HubChain, epoch: string, now: number) {
    this.#steps = steps;
    this.#chain = chain;
    this.#epoch = epoch;
    this.#now = now;
    this.forks = new Map(chain.forks);
  }

  take(item: Item, verdict: ReturnType<Steps['judgeBatch']>['verdicts'][number]['kind']): PushResult {
    if (!item) return { outcome: 'quarantined', seq: 0, hash: '', receipt: null };
    const { seq, hash } = item;
    if (verdict === 'need' || verdict === 'unreadable') return { outcome: 'need', seq, hash, receipt: null };
    if (verdict === 'dup') return { outcome: 'dup', seq, hash, receipt: this.#receiptAt(seq) };
    if (verdict === 'next') return this.#append(item);
    const fork = this.forks.get(hash) ?? this.#sign(item, 'fork');
    if (this.#steps.keepsForks()) this.forks.set(hash, fork);
    return { outcome: 'fork', seq, hash, receipt: fork.receipt };
  }

  #append(item: NonNullable<Item>): PushResult {
    const because = this.#steps.whyHeld(item, authorOf(item.event.person, this.#chain), this.#now);
    const outcome = because === null ? 'stored' : 'held';
    const event = this.#sign(item, outcome);
    this.accepted.push(event);
    return { outcome, seq: item.seq, hash: item.hash, receipt: event.receipt };
  }

  #receiptAt(seq: number): SignedText | null {
    const known = this.#chain.events[seq - 1] ?? this.accepted.find((one) => one.seq === seq);
    return known ? this.#steps.receiptAgain(known.receipt) : null;
  }

  #sign({ seq, hash, prev, event, sent }: NonNullable<Item>, outcome: HubEvent['outcome']): HubEvent {
    const text = JSON.stringify({ chain: event.chain, seq, hash, outcome, time: this.#now, epoch: this.#epoch });
    const receipt = signAs(hubKid, 'receipt', text);
    const parts = event.parts.map(({ sha256 }) => sha256);
    return {
      ...sent,
      seq,
      hash,
      prev,
      id: event.id,
      parts,
      seen: event.at.seen,
      receivedAt: this.#now,
      outcome,
      receipt,
    };
  }
}

function authorOf(person: string, { isRevoked }: HubChain) {
  return { isRevoked, isClosed: false, grants: [{ person, role: 'commander', fromAt: 0, toAt: null }] };
}
