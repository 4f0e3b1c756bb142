import { Gateway, Ingest, type MqttFlight } from './gateway.ts';
import { History } from './history.ts';
import { Hub } from './hub.ts';
import type { Transaction } from './hub-batch.ts';
import type { Flight, Heard, Request } from './net.ts';
import { type Carried, Phone, type Surroundings } from './phone.ts';
import { isSameButBegun, type PhoneDb } from './phone-db.ts';
import { PhoneRound } from './phone-round.ts';
import { isSignedBy } from './stand-in.ts';
import type { Steps } from './steps.ts';

const beganAt = Date.UTC(2026, 10, 22);
const chains = ['ranger-a', 'ranger-b', 'desk'];

/** All actors of one run and what is on its way between them. */
export class World {
  readonly history = new History();
  readonly hub: Hub;
  readonly phones: Phone[];
  readonly gateways = [new Gateway('gateway-1')];
  readonly ingests: Ingest[];
  readonly flights: Flight[] = [];
  readonly mqtt: MqttFlight[] = [];
  /** Files of what waited on some phone, which are brought when all else is over. */
  readonly shelf: Carried[] = [];
  /** Answers that were given, to be played back. */
  readonly given: Heard[] = [];
  /** The true time; the hub's clock shows it. */
  now = beganAt;
  ids = 0;
  readonly #around: Surroundings;

  constructor(steps: Steps) {
    this.hub = new Hub(
      steps,
      this.history,
      chains,
      this.gateways.map(({ id }) => id),
    );
    this.#around = { steps, history: this.history, hub: this.hub, now: () => this.now };
    this.phones = chains.map((chain) => new Phone(chain, chain, chain === 'desk', this.#around));
    const say = (flight: MqttFlight) => void this.mqtt.push(flight);
    this.ingests = [0, 1].map(() => new Ingest(this.hub, steps, this.history, say));
  }

  startRound(phone: Phone): void {
    if (phone.round && !phone.round.isOver) return;
    phone.round = new PhoneRound(phone, this.#around, (request) => void this.flights.push({ to: 'hub', request }));
  }

  /** Another phone that was given a copy of this one's storage. */
  clone(phone: Phone): Phone {
    const clone = new Phone(`${phone.name}-clone`, phone.key, phone.isDesk, this.#around);
    clone.becomeCloneOf(phone);
    this.phones.push(clone);
    this.history.clonedChains.add(phone.key);
    return clone;
  }

  /** A request arrives: answered, or begun; false when the hub is busy with that chain. */
  arrive(request: Request, process: number): Transaction | boolean {
    const taken = this.hub.take(request, process, this.now);
    if (taken === null) return false;
    if (!('line' in taken)) return taken;
    this.answer(request, taken);
    return true;
  }

  /** Numbers and commits; false while another's numbers are not committed. */
  conclude(transaction: Transaction, isAnswered: boolean): boolean {
    if (!this.hub.number(transaction)) return false;
    const heard = this.hub.commit(transaction, this.now);
    if (isAnswered) this.answer(transaction.request, heard);
    return true;
  }

  answer(request: Request, heard: Heard): void {
    this.flights.push({ to: 'phone', request, heard, isLie: false });
  }

  /** An answer arrives at whoever still waits for it. A lie must leave the database as it was. */
  hear({ request, heard, isLie }: Extract<Flight, { to: 'phone' }>): void {
    const phone = this.phones.find(({ round }) => round?.call === request);
    if (!phone?.round) return;
    const before = phone.db;
    if (!isLie) this.given.push(heard);
    phone.round.hear(heard);
    if (isLie && !isSameButBegun(phone.db, before) && !hasGoneOver(before, phone.db))
      this.history.believedLies.push(`${phone.name}: ${request.kind}`);
  }

  /** Whoever waits for this request stops waiting. */
  timeOut(request: Request): void {
    const phone = this.phones.find(({ round }) => round?.call === request);
    phone?.round?.hear({ line: 'no-network' });
  }

  /** Everything on its way over the line arrives, until nothing is. */
  settle(): void {
    for (let flight = this.flights.shift(); flight; flight = this.flights.shift()) {
      if (flight.to === 'phone') this.hear(flight);
      else {
        const taken = this.arrive(flight.request, 0);
        if (typeof taken === 'object') this.conclude(taken, true);
      }
    }
  }
}

/** By the word of a key it knew already: the round that had it ended with this answer. */
function hasGoneOver(before: PhoneDb, { closings }: PhoneDb): boolean {
  const said = closings[before.closings.length];
  return said !== undefined && before.kids.has(said.kid) && isSignedBy(said.kid, 'answer', said);
}
