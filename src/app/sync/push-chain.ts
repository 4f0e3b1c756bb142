import { compareHeads } from '../../domain/custody/compare-heads.ts';
import { countForPush, halveLimits, type PushLimits, stepAfterPush } from '../../domain/custody/plan-push.ts';
import { utf8 } from '../../protocol/bytes.ts';
import {
  type HeadAnswer,
  headAnswerSchema,
  maxPushBytes,
  maxPushEvents,
  type PushAnswer,
  type PushResult,
  pushAnswerSchema,
} from '../../protocol/custody.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { ClockStore } from '../storage/clock-store.ts';
import type { OutboxStore } from '../storage/outbox-store.ts';
import type { EventRow, HubHeadRow, ReceiptRow } from '../storage/rows.ts';
import { packBody } from './gzip.ts';
import type { HubConnection } from './hub-connection.ts';
import { learnTime } from './learn-time.ts';
import { readReceipt } from './read-receipt.ts';
import { freshNonce, type LaterReason, type SignedAnswer } from './signed-requests.ts';

export interface PushStores {
  readonly chains: ChainStore;
  readonly outbox: OutboxStore;
  readonly clock: ClockStore;
}

/** How a push ended. `done`: the hub holds our whole chain; with its head and the nonce that sends the parts. */
export type PushEnd =
  | { readonly kind: 'done'; readonly head: HubHeadRow; readonly nonce: string }
  | { readonly kind: 'hub-ahead' }
  | { readonly kind: 'stuck'; readonly because: 'fork' | 'refused' }
  | { readonly kind: 'later'; readonly because: LaterReason; readonly code: string | null };

const fullLimits: PushLimits = { events: maxPushEvents, bytes: maxPushBytes };
/** Room for what surrounds the events in a push's body. */
const envelopeBytes = 200;

/** Brings this phone's chain to the hub: head, compare, push, receipts. Every step is safe to repeat after any cut. */
export class ChainPusher {
  readonly #stores: PushStores;
  readonly #hub: HubConnection;
  readonly #chain: string;
  #limits = fullLimits;

  constructor(stores: PushStores, hub: HubConnection) {
    this.#stores = stores;
    this.#hub = hub;
    this.#chain = hub.profile.enrolled.chain;
  }

  async push(signal: AbortSignal): Promise<PushEnd> {
    const end = await this.#pushOnce(signal);
    const isStale = end.kind === 'later' && end.code === 'nonce-expired';
    return isStale ? this.#pushOnce(signal) : end;
  }

