import type { StandingCursor } from '../../src/domain/custody/apply-page.ts';
import type { HubTells, Later, PushMove, PushState } from '../../src/domain/custody/push-step.ts';
import type { PartEnd, RoundInput, RoundMove, RoundState } from '../../src/domain/custody/round-step.ts';
import type { PushResult } from './hub-batch.ts';
import type { HubEvent } from './hub-db.ts';
import { type Heard, makeRequest, type Request } from './net.ts';
import type { Phone, Surroundings } from './phone.ts';
import { fullLimits } from './phone.ts';
import { laterOf, ownEvents, type Page, readReceipt } from './phone-answers.ts';
import {
  adopt,
  applyPage,
  type EventRow,
  hashAt,
  headOf,
  keepPush,
  type PhonePart,
  partReceived,
  type ReceiptRow,
  waitingParts,
} from './phone-db.ts';
import { hashOf, hubKid, isSignedBy } from './stand-in.ts';

/** What is waited for, and how the round goes on with it. */
type Waiting = (heard: Heard) => void;
const done = { kind: 'done' } as const;

/** One round of one phone: does what `stepRound` and `stepPush` say, with the simulated disk and net. */
export class PhoneRound {
  /** What is on its way; an answer to anything else is heard by nobody. */
  call: Request | null = null;
  isOver = false;
  /** Requests made so far, and those of them that pushed. */
  trips = 0;
  pushTrips = 0;
  readonly #phone: Phone;
  readonly #around: Surroundings;
  readonly #send: (request: Request) => void;
  #state: RoundState;
  #next: Waiting = () => {};

  constructor(phone: Phone, around: Surroundings, send: (request: Request) => void) {
    this.#phone = phone;
    this.#around = around;
    this.#send = send;
    const move = around.steps.beginRound({ push: true, pull: true, situation: false }, phone.isDesk);
    this.#state = move.state;
    this.#perform(move);
  }

  hear(heard: Heard): void {
    this.call = null;
    this.#next(heard);
  }

