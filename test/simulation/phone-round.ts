import type { HubTells, PushMove, PushState } from '../../src/domain/custody/push-step.ts';
import type { RoundInput, RoundMove, RoundState } from '../../src/domain/custody/round-step.ts';
import { chainClosed, nobodyReads } from '../../src/domain/custody/succeed-chain.ts';
import type { PushResult } from './hub-batch.ts';
import type { Heard, Request } from './net.ts';
import { fullLimits, type Phone, type Surroundings } from './phone.ts';
import { readReceipt } from './phone-answers.ts';
import { PhoneCalls } from './phone-calls.ts';
import { type EventRow, hashAt, headOf, keepPush, type ReceiptRow, waitingParts } from './phone-db.ts';
import type { Closing } from './phone-moves.ts';
import { sendParts } from './phone-parts.ts';
import { adoptOwn, pull } from './phone-pull.ts';

const done = { kind: 'done' } as const;

type HeadSays = HubTells & {
  readonly horizon: number | null;
  readonly successor?: string;
  readonly erased: readonly string[];
};

/** One round of one phone: does what `stepRound` and `stepPush` say, with the simulated disk and net. */
export class PhoneRound {
  isOver = false;
  readonly #phone: Phone;
  readonly #around: Surroundings;
  readonly #calls: PhoneCalls;
  #state: RoundState;
  /** The hub's word that our chain is closed, with the chain that follows. */
  #closing: Closing | null = null;
  #hasRecalled = false;

  constructor(phone: Phone, around: Surroundings, send: (request: Request) => void) {
    this.#phone = phone;
    this.#around = around;
    this.#calls = new PhoneCalls(phone, around, send);
    const move = this.#begin();
    this.#state = move.state;
    this.#perform(move);
  }