  async #pushOnce(signal: AbortSignal): Promise<PushEnd> {
    const path = `/api/v1/chains/${this.#chain}/head`;
    const asked = await this.#hub.requests.ask({ method: 'GET', path, nonce: freshNonce() }, headAnswerSchema, signal);
    if (asked.kind === 'later') return asked;
    const { says } = asked;
    if (says.chain !== this.#chain) return later('unsigned');
    await learnTime(this.#stores.clock, says.time, { ...asked, isFresh: true });
    return this.#goOn(says, signal);
  }

  async #goOn(says: HeadAnswer, signal: AbortSignal): Promise<PushEnd> {
    const { chains, outbox } = this.#stores;
    const hashThere = await chains.hashAt(this.#chain, says.seq);
    const comparison = compareHeads(await chains.readHead(this.#chain), says, hashThere);
    if (comparison.kind === 'hub-ahead') return { kind: 'hub-ahead' };
    if (comparison.kind === 'diverged') return this.#reportFork(says, signal);
    const head = this.#headRow(says, says);
    await outbox.settle({ head, missing: says.missing }, []);
    if (comparison.kind === 'same') return { kind: 'done', head, nonce: says.nonce };
    return this.#pushFrom(comparison.from, head, says.nonce, says.horizon, signal);
  }

  async #pushFrom(
    first: number,
    hubHead: HubHeadRow,
    firstNonce: string,
    horizon: number | null,
    signal: AbortSignal,
  ): Promise<PushEnd> {
    let [from, head, nonce] = [first, hubHead, firstNonce];
    for (;;) {
      const batch = await this.#nextBatch(from);
      if (batch.length === 0) return { kind: 'done', head, nonce };
      const asked = await this.#send(batch, nonce, signal);
      if (asked.kind === 'later') return asked;
      const receipts = await this.#receiptsOf(batch, asked.says.results);
      if (!receipts) return later('unsigned');
      head = this.#headRow({ ...asked.says.head, ...pick(asked.says) }, { horizon });
      const step = await this.#settle(from, head, asked.says, receipts);
      if (step.kind === 'later') return later('problem');
      if (step.kind === 'stuck') return step;
      [from, nonce] = [step.from, asked.says.nonce];
    }
  }

  async #settle(from: number, head: HubHeadRow, says: PushAnswer, receipts: readonly ReceiptRow[]) {
    const { chains, outbox, clock } = this.#stores;
    await clock.learn(says.time, null, says.time);
    const hashAtHubSeq = await chains.hashAt(this.#chain, says.head.seq);
    const outcomes = says.results.map(({ outcome }) => outcome);
    const step = stepAfterPush({ outcomes, hubSeq: says.head.seq, hubHash: says.head.hash, hashAtHubSeq, from });
    if (step.kind === 'stuck' && step.because === 'fork') await outbox.keepReceipts(receipts);
    else await outbox.settle({ head, missing: says.missing }, receipts);
    return step;
  }

  /** Lets the hub keep our version too, once: then only a person can go on. */
  async #reportFork(says: HeadAnswer, signal: AbortSignal): Promise<PushEnd> {
    const { outbox } = this.#stores;
    if (await outbox.hasForkReceipt(this.#chain)) return { kind: 'stuck', because: 'fork' };
    const batch = await this.#nextBatch((await outbox.lastReceipted(this.#chain)) + 1);
    if (batch.length === 0) return { kind: 'stuck', because: 'fork' };
    const asked = await this.#send(batch, says.nonce, signal);
    if (asked.kind === 'later') return asked;
    const receipts = await this.#receiptsOf(batch, asked.says.results);
    if (!receipts) return later('unsigned');
    await outbox.keepReceipts(receipts);
    return { kind: 'stuck', because: 'fork' };
  }

  async #nextBatch(from: number): Promise<EventRow[]> {
    const rows = await this.#stores.chains.from(this.#chain, from, this.#limits.events);
    const pending = rows.map((row) => ({ seq: row.seq, bytes: utf8(JSON.stringify(sentEvent(row))).length + 1 }));
    return rows.slice(0, countForPush(pending, { ...this.#limits, bytes: this.#limits.bytes - envelopeBytes }));
  }

  async #send(batch: readonly EventRow[], nonce: string, signal: AbortSignal): Promise<SignedAnswer<PushAnswer>> {
    const packed = await packBody(JSON.stringify({ v: 1, chain: this.#chain, events: batch.map(sentEvent) }));
    const request = { method: 'POST', path: '/api/v1/push', nonce, ...packed } as const;
    const asked = await this.#hub.requests.ask(request, pushAnswerSchema, signal);
    if (asked.kind === 'later' && isTooMuch(asked.status))
      this.#limits = halveLimits({ ...this.#limits, events: batch.length });
    if (asked.kind === 'later') return asked;
    this.#limits = fullLimits;
    return asked.says.chain === this.#chain ? asked : { kind: 'later', because: 'unsigned', status: null, code: null };
  }

  /** Null when a result is not for its event or bears no receipt of the hub's: then nothing of the answer counts. */
  async #receiptsOf(batch: readonly EventRow[], results: readonly PushResult[]): Promise<ReceiptRow[] | null> {
    if (results.length > batch.length) return null;
    const receipts: ReceiptRow[] = [];
    for (const [index, result] of results.entries()) {
      if (result.outcome === 'need' || result.outcome === 'quarantined') continue;
      const event = batch[index];
      const receipt = event && (await readReceipt(this.#hub.verifier, result.receipt, event, null));
      if (!receipt || result.seq !== event.seq || result.hash !== event.hash) return null;
      receipts.push(receipt);
    }
    return receipts;
  }

  #headRow({ seq, epoch, time }: Told, { horizon }: { horizon: number | null }): HubHeadRow {
    return { chain: this.#chain, seq, epoch, toldAt: time, horizon };
  }
}

interface Told {
  readonly seq: number;
  readonly epoch: string;
  readonly time: number;
}

function pick({ epoch, time }: PushAnswer): Omit<Told, 'seq'> {
  return { epoch, time };
}

function sentEvent({ raw, sig, kid, wraps }: EventRow) {
  return { raw, sig, kid, wraps };
}

function isTooMuch(status: number | null): boolean {
  return status === 413 || status === 429 || (status ?? 0) >= 500;
}

function later(because: LaterReason): PushEnd {
  return { kind: 'later', because, code: null };
}
