import { believeResults } from '../../domain/custody/believe-answer.ts';
import { countForPush, growLimits, type PushLimits } from '../../domain/custody/plan-push.ts';
import {
  beginPush,
  type HubTells,
  type PushAct,
  type PushEnd,
  type PushInput,
  type PushKeep,
  type PushMove,
  type StuckAt,
  stepPush,
} from '../../domain/custody/push-step.ts';
import { chainClosed, provenUpTo } from '../../domain/custody/succeed-chain.ts';
import { joinBytes, utf8 } from '../../protocol/bytes.ts';
import {
  type HeadAnswer,
  headAnswerSchema,
  maxPushBytes,
  maxPushEvents,
  type PushAnswer,
  type PushResult,
  pushAnswerSchema,
} from '../../protocol/custody.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { ClockStore } from '../storage/clock-store.ts';
import type { OutboxStore } from '../storage/outbox-store.ts';
import type { EventRow, ReceiptRow, RefusalRow } from '../storage/rows.ts';
import { packBody } from './gzip.ts';
import type { HubConnection } from './hub-connection.ts';
import { learnTime } from './learn-time.ts';
import { takeReceipt } from './read-receipt.ts';
import { freshNonce, type SignedAnswer } from './signed-requests.ts';

export interface PushStores {
  readonly chains: ChainStore;
  readonly outbox: OutboxStore;
  readonly clock: ClockStore;
}

const fullLimits: PushLimits = { events: maxPushEvents, bytes: maxPushBytes };
/** A line that brings an answer within this carries two pushes at a time. */
const quickMs = 1_000;
/** Room for what surrounds the events in a push's body. */
const envelopeBytes = 200;

/** The chain that follows ours, and the hub's signed word for it. `proven`: up to where that word proves what it has of ours. */
export interface ToldClosing {
  readonly successor: string;
  readonly proven: number | null;
  readonly said: Signed;
}

type Heard = PushInput<ReceiptRow>;
type Sending = Extract<PushAct, { kind: 'send' }>;

/** Events as they travel, from `from` on. */
interface Packed {
  readonly from: number;
  readonly batch: readonly EventRow[];
  readonly body: Awaited<ReturnType<typeof packBody>>;
}

/** A push on its way. `next` is what would follow it, by the limits in `ahead`; null: nothing goes ahead. */
interface UnderWay extends Packed {
  readonly limits: PushLimits;
  readonly ahead: PushLimits | null;
  readonly asked: Promise<SignedAnswer<PushAnswer>>;
  readonly next: Promise<Packed | null>;
}

/** Brings this phone's chain to the hub: does what `stepPush` says, and tells it what came of it. */
export class ChainPusher {
  readonly #stores: PushStores;
  readonly #hub: HubConnection;
  readonly #chain: string;
  #limits = fullLimits;
  /** Sent before the answers of those before them were looked at, in order: the next `send` finds the first, unless it wants another. */
  #ahead: UnderWay[] = [];
  #closing: ToldClosing | null = null;
  #stuckAt: StuckAt | null = null;

  constructor(stores: PushStores, hub: HubConnection) {
    this.#stores = stores;
    this.#hub = hub;
    this.#chain = hub.profile.enrolled.chain;
  }

  /** Once the hub has said that our chain is closed: then nothing more is pushed to it. */
  get closing(): ToldClosing | null {
    return this.#closing;
  }

