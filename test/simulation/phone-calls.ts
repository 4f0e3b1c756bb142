import type { Later } from '../../src/domain/custody/push-step.ts';
import { type Heard, makeRequest, type Request } from './net.ts';
import type { Phone, Surroundings } from './phone.ts';
import { laterOf } from './phone-answers.ts';
import { certifiedKids, isSignedBy, type SignedText } from './stand-in.ts';

/** What is waited for, and how the round goes on with it. */
export type Waiting = (heard: Heard) => void;
type Kind = Request['kind'];

/** Kinds whose nonce is the phone's own. */
const ownNonces: readonly Kind[] = ['head', 'pull', 'progress', 'keys', 'recall', 'erase'];

/** What one phone asks of the hub in one round, one thing after the other, and what it believes of the answers. */
export class PhoneCalls {
  /** What is on its way; an answer to anything else is heard by nobody. */
  call: Request | null = null;
  /** Requests made so far. */
  trips = 0;
  /** True time that the last answer took. */
  tookMs = 0;
  readonly phone: Phone;
  readonly around: Surroundings;
  readonly #send: (request: Request) => void;
  #next: Waiting = () => {};

  constructor(phone: Phone, around: Surroundings, send: (request: Request) => void) {
    this.phone = phone;
    this.around = around;
    this.#send = send;
  }

  hear(heard: Heard): void {
    this.call = null;
    this.#next(heard);
  }

  /** An answer signed by a key nobody here knows waits until the hub's keys were asked for, once. */
  ask(kind: Kind, chain: string, nonce: string, body: string, next: Waiting): void {
    const sentAt = this.around.now();
    const asked = this.#ask(kind, chain, nonce, body, (heard) => {
      this.tookMs = this.around.now() - sentAt;
      const signed = signedIn(heard);
      const told = heard.line === 'body' && signed ? { ...heard, plain: asked } : heard;
      if (!signed || this.phone.db.kids.has(signed.kid)) return next(told);
      this.#ask('keys', chain, '', '', (answer) => {
        this.#learnKeys(answer);
        next(told);
      });
    });
  }

  /** What a signed answer says, when it may be believed. `plain` of a signed answer is the digest of what was asked. */
  believe<T>(heard: Heard, member: keyof T & string): T | Later {
    const signed = signedIn(heard);
    const isKeyKnown = signed !== null && this.phone.db.kids.has(signed.kid);
    const isSignatureValid = signed !== null && isSignedBy(signed.kid, 'answer', signed);
    const read = isSignatureValid ? (readJson(signed.raw) as (T & { request: string }) | null) : null;
    const says = read !== null && member in read ? read : null; // as the schema of the answer asks for
    const isForRequest = says !== null && heard.line === 'body' && says.request === heard.plain;
    const checked = { line: heard.line, hasSignature: signed !== null, isKeyKnown, isSignatureValid, isForRequest };
    const because = this.around.steps.whyNotBelieved(checked);
    return because === null && says ? says : laterOf(heard, because ?? 'unsigned');
  }

  /** `isFresh`: by an answer to a nonce of one's own. */
  learnTime(hubAt: number, isFresh: boolean): void {
    const { steps } = this.around;
    const { db, wall } = this.phone;
    const heard = { hubAt, skewMs: steps.weighSkew(hubAt, wall, wall), wallAt: wall, isFresh };
    this.phone.write({ ...db, clock: steps.learnClock(db.clock, heard) });
  }

  /** Answers the digest of what was asked. */
  #ask(kind: Kind, chain: string, nonce: string, body: string, next: Waiting): string {
    this.trips += 1;
    const { key: by, hasSession, name } = this.phone;
    const own = ownNonces.includes(kind) ? `${nonce} ${name} ${this.around.now()} ${this.trips}` : nonce;
    const request = makeRequest({ kind, chain, by, nonce: own, body, hasSession });
    this.call = request;
    this.#next = next;
    this.#send(request);
    return request.digest;
  }

  #learnKeys(heard: Heard): void {
    if (heard.line !== 'body' || heard.signed || !Array.isArray(heard.plain)) return;
    const { db } = this.phone;
    const fresh = certifiedKids(heard.plain as SignedText[]).filter((kid) => !db.kids.has(kid));
    if (fresh.length > 0) this.phone.write({ ...db, kids: new Set([...db.kids, ...fresh]) });
  }
}

function signedIn(heard: Heard): SignedText | null {
  return heard.line === 'body' ? heard.signed : null;
}

/** Null for what is no JSON: a stranger's signature may stand under anything. */
function readJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}
