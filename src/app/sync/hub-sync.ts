import type { Wanted } from '../../domain/custody/round-step.ts';
import type { RunAlone } from '../device/exclusive-lock.ts';
import type { Occasions } from '../device/occasions.ts';
import { type Live, LiveValue, type Stop } from '../live.ts';
import type { Sync, SyncState } from '../ports.ts';
import { joinLive } from '../storage/live-query.ts';
import type { Waiting } from '../storage/outbox-store.ts';
import { backoffMs } from './backoff.ts';
import type { HubConnection, HubConnections } from './hub-connection.ts';
import { LiveChannel, type Ring } from './live-channel.ts';
import { SituationPace } from './situation-pace.ts';
import { type RoundEnd, SyncRound, type SyncStores } from './sync-round.ts';

export interface HubSyncDeps {
  readonly stores: SyncStores;
  readonly connections: HubConnections;
  readonly occasions: Occasions;
  readonly runAlone: RunAlone;
  readonly wallNow: () => number;
  readonly random: () => number;
  /** Where the live channel is; null for none. */
  readonly liveUrl: string | null;
  readonly onPositionsShared: (at: number) => void;
  /** The hub has answered, and the round is over. */
  readonly onHeard: () => void;
  /** Told once per round, before it: goes on with an enrolment that was interrupted. */
  readonly beforeRound: (signal: AbortSignal) => Promise<void>;
}

const nothing: Wanted = { push: false, pull: false, situation: false };
const everything: Wanted = { push: true, pull: true, situation: true };
/** Enough to learn whether the hub answers. */
const asking: Wanted = { ...nothing, pull: true };
const noneWaiting: Waiting = { spoilt: 0, refused: 0, events: 0, parts: 0, bytes: 0, oldestAt: null };
/** Persisted across tabs by name only. */
const lockName = 'hulin-sync';
const situationLockName = 'hulin-situation';
/** Between rounds when nothing rings. */
const pollMs = 60_000;

/** After the live channel came or went. */
const mostStaggerMs = 2_000;

type Doing = Omit<SyncState, 'waiting' | 'isCounted'>;