  async push(isForked: boolean, signal: AbortSignal): Promise<PushEnd> {
    let move: PushMove<ReceiptRow> = beginPush(this.#limits, fullLimits, isForked, this.#stuckAt);
    this.#ahead = [];
    while (move.act.kind !== 'end') {
      move = stepPush(move.state, await this.#perform(move.act, signal));
      this.#limits = move.state.limits;
      if (move.keep) await this.#keep(move.keep);
    }
    const { end } = move.act;
    if (end.kind === 'stuck') this.#stuckAt = end.at;
    return end;
  }

  #perform(act: Exclude<PushAct, { kind: 'end' }>, signal: AbortSignal): Promise<Heard> {
    if (act.kind === 'ask-head') return this.#askHead(signal);
    return act.kind === 'send' ? this.#send(act, signal) : this.#lookBack(act.epoch);
  }

  async #keep({ head, missing, receipts }: PushKeep<ReceiptRow>): Promise<void> {
    const { outbox } = this.#stores;
    if (head) await outbox.settle({ head: { chain: this.#chain, ...head }, missing }, receipts);
    else await outbox.keepReceipts(receipts);
  }

  async #askHead(signal: AbortSignal): Promise<Heard> {
    const { chains, clock } = this.#stores;
    const path = `/api/v1/chains/${this.#chain}/head`;
    const asked = await this.#hub.requests.ask({ method: 'GET', path, nonce: freshNonce() }, headAnswerSchema, signal);
    if (asked.kind === 'later') return { kind: 'later', later: asked, sent: 0 };
    const { says } = asked;
    if (says.chain !== this.#chain) return unsigned(0);
    await this.#hub.requests.heedKeys(says.keys, signal);
    await learnTime(clock, says.time, { ...asked, isFresh: true });
    await this.#hub.showGrants(says.epoch, signal); // before what their people wrote
    const own = {
      hashAtHubSeq: await chains.hashAt(this.#chain, says.seq),
      head: await chains.readHead(this.#chain),
    };
    const { successor } = says;
    const proven = provenUpTo(own.head, says, own.hashAtHubSeq);
    this.#closing = successor === undefined ? null : { successor, proven, said: asked.signed };
    if (this.#closing !== null) {
      await this.#stores.outbox.tellOlderBuilds(this.#chain);
      return closed;
    }
    return { kind: 'head', tells: tellsOf(says, says), horizon: says.horizon, own };
  }

  async #lookBack(epoch: string): Promise<Heard> {
    return { kind: 'fork-known', reportedUpTo: await this.#stores.outbox.reportedUpTo(this.#chain, epoch) };
  }

  /**
   * Sends a batch, or waits for the one that is on its way already. Once the hub has taken all of it, the next goes before this one's
   * receipts are looked at, and on a quick line one more: the hub works on them meanwhile. Sending early is as harmless as sending twice.
   */
  async #send({ from, limits, ahead, nonce }: Sending, signal: AbortSignal): Promise<Heard> {
    const underWay =
      this.#takeAhead(from, limits) ?? this.#launch(await this.#pack(from, limits), limits, ahead, nonce, signal);
    if (!underWay) return { kind: 'nothing-to-send' };
    const { batch } = underWay;
    const asked = await underWay.asked;
    if (asked.kind === 'later') return { kind: 'later', later: asked, sent: batch.length };
    const { says } = asked;
    if (says.chain !== this.#chain) return unsigned(batch.length);
    const isQuick = asked.receivedAt - asked.sentAt <= quickMs;
    if (hasTakenAll(says, batch)) await this.#sendAhead(underWay, isQuick ? 2 : 1, says.nonce, signal);
    else this.#ahead = [];
    return this.#heed(batch, says);
  }

  async #sendAhead(answered: UnderWay, most: number, nonce: string, signal: AbortSignal): Promise<void> {
    while (this.#ahead.length < most) {
      const last = this.#ahead.at(-1) ?? answered;
      const limits = last.ahead;
      const launched = limits && this.#launch(await last.next, limits, growLimits(limits, fullLimits), nonce, signal);
      if (!launched) return;
      this.#ahead.push(launched);
    }
  }

  async #heed(batch: readonly EventRow[], says: PushAnswer): Promise<Heard> {
    const { chains, outbox } = this.#stores;
    const receipts = this.#receiptsOf(batch, says.results);
    await outbox.noteRefusals(refusalsAmong(batch, says.results));
    const sent = batch.find(({ seq }) => seq === says.head.seq);
    const hashAtHubSeq = sent ? sent.hash : await chains.hashAt(this.#chain, says.head.seq);
    const outcomes = says.results.map(({ outcome }) => outcome);
    return { kind: 'answer', tells: tellsOf(says.head, says), outcomes, receipts, hashAtHubSeq };
  }

  #takeAhead(from: number, limits: PushLimits): UnderWay | null {
    const ahead = this.#ahead.shift();
    const isWanted =
      ahead?.from === from && ahead.limits.events === limits.events && ahead.limits.bytes === limits.bytes;
    if (isWanted) return ahead;
    this.#ahead = [];
    return null;
  }

  #launch(
    packed: Packed | null,
    limits: PushLimits,
    ahead: PushLimits | null,
    nonce: string,
    signal: AbortSignal,
  ): UnderWay | null {
    const last = packed?.batch.at(-1);
    if (!packed || !last) return null;
    const request = { method: 'POST', path: '/api/v1/push', nonce, ...packed.body } as const;
    const asked = this.#hub.requests.ask(request, pushAnswerSchema, signal);
    const next = ahead ? this.#pack(last.seq + 1, ahead) : Promise.resolve(null);
    // Nobody may come for either, when the push ends before: whoever does sees it fail.
    for (const promise of [asked, next]) promise.catch(() => undefined);
    return { ...packed, limits, ahead, asked, next };
  }

  async #pack(from: number, limits: PushLimits): Promise<Packed | null> {
    const rows = await this.#stores.chains.from(this.#chain, from, limits.events);
    const texts = rows.map((row) => utf8(`,${JSON.stringify(sentEvent(row))}`));
    const pending = rows.map(({ seq }, index) => ({ seq, bytes: texts[index]?.length ?? 0 }));
    const count = countForPush(pending, { ...limits, bytes: limits.bytes - envelopeBytes });
    if (count === 0) return null;
    const [first, ...others] = texts.slice(0, count);
    const begun = utf8(`{"v":1,"chain":${JSON.stringify(this.#chain)},"events":[`);
    const body = joinBytes([begun, first?.subarray(1) ?? utf8(''), ...others, utf8(']}')]);
    return { from, batch: rows.slice(0, count), body: await packBody(body) };
  }

  #receiptsOf(batch: readonly EventRow[], results: readonly PushResult[]): ReceiptRow[] | null {
    const received = results.map((result, index) => {
      if (result.outcome === 'need' || result.outcome === 'quarantined')
        return { outcome: result.outcome, name: null, receipt: null };
      const event = batch[index];
      const receipt = event ? takeReceipt(this.#hub.verifier, result.receipt, event) : null;
      return { outcome: result.outcome, name: result, receipt };
    });
    return believeResults(batch, received);
  }
}

/** Nothing is pushed to a closed chain; when the round is over, this phone goes over to the next. */
const closed: Heard = { kind: 'later', later: chainClosed, sent: 0 };

/** All of the batch is in the hub's chain, at its end. */
function hasTakenAll({ head }: PushAnswer, batch: readonly EventRow[]): boolean {
  const last = batch.at(-1);
  return head.seq === last?.seq && head.hash === last.hash;
}

function refusalsAmong(batch: readonly EventRow[], results: readonly PushResult[]): RefusalRow[] {
  return batch.flatMap(({ chain, seq, hash }, index) => {
    const result = results[index];
    const isRefused = result?.outcome === 'quarantined' && result.hash === hash;
    return isRefused ? [{ chain, seq, hash, reason: result.reason }] : [];
  });
}

function tellsOf({ seq, hash }: HubTells['head'], { epoch, time, missing, nonce }: HeadAnswer | PushAnswer): HubTells {
  return { head: { seq, hash }, epoch, time, missing, nonce };
}

function sentEvent({ raw, sig, kid, wraps }: EventRow) {
  return { raw, sig, kid, wraps };
}

function unsigned(sent: number): Heard {
  return { kind: 'later', later: { kind: 'later', because: 'unsigned', status: null, code: null }, sent };
}
