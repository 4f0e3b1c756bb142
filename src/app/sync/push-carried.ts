import { linkableUpTo, nextCarried } from '../../domain/custody/carry-events.ts';
import { growLimits, halveLimits, type PushLimits } from '../../domain/custody/plan-push.ts';
import type { Later } from '../../domain/custody/push-step.ts';
import type { PartEnd } from '../../domain/custody/round-step.ts';
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
import { type CarriedRows, recallsOf, unsettled } from '../storage/carried-chain.ts';
import type { CarriedEventRow, CarriedReceiptRow } from '../storage/carried-rows.ts';
import type { CarriedStore } from '../storage/carried-store.ts';
import { packBody } from './gzip.ts';
import type { HubConnection } from './hub-connection.ts';
import { readReceipt } from './read-receipt.ts';
import { PartSender, type PartSource } from './send-parts.ts';
import { freshNonce, type SignedAnswer } from './signed-requests.ts';

const fullLimits: PushLimits = { events: maxPushEvents, bytes: maxPushBytes - 200 };
const done = { kind: 'done' } as const;

/** Brings what is carried for others to the hub: the carrier signs the requests, the authors signed the events. Safe to repeat. */
export class CarriedPusher {
  readonly #carried: CarriedStore;
  readonly #hub: HubConnection;
  readonly #parts: PartSender;
  #limits = fullLimits;
  /** In which of its lives the hub was last shown its word for a chain's author. */
  readonly #shownIn = new Map<string, string>();

  constructor(carried: CarriedStore, hub: HubConnection, wallNow: () => number) {
    this.#carried = carried;
    this.#hub = hub;
    this.#parts = new PartSender(carriedParts(carried), hub, wallNow);
  }

  /** `later`: the line or the hub failed; what one chain alone meets is shown at that chain and delays no other. */
  async push(signal: AbortSignal): Promise<PartEnd> {
    for (const { chain, events } of await this.#carried.all()) {
      if (events.length === 0) continue; // only receipts are left of it
      const end = await this.#pushChain(chain.chain, signal);
      if (end.kind === 'later' && end.because !== 'problem') return end;
    }
    await this.#carried.letGo();
    return done;
  }