  #begin(): RoundMove {
    const { isDesk, isOnDuty } = this.#phone;
    return this.#around.steps.beginRound({ push: true, pull: true, situation: false }, isDesk && isOnDuty);
  }

  /** A phone that goes over to another chain begins anew at once. */
  #end(): void {
    const closing = this.#closing;
    const { steps } = this.#around;
    const { isOnDuty } = this.#phone;
    const hasTold = steps.hasTold(this.#state, isOnDuty);
    this.isOver = true;
    if (closing && steps.mayGoOver(this.#state, isOnDuty, closing.proven)) this.#phone.goOver(closing, hasTold);
    else if (closing || !hasTold || !this.#phone.bringOver()) return;
    this.#closing = null;
    this.isOver = false;
    this.#perform(this.#begin());
  }

  get call(): Request | null {
    return this.#calls.call;
  }

  /** Requests made so far. */
  get trips(): number {
    return this.#calls.trips;
  }

  hear(heard: Heard): void {
    this.#calls.hear(heard);
  }

  #tell(input: RoundInput): void {
    this.#perform(this.#around.steps.stepRound(this.#state, input));
  }

  #perform({ state, act }: RoundMove): void {
    this.#state = state;
    const { steps } = this.#around;
    switch (act.kind) {
      case 'push':
        return this.#push(steps.beginPush(this.#phone.limits, fullLimits, act.isForked, this.#phone.stuckAt));
      case 'take-back':
        if (!this.#phone.isOnDuty) return this.#tell({ kind: 'taken-back', end: nobodyReads, doesLink: false });
        return pull(this.#calls, (end) =>
          this.#tell({ kind: 'taken-back', end, doesLink: end.kind === 'done' && adoptOwn(this.#calls) }),
        );
      case 'send-parts': {
        const waiting = steps.partsInOrder(
          waitingParts(this.#phone.db, (act.head ?? this.#phone.db.hubHead)?.seq ?? 0).filter(
            ({ isSpoilt, isReleased }) => !isSpoilt && !isReleased,
          ),
        );
        return sendParts(this.#calls, waiting, act.nonce, done, (end) => this.#tell({ kind: 'parts-sent', end }));
      }
      case 'carry':
        return this.#carry();
      case 'pull':
        if (!this.#phone.isOnDuty) return this.#tell({ kind: 'pulled', end: done });
        return pull(this.#calls, (end) => this.#tell({ kind: 'pulled', end }));
      case 'tell-situation':
        return this.#tell({ kind: 'situation-told' });
      case 'end':
        return this.#end();
    }
  }

  // ── Pushing ──

  #push({ state, keep, act }: PushMove<ReceiptRow>): void {
    const { steps } = this.#around;
    const phone = this.#phone;
    phone.limits = state.limits;
    if (keep) phone.write(keepPush(steps, phone.db, keep));
    switch (act.kind) {
      case 'ask-head':
        return this.#calls.ask('head', phone.chain, 'own nonce', '', (heard) => this.#headHeard(state, heard));
      case 'look-back': {
        const reported = [...phone.db.receipts.values()].filter(
          ({ outcome, epoch }) => outcome === 'fork' && epoch === act.epoch,
        );
        const reportedUpTo = Math.max(0, ...reported.map(({ seq }) => seq));
        return this.#push(steps.stepPush(state, { kind: 'fork-known', reportedUpTo }));
      }
      case 'send': {
        const rows = phone.db.events.slice(act.from - 1);
        const batch = rows.slice(0, steps.countForPush(rows, act.limits));
        if (batch.length === 0) return this.#push(steps.stepPush(state, { kind: 'nothing-to-send' }));
        const body = sentText(batch);
        return this.#calls.ask('push', phone.chain, act.nonce, body, (heard) => this.#answerHeard(state, batch, heard));
      }
      case 'end': {
        const { end } = act;
        if (end.kind === 'later' && end.code === 'not-found' && !this.#hasRecalled) return this.#recall();
        phone.needsYou = end.kind === 'stuck' ? end.because : null;
        if (end.kind === 'stuck') phone.stuckAt = end.at;
        return this.#tell({ kind: 'pushed', end });
      }
    }
  }

  /** The hub does not know the chain this phone writes: it is shown its own word for it. */
  #recall(): void {
    this.#hasRecalled = true;
    const { chain, db } = this.#phone;
    this.#calls.ask('recall', chain, '', JSON.stringify({ closings: db.closings, kids: [...db.kids] }), () =>
      this.#push(this.#around.steps.beginPush(this.#phone.limits, fullLimits)),
    );
  }

  #headHeard(state: PushState, heard: Heard): void {
    const { steps } = this.#around;
    const { db } = this.#phone;
    const says = this.#calls.believe<HeadSays>(heard, 'horizon');
    if ('because' in says) return this.#push(steps.stepPush(state, { kind: 'later', later: says, sent: 0 }));
    this.#calls.learnTime(says.time, true);
    const signed = heard.line === 'body' ? heard.signed : null;
    const told = { ...says, head: steps.headToGoBy(says.head, db) };
    const own = { head: headOf(db), hashAtHubSeq: hashAt(db, told.head.seq) };
    if (says.successor !== undefined && signed) {
      const proven = steps.provenUpTo(own.head, says.head, hashAt(db, says.head.seq));
      this.#closing = { successor: says.successor, proven, said: signed };
      return this.#push(steps.stepPush(state, { kind: 'later', later: chainClosed, sent: 0 }));
    }
    this.#push(steps.stepPush(state, { kind: 'head', tells: told, horizon: says.horizon, own }));
  }

  #answerHeard(state: PushState, batch: readonly EventRow[], heard: Heard): void {
    const { steps } = this.#around;
    const says = this.#calls.believe<HubTells & { results: PushResult[] }>(heard, 'results');
    if ('because' in says) return this.#push(steps.stepPush(state, { kind: 'later', later: says, sent: batch.length }));
    const receipts = this.#receiptsOf(batch, says.results);
    if (receipts) this.#calls.learnTime(says.time, false);
    const hashAtHubSeq = hashAt(this.#phone.db, says.head.seq);
    const outcomes = says.results.map(({ outcome }) => outcome);
    this.#push(steps.stepPush(state, { kind: 'answer', tells: says, outcomes, receipts, hashAtHubSeq }));
  }

  #receiptsOf(batch: readonly EventRow[], results: readonly PushResult[]): ReceiptRow[] | null {
    const received = results.map((result, index) => {
      const event = batch[index];
      const { outcome, seq, hash, receipt } = result;
      return {
        outcome,
        name: { seq, hash },
        receipt: event && receipt ? readReceipt(this.#phone.db.kids, receipt, event, false) : null,
      };
    });
    return this.#around.steps.believeResults(batch, received);
  }

  // ── For others ──

  #carry(hasRecalled = false): void {
    const { carried } = this.#phone;
    if (!carried) return this.#tell({ kind: 'carried', end: done });
    this.#calls.ask('head', carried.chain, 'own nonce', '', (heard) => {
      const says = this.#calls.believe<HeadSays>(heard, 'horizon');
      if ('because' in says) {
        if (says.code !== 'not-found' || hasRecalled) return this.#tell({ kind: 'carried', end: says });
        const { closings, kids } = carried;
        const word = JSON.stringify({ closings, kids: [...kids] });
        return this.#calls.ask('recall', carried.chain, '', word, () => this.#carry(true));
      }
      const head = { seq: says.head.seq, epoch: says.epoch };
      const lost = this.#around.steps.lostReceipts(carried.receipts, head, carried.askedIn ?? null);
      const receipts = carried.receipts.filter((receipt) => !lost.includes(receipt));
      const given = new Set(receipts.map(({ hash }) => hash));
      const { horizon, erased } = says;
      const events = carried.events.map((row) => (erased.includes(row.id) ? { ...row, wraps: [] } : row));
      this.#phone.carried = { ...carried, events, receipts, horizon, askedIn: says.epoch };
      const waiting = events.filter(({ hash }) => !given.has(hash));
      this.#pushCarried(carried.chain, waiting, says);
    });
  }

  #pushCarried(chain: string, waiting: readonly EventRow[], { head, nonce }: HubTells): void {
    const upTo = this.#around.steps.linkableUpTo(head.seq, this.#phone.carried?.receipts ?? []);
    const next = this.#around.steps.nextCarried(waiting, upTo, fullLimits);
    if (next.kind !== 'send') return this.#tell({ kind: 'carried', end: done });
    const batch = waiting.slice(0, next.count);
    const body = sentText(batch);
    this.#calls.ask('push', chain, nonce, body, (heard) => {
      const says = this.#calls.believe<HubTells & { results: PushResult[] }>(heard, 'results');
      if ('because' in says) return this.#tell({ kind: 'carried', end: says });
      const receipts = this.#receiptsOf(batch, says.results);
      if (!receipts || receipts.length === 0) return this.#tell({ kind: 'carried', end: done });
      const { carried } = this.#phone;
      if (carried?.chain === chain) this.#phone.carried = { ...carried, receipts: [...carried.receipts, ...receipts] };
      this.#pushCarried(chain, waiting.slice(receipts.length), says);
    });
  }
}

function sentText(batch: readonly EventRow[]): string {
  return JSON.stringify(batch.map(({ raw, sig, kid, wraps }) => ({ raw, sig, kid, wraps })));
}