  #tell(input: RoundInput): void {
    this.#perform(this.#around.steps.stepRound(this.#state, input));
  }

  #perform({ state, act }: RoundMove): void {
    this.#state = state;
    switch (act.kind) {
      case 'push':
        return this.#push(this.#around.steps.beginPush(this.#phone.limits, fullLimits, act.isForked));
      case 'take-back':
        return this.#pull((end) =>
          this.#tell({ kind: 'taken-back', end, doesLink: end.kind === 'done' && this.#adopt() }),
        );
      case 'send-parts':
        return this.#sendParts(
          this.#around.steps.partsInOrder(waitingParts(this.#phone.db, act.head.seq)),
          act.nonce,
          done,
        );
      case 'carry':
        return this.#carry();
      case 'pull':
        return this.#pull((end) => this.#tell({ kind: 'pulled', end }));
      case 'tell-situation':
        return this.#tell({ kind: 'situation-told' });
      case 'end':
        this.isOver = true;
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
        return this.#ask('head', phone.chain, 'own nonce', '', (heard) => this.#headHeard(state, heard));
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
        const body = JSON.stringify(batch.map(({ raw, sig, kid }) => ({ raw, sig, kid })));
        return this.#ask('push', phone.chain, act.nonce, body, (heard) => this.#answerHeard(state, batch, heard));
      }
      case 'end':
        phone.needsYou = act.end.kind === 'stuck' ? act.end.because : null;
        return this.#tell({ kind: 'pushed', end: act.end });
    }
  }

  #headHeard(state: PushState, heard: Heard): void {
    const { steps } = this.#around;
    const { db } = this.#phone;
    const says = this.#believe<HubTells & { horizon: number | null }>(heard, 'horizon');
    if ('because' in says) return this.#push(steps.stepPush(state, { kind: 'later', later: says, sent: 0 }));
    this.#learn(says.time);
    const told = { ...says, head: steps.headToGoBy(says.head, db) };
    const own = { head: headOf(db), hashAtHubSeq: hashAt(db, told.head.seq) };
    this.#push(steps.stepPush(state, { kind: 'head', tells: told, horizon: says.horizon, own }));
  }

  #answerHeard(state: PushState, batch: readonly EventRow[], heard: Heard): void {
    const { steps } = this.#around;
    const says = this.#believe<HubTells & { results: PushResult[] }>(heard, 'results');
    if ('because' in says) return this.#push(steps.stepPush(state, { kind: 'later', later: says, sent: batch.length }));
    const receipts = this.#receiptsOf(batch, says.results);
    if (receipts) this.#learn(says.time);
    const hashAtHubSeq = hashAt(this.#phone.db, says.head.seq);
    const outcomes = says.results.map(({ outcome }) => outcome);
    this.#push(steps.stepPush(state, { kind: 'answer', tells: says, outcomes, receipts, hashAtHubSeq }));
  }

  #receiptsOf(batch: readonly EventRow[], results: readonly PushResult[]): ReceiptRow[] | null {
    const received = results.map((result, index) => {
      const event = batch[index];
      const { outcome, seq, hash, receipt } = result;
      return { outcome, name: { seq, hash }, receipt: event && receipt ? readReceipt(receipt, event, false) : null };
    });
    return this.#around.steps.believeResults(batch, received);
  }

  // ── Parts ──

  #sendParts(queue: readonly PhonePart[], nonce: string, end: PartEnd): void {
    const [part, ...rest] = queue;
    if (!part) return this.#tell({ kind: 'parts-sent', end });
    const body = JSON.stringify({ sha256: part.sha256, content: part.content });
    this.#ask('part', this.#phone.chain, nonce, body, (heard) => {
      const says = this.#believe<{ sha256: string; nonce: string }>(heard, 'sha256');
      if (!('because' in says)) {
        if (says.sha256 === part.sha256) this.#phone.write(partReceived(this.#phone.db, part.sha256));
        return this.#sendParts(rest, says.nonce, end);
      }
      if (says.because !== 'problem') return this.#tell({ kind: 'parts-sent', end: says });
      this.#sendParts(rest, nonce, says);
    });
  }

  // ── For others ──

  #carry(): void {
    const { carried } = this.#phone;
    if (!carried) return this.#tell({ kind: 'carried', end: done });
    this.#ask('head', carried.chain, 'own nonce', '', (heard) => {
      const says = this.#believe<HubTells & { horizon: number | null }>(heard, 'horizon');
      if ('because' in says) return this.#tell({ kind: 'carried', end: says });
      const lost = this.#around.steps.lostReceipts(carried.receipts, { seq: says.head.seq, epoch: says.epoch });
      const receipts = carried.receipts.filter((receipt) => !lost.includes(receipt));
      const given = new Set(receipts.map(({ hash }) => hash));
      this.#phone.carried = { ...carried, receipts };
      const waiting = carried.events.filter(({ hash }) => !given.has(hash));
      this.#pushCarried(carried.chain, waiting, says);
    });
  }

  #pushCarried(chain: string, waiting: readonly EventRow[], { head, nonce }: HubTells): void {
    const upTo = this.#around.steps.linkableUpTo(head.seq, this.#phone.carried?.receipts ?? []);
    const next = this.#around.steps.nextCarried(waiting, upTo, fullLimits);
    if (next.kind !== 'send') return this.#tell({ kind: 'carried', end: done });
    const batch = waiting.slice(0, next.count);
    const body = JSON.stringify(batch.map(({ raw, sig, kid }) => ({ raw, sig, kid })));
    this.#ask('push', chain, nonce, body, (heard) => {
      const says = this.#believe<HubTells & { results: PushResult[] }>(heard, 'results');
      if ('because' in says) return this.#tell({ kind: 'carried', end: says });
      const receipts = this.#receiptsOf(batch, says.results);
      if (!receipts || receipts.length === 0) return this.#tell({ kind: 'carried', end: done });
      const { carried } = this.#phone;
      if (carried?.chain === chain) this.#phone.carried = { ...carried, receipts: [...carried.receipts, ...receipts] };
      this.#pushCarried(chain, waiting.slice(receipts.length), says);
    });
  }

  // ── Pulling ──

  #pull(end: (end: PartEnd) => void): void {
    const asked = this.#phone.db.cursor;
    const { scope, isDesk, chain } = this.#phone;
    const body = JSON.stringify({ cursor: asked?.cursor ?? '', scope, isDesk });
    this.#ask('pull', chain, '', body, (heard) => {
      if (heard.line === 'problem' && heard.status === 401 && !this.#phone.hasSession) return this.#openSession(end);
      const page = this.#believe<Page>(heard, 'changes');
      if ('kind' in page) return end(page);
      this.#apply(asked, page, end);
    });
  }

  #openSession(end: (end: PartEnd) => void): void {
    this.#ask('session', this.#phone.chain, '', '', (heard) => {
      if (heard.line !== 'body' || heard.plain !== 'session') return end(laterOf(heard));
      this.#phone.hasSession = true;
      this.#pull(end);
    });
  }

  #apply(asked: StandingCursor | null, page: Page, end: (end: PartEnd) => void): void {
    const { steps, history } = this.#around;
    const phone = this.#phone;
    const ns = page.changes.map(({ n }) => n);
    const after = asked && !page.restarted ? Number(asked.cursor.split('.')[2]) : 0;
    if (ns.some((n, index) => n <= (ns[index - 1] ?? after)))
      history.repeatedPages.push(`${phone.name}: ${after} → ${ns.join(' ')}`);
    const own = ownEvents(phone.chain, page.changes);
    const verified = own.flatMap((event) => {
      const isSame = hashOf(event.raw) === hashAt(phone.db, event.seq);
      const receipt = isSame
        ? readReceipt(event.receipt, { chain: phone.chain, seq: event.seq, hash: event.hash }, true)
        : null;
      return receipt ? [receipt] : [];
    });
    const rows = page.changes.map(({ key, n, body }) => ({ key, n, body }));
    const applied = applyPage(steps, phone.db, asked, { ...page, rows, verified });
    if (applied) phone.write(applied);
    if (applied && !page.more) return end(done);
    this.#pull(end);
  }

  #adopt(): boolean {
    const phone = this.#phone;
    const head = headOf(phone.db);
    const held = [...phone.db.pulled].flatMap(([key, { body }]) =>
      key.startsWith(`event/${phone.chain}/`) ? [body as HubEvent] : [],
    );
    const own = held.filter((event) => isSignedBy(phone.chain, 'event', event));
    const next = this.#around.steps.linksToAdopt(head, own);
    if (!next) return false;
    const rows = next.map(
      (event): EventRow => ({ ...event, chain: phone.chain, parts: event.parts, bytes: event.raw.length }),
    );
    const receipts = next.flatMap((event) => readReceipt(event.receipt, { ...event, chain: phone.chain }, true) ?? []);
    const adopted = adopt(phone.db, head.seq, rows, receipts);
    if (adopted) phone.write(adopted);
    return adopted !== null;
  }

  // ── Asking ──

  #ask(kind: Request['kind'], chain: string, nonce: string, body: string, next: Waiting): void {
    this.trips += 1;
    if (kind === 'head' || kind === 'push') this.pushTrips += 1;
    const { chain: by, hasSession } = this.#phone;
    const own =
      kind === 'head' || kind === 'pull' ? `${nonce} ${this.#phone.name} ${this.#around.now()} ${this.trips}` : nonce;
    this.call = makeRequest({ kind, chain, by, nonce: own, body, hasSession });
    const { digest } = this.call;
    this.#next = (heard) => next(heard.line === 'body' && heard.signed ? { ...heard, plain: digest } : heard);
    this.#send(this.call);
  }

  /** What a signed answer says, when it may be believed. `plain` of a signed answer is the digest of what was asked. */
  #believe<T>(heard: Heard, member: keyof T & string): T | Later {
    const signed = heard.line === 'body' ? heard.signed : null;
    const isKeyKnown = signed?.kid === hubKid;
    const isSignatureValid = signed !== null && isKeyKnown && isSignedBy(hubKid, 'answer', signed);
    const read = isSignatureValid ? (JSON.parse(signed.raw) as T & { request: string }) : null;
    const says = read !== null && member in read ? read : null; // as the schema of the answer asks for
    const isForRequest = says !== null && heard.line === 'body' && says.request === heard.plain;
    const checked = { line: heard.line, hasSignature: signed !== null, isKeyKnown, isSignatureValid, isForRequest };
    const because = this.#around.steps.whyNotBelieved(checked);
    return because === null && says ? says : laterOf(heard, because ?? 'unsigned');
  }

  #learn(hubAt: number): void {
    const { steps } = this.#around;
    const { db, wall } = this.#phone;
    this.#phone.write({ ...db, clock: steps.learnClock(db.clock, hubAt, steps.weighSkew(hubAt, wall, wall), wall) });
  }
}