  /** What was delivered is asked for again in every round: a hub that was restored may have lost it. */
  async #pushChain(chain: string, signal: AbortSignal): Promise<PartEnd> {
    const asked = await this.#askHead(chain, signal);
    if (asked.kind === 'later') {
      if (asked.code === 'not-found') await this.#carried.markStuck(chain, 'unknown-chain');
      return asked;
    }
    if (asked.says.chain !== chain) return unsigned;
    await this.#carried.heedHead(asked.says);
    const rows = await this.#carried.of(chain);
    if (!rows) return done;
    const sent = await this.#pushEvents(rows, asked.says, signal);
    if (sent.kind === 'later') return sent;
    await this.#showGrants(chain, asked.says.epoch, signal);
    return this.#sendParts(chain, sent.missing, sent.nonce, signal);
  }

  /** A hub that was restored may not know the author, until it is shown its own word for him. */
  async #askHead(chain: string, signal: AbortSignal): Promise<SignedAnswer<HeadAnswer>> {
    const path = `/api/v1/chains/${chain}/head`;
    const ask = () => this.#hub.requests.ask({ method: 'GET', path, nonce: freshNonce() }, headAnswerSchema, signal);
    let asked = await ask();
    if (!isForgotten(asked)) return asked;
    const rows = await this.#carried.of(chain);
    for (const recall of rows ? recallsOf(rows.chain) : []) {
      if (await this.#hub.recallCarried(recall, signal)) asked = await ask();
      if (!isForgotten(asked)) break;
    }
    return asked;
  }

  /** What was held may be of somebody whose grant a restored hub has lost: it looks again once it is shown its word for him. */
  async #showGrants(chain: string, epoch: string, signal: AbortSignal): Promise<void> {
    const rows = await this.#carried.of(chain);
    if (!rows || this.#shownIn.get(chain) === epoch) return;
    if (!rows.receipts.some(({ outcome }) => outcome === 'held')) return;
    const shown = await Promise.all(recallsOf(rows.chain).map((recall) => this.#hub.recallCarried(recall, signal)));
    if (shown.some(Boolean)) this.#shownIn.set(chain, epoch);
  }

  /** Everything that has no receipt yet, those the hub has from elsewhere too: its receipts are what the author waits for. */
  async #pushEvents(rows: CarriedRows, head: Told, signal: AbortSignal): Promise<({ kind: 'done' } & Told) | Later> {
    const { chain } = rows.chain;
    let told = head;
    let waiting = unreceipted(rows);
    for (;;) {
      const given = (await this.#carried.of(chain))?.receipts ?? [];
      const next = nextCarried(waiting.map(pendingOf), linkableUpTo(told.seq, given), this.#limits);
      if (next.kind === 'nothing') break;
      if (next.kind === 'gap') {
        await this.#carried.markStuck(chain, 'gap', next.from);
        return { kind: 'done', ...told };
      }
      const batch = waiting.slice(0, next.count);
      const asked = await this.#send(chain, batch, told.nonce, signal);
      if (asked.kind === 'later') return asked;
      const settled = await this.#settle(batch, asked.says.results);
      if (!settled) return unsigned;
      const { head: now, missing, nonce } = asked.says;
      told = { seq: now.seq, missing, nonce };
      if (settled === 0) break;
      waiting = waiting.slice(settled);
    }
    const hasForked = (await this.#carried.of(chain))?.receipts.some(({ outcome }) => outcome === 'fork') ?? false;
    await this.#carried.markStuck(chain, hasForked ? 'fork' : null);
    return { kind: 'done', ...told };
  }

  /** Keeps receipts and refusals; answers how many of the batch are settled, null when the answer is not to be believed. */
  async #settle(batch: readonly CarriedEventRow[], results: readonly PushResult[]): Promise<number | null> {
    if (results.length > batch.length) return null;
    const receipts: CarriedReceiptRow[] = [];
    const refused = new Map<string, string>();
    for (const [index, result] of results.entries()) {
      const event = batch[index];
      if (!event) return null;
      if (result.outcome === 'need') break;
      if (result.hash !== event.hash) return null;
      if (result.outcome === 'quarantined') refused.set(event.hash, result.reason);
      else {
        const row = await readReceipt(this.#hub.verifier, result.receipt, event, null);
        if (!row) return null;
        const { chain, seq, hash, outcome, time, receipt } = row;
        receipts.push({ chain, seq, hash, outcome, time, receipt });
      }
    }
    await this.#carried.settle(receipts, refused);
    return receipts.length + refused.size;
  }

  async #sendParts(
    chain: string,
    missing: readonly string[],
    firstNonce: string,
    signal: AbortSignal,
  ): Promise<PartEnd> {
    const rows = await this.#carried.of(chain);
    if (!rows) return done;
    const held = new Set(rows.receipts.filter(({ outcome }) => outcome !== 'fork').map(({ hash }) => hash));
    const named = rows.events.filter(({ hash }) => held.has(hash)).flatMap(({ parts }) => parts);
    await this.#carried.settleParts(named, missing);
    const waiting = ((await this.#carried.of(chain))?.parts ?? []).filter(({ state }) => state === 'waiting');
    const due = waiting.filter((part) => named.includes(part.sha256)).sort((a, b) => a.bytes - b.bytes);
    return this.#parts.send(due, firstNonce, signal);
  }

  async #send(
    chain: string,
    batch: readonly CarriedEventRow[],
    nonce: string,
    signal: AbortSignal,
  ): Promise<SignedAnswer<PushAnswer>> {
    const packed = await packBody(utf8(JSON.stringify({ v: 1, chain, events: batch.map(sentEvent) })));
    const request = { method: 'POST', path: '/api/v1/push', nonce, ...packed } as const;
    const asked = await this.#hub.requests.ask(request, pushAnswerSchema, signal);
    if (asked.kind === 'answer') this.#limits = growLimits(this.#limits, fullLimits);
    else if (isTooMuch(asked)) this.#limits = halveLimits({ ...this.#limits, events: batch.length });
    if (asked.kind === 'later' || asked.says.chain === chain) return asked;
    return unsigned;
  }
}

function isForgotten(asked: SignedAnswer<HeadAnswer>): boolean {
  return asked.kind === 'later' && asked.code === 'not-found';
}

interface Told {
  readonly seq: number;
  readonly missing: readonly string[];
  readonly nonce: string;
}

/** The hub or something on the way said so, or the line broke off. */
function isTooMuch({ because, status }: Later): boolean {
  return because === 'no-network' || (status !== null && (status === 413 || status >= 429));
}

const unsigned: Later = { kind: 'later', because: 'unsigned', status: null, code: null };

function unreceipted(rows: CarriedRows): CarriedEventRow[] {
  return unsettled(rows).filter(({ refused }) => refused === null);
}

function pendingOf(row: CarriedEventRow): { seq: number; bytes: number } {
  return { seq: row.seq, bytes: utf8(JSON.stringify(sentEvent(row))).length + 1 };
}

function sentEvent({ raw, sig, kid, wraps, wrapsSig }: CarriedEventRow) {
  return { raw, sig, kid, wraps, ...(wrapsSig !== undefined && { wrapsSig }) };
}

function carriedParts(carried: CarriedStore): PartSource {
  return {
    readBytes: (sha256) => carried.readBytes(sha256),
    begin: (sha256, at) => carried.beginPart(sha256, at),
    received: (sha256s) => carried.partsReceived(sha256s),
  };
}