/** Brings records to the hub and its changes here, whenever there is an occasion, for ever. One tab at a time. */
export class HubSync implements Sync {
  readonly state: Live<SyncState>;
  readonly #deps: HubSyncDeps;
  readonly #stopping = new AbortController();
  readonly #situation: SituationPace;
  readonly #waiting = new LiveValue<Waiting | null>(null);
  readonly #doing = new LiveValue<Doing>({
    connection: 'unknown',
    running: false,
    lastContactAt: null,
    retryAt: null,
    needsYou: null,
  });
  #wanted = nothing;
  /** Whether somebody asked for a round at once while one was under way. */
  #isAskedMeanwhile = false;
  #running: Promise<void> | null = null;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Parts that alone were not sent, until they are tried again; null: none wait for that. `at` by the phone, to be shown. */
  #putOff: { readonly failures: number; readonly at: number; readonly timer: ReturnType<typeof setTimeout> } | null =
    null;
  #arePutOffDue = false;
  #round: { hub: HubConnection; round: SyncRound } | null = null;
  #channel: LiveChannel | null = null;
  #stopWaiting: Stop = () => {};

  constructor(deps: HubSyncDeps) {
    this.#deps = deps;
    this.#situation = new SituationPace(deps.wallNow);
    this.state = joinLive(this.#doing, this.#waiting, stateOf);
  }

  start(): void {
    const { occasions } = this.#deps;
    occasions.onOnline(() => this.tryNow());
    occasions.onVisible(() => this.tryNow());
    occasions.onOffline(() => this.#change({ connection: 'offline', isCaptured: false }));
    if (!occasions.mayBeOnline()) this.#change({ connection: 'offline' });
    this.#currentRound().catch((problem: unknown) => console.error('what waits is not known', problem));
    this.tryNow();
  }

  /** Everything, at once, whatever the backoff. */
  tryNow(): void {
    this.#arePutOffDue = true;
    this.#ask(everything, 'now');
  }

  /** Something waits to be sent. */
  nudge(): void {
    this.#ask({ ...nothing, push: true }, 'polite');
  }

  /** Resolves when no round is under way and none is wanted right now. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  stop(): void {
    this.#stopping.abort();
    this.#situation.stop();
    clearTimeout(this.#timer);
    clearTimeout(this.#putOff?.timer);
    this.#stopWaiting();
    this.#channel?.close();
  }

  /** `polite` waits for the end of a backoff; it is not forgotten. */
  #ask(wanted: Wanted, manner: 'now' | 'polite'): void {
    if (this.#stopping.signal.aborted) return;
    this.#wanted = union(this.#wanted, wanted);
    const isBackingOff = this.#failures > 0 && this.#doing.value.retryAt !== null;
    if (this.#running && manner === 'now') this.#isAskedMeanwhile = true;
    if (this.#running || (manner === 'polite' && isBackingOff)) return;
    this.#running = this.#runAll().finally(() => {
      this.#running = null;
      if (this.#failures === 0 && isAny(this.#wanted)) this.#ask(nothing, 'now'); // asked for at the last moment
    });
  }

  async #runAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#change({ running: true, retryAt: null });
    let delayMs = pollMs;
    while (isAny(this.#wanted) && !this.#stopping.signal.aborted) {
      const wanted = this.#wanted;
      this.#wanted = nothing;
      this.#isAskedMeanwhile = false;
      if (await this.#runOnce(wanted)) continue;
      this.#wanted = union(this.#wanted, wanted);
      if (this.#isAskedMeanwhile) continue; // the signal may have come back while that round still waited for the old one
      delayMs = backoffMs(this.#failures, this.#deps.random());
      break;
    }
    this.#rest(delayMs);
  }

  #rest(delayMs: number): void {
    const retryAt = this.#failures > 0 ? this.#deps.wallNow() + delayMs : (this.#putOff?.at ?? null);
    this.#change({ running: false, retryAt });
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => this.#ask(everything, 'now'), delayMs);
  }

  /** False when it is to be tried again. A bug of ours is recorded and tried again as well. */
  async #runOnce(wanted: Wanted): Promise<boolean> {
    const { signal } = this.#stopping;
    try {
      const arePutOffDue = this.#arePutOffDue || this.#failures > 0;
      this.#arePutOffDue = false;
      const work = () => this.#roundAlone(wanted, arePutOffDue, signal);
      const end = await this.#deps.runAlone(lockName, work, signal);
      if (end) this.#note(end, wanted);
      const isAgain = Boolean(end?.laterBecause);
      const isForParts = isAgain && end?.isForPartsAlone === true;
      if (wanted.push && isForParts === isAgain) this.#noteParts(isForParts, arePutOffDue);
      this.#failures = isAgain && !isForParts ? this.#failures + 1 : 0;
      return this.#failures === 0;
    } catch (problem) {
      if (signal.aborted) return true;
      console.error('a sync round failed', problem);
      this.#failures += 1;
      return false;
    }
  }

  /** Nothing but parts failed, or nothing at all: only they have a backoff then, and news and new records go on. */
  #noteParts(haveFailed: boolean, wereDue: boolean): void {
    if (haveFailed && this.#putOff && !wereDue) return; // they keep their time
    const failures = haveFailed ? (this.#putOff?.failures ?? 0) + 1 : 0;
    clearTimeout(this.#putOff?.timer);
    this.#putOff = null;
    if (failures === 0 || this.#stopping.signal.aborted) return;
    const delayMs = backoffMs(failures, this.#deps.random());
    const timer = setTimeout(() => this.tryNow(), delayMs);
    this.#putOff = { failures, at: this.#deps.wallNow() + delayMs, timer };
  }

  async #roundAlone(wanted: Wanted, arePutOffDue: boolean, signal: AbortSignal): Promise<RoundEnd | null> {
    await this.#deps.beforeRound(signal);
    const round = await this.#currentRound();
    const end = round ? await round.run(wanted, arePutOffDue, signal) : null;
    if (wanted.situation) this.#situation.note(round?.situationTookMs ?? 0);
    return end;
  }

  async #currentRound(): Promise<SyncRound | null> {
    const { connections, stores, wallNow } = this.#deps;
    const hub = await connections.current();
    if (hub && hub !== this.#round?.hub) {
      this.#round = { hub, round: new SyncRound(stores, hub, wallNow) };
      this.#channel?.close(); // it was for whoever was on duty before
      this.#channel = null;
      this.#watchWaiting(hub.profile.enrolled.chain);
    }
    return this.#round?.round ?? null;
  }

  /** An append in any tab shows here, and is a reason to push. */
  #watchWaiting(chain: string): void {
    this.#stopWaiting();
    this.#stopWaiting = this.#deps.stores.outbox.watchWaiting(chain).subscribe(
      (waiting) => {
        const before = this.#waiting.value;
        this.#waiting.set(waiting);
        if (waiting.events > (before?.events ?? 0)) this.nudge();
      },
      (problem) => console.error('what waits is not known', problem),
    );
  }

  #note(
    { laterBecause, needsYou, obstacle, wasHeard, havePositionsArrived, hasMoved }: RoundEnd,
    wanted: Wanted,
  ): void {
    if (hasMoved) this.#moveOn();
    const now = this.#deps.wallNow();
    const isCutOff = laterBecause === 'no-network' || laterBecause === 'unsigned';
    const connection = isCutOff ? 'offline' : 'online';
    const isCaptured = laterBecause === 'unsigned';
    const stays = wanted.push ? null : this.#doing.value.obstacle; // a round that sends nothing meets less
    const met = { needsYou, obstacle: obstacle ?? stays ?? null };
    this.#change({ connection, isCaptured, ...met, ...(wasHeard && { lastContactAt: now }) });
    if (havePositionsArrived) this.#deps.onPositionsShared(now);
    if (wasHeard) this.#deps.onHeard();
    this.#openChannel();
  }

  /** Nothing that was built for the old chain goes on; everything is asked for again on the new one. */
  #moveOn(): void {
    this.#deps.connections.renew();
    this.#stopWaiting();
    this.#channel?.close();
    [this.#round, this.#channel] = [null, null];
    this.#wanted = everything;
  }

  /** Once there is a session. */
  #openChannel(): void {
    const { liveUrl } = this.#deps;
    if (this.#channel || !liveUrl || !this.#round?.hub.session.isOpen) return;
    const { chain, grant } = this.#round.hub.profile.enrolled;
    const ask = (ring: Ring): void => this.#ask({ ...nothing, [ring]: true }, 'polite');
    const onRing = (ring: Ring): void =>
      ring === 'situation' ? this.#situation.ring(() => this.#tellSituation()) : ask(ring);
    const onLine = (isUp: boolean): void => this.#lineChanged(isUp);
    this.#channel = new LiveChannel({ url: liveUrl, chain, role: grant.role, onRing, onLine });
    this.#channel.open().catch((problem: unknown) => {
      console.warn('no live channel', problem);
      this.#channel = null;
    });
  }

  /** Beside the rounds: what thousands of stations say takes long, and an alarm does not wait for it. */
  async #tellSituation(): Promise<void> {
    const { signal } = this.#stopping;
    const round = this.#round?.round;
    if (!round || this.#failures > 0) return; // the next round that gets through tells it
    try {
      const wasHeard = await this.#deps.runAlone(situationLockName, () => round.tellSituation(signal), signal);
      // What the desk shows is of now: in a quiet hour nothing else is heard of the hub between two polls.
      if (wasHeard) this.#change({ lastContactAt: this.#deps.wallNow() });
    } catch (problem) {
      if (!signal.aborted) console.error('the situation could not be taken in', problem);
    }
  }

  /** Whatever rang while the line was down is made up for by one round. A hub's clients do not all come back in one moment. */
  #lineChanged(isUp: boolean): void {
    setTimeout(() => this.#ask(isUp ? everything : asking, 'now'), this.#deps.random() * mostStaggerMs);
  }

  #change(change: Partial<Doing>): void {
    this.#doing.set({ ...this.#doing.value, ...change });
  }
}

function stateOf(doing: Doing, known: Waiting | null): SyncState {
  const { spoilt, ...waiting } = known ?? noneWaiting;
  const needsYou = doing.needsYou ?? (spoilt > 0 ? 'part-spoilt' : null);
  return { ...doing, needsYou, waiting, isCounted: known !== null };
}

function union(a: Wanted, b: Wanted): Wanted {
  return { push: a.push || b.push, pull: a.pull || b.pull, situation: a.situation || b.situation };
}

function isAny({ push, pull, situation }: Wanted): boolean {
  return push || pull || situation;
}
