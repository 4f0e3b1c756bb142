import { type Obstacle, obstacleOf } from '../../domain/custody/name-obstacle.ts';
import type { Later, PushEnd } from '../../domain/custody/push-step.ts';
import {
  beginRound,
  isForPartsAlone,
  isHubOlder,
  type PartEnd,
  type RoundAct,
  type RoundInput,
  type RoundState,
  stepRound,
  type Wanted,
  whyAgain,
} from '../../domain/custody/round-step.ts';
import { hasTold, mayGoOver, nobodyReads } from '../../domain/custody/succeed-chain.ts';
import type { SyncState } from '../ports.ts';
import type { CarriedStore } from '../storage/carried-store.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { ClockStore } from '../storage/clock-store.ts';
import type { OutboxStore } from '../storage/outbox-store.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PositionStore } from '../storage/position-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { SettingStore } from '../storage/setting-store.ts';
import type { SuccessionStore } from '../storage/succession-store.ts';
import { adoptOwnEvents } from './adopt-own-events.ts';
import { fetchSituation } from './fetch-situation.ts';
import type { HubConnection } from './hub-connection.ts';
import { fullPace, pullChanges } from './pull-changes.ts';
import { CarriedPusher } from './push-carried.ts';
import { ChainPusher } from './push-chain.ts';
import { PartSender, type PartSource } from './send-parts.ts';
import { sendPositions } from './send-positions.ts';
import { bringLegacyOver, startSuccessor } from './start-successor.ts';

export interface SyncStores {
  readonly chains: ChainStore;
  readonly outbox: OutboxStore;
  readonly parts: PartStore;
  readonly carried: CarriedStore;
  readonly successions: SuccessionStore;
  readonly pulled: PulledStore;
  readonly settings: SettingStore;
  readonly positions: PositionStore;
  readonly clock: ClockStore;
}

export interface RoundEnd {
  /** Null: everything wanted was done. */
  readonly laterBecause: Later['because'] | null;
  /** Parts alone were not sent: nothing else waits for them. */
  readonly isForPartsAlone: boolean;
  readonly needsYou: SyncState['needsYou'];
  readonly obstacle: Obstacle | null;
  readonly wasHeard: boolean;
  readonly havePositionsArrived: boolean;
  /** This phone writes another chain from now on: what is built for the old one is over. */
  readonly hasMoved: boolean;
}

/** One round with the hub: does what `stepRound` says, and tells it what came of it. */
export class SyncRound {
  /** What the last situation took, told and stored; null until one was asked for. */
  situationTookMs: number | null = null;
  readonly #stores: SyncStores;
  readonly #hub: HubConnection;
  readonly #wallNow: () => number;
  readonly #pusher: ChainPusher;
  readonly #carriedPusher: CarriedPusher;
  readonly #partSender: PartSender;
  readonly #pullPace = fullPace();
  #havePositionsArrived = false;
  /** The filling of the pulled rows by which closed chains were looked through. */
  #lookedIn: string | null = null;

  constructor(stores: SyncStores, hub: HubConnection, wallNow: () => number) {
    this.#stores = stores;
    this.#hub = hub;
    this.#wallNow = wallNow;
    this.#pusher = new ChainPusher(stores, hub);
    this.#carriedPusher = new CarriedPusher(stores.carried, hub, wallNow);
    this.#partSender = new PartSender(ownParts(stores), hub, wallNow);
  }

  /** `arePutOffDue`: parts that were not taken before are tried again, too. */
  async run(wanted: Wanted, arePutOffDue: boolean, signal: AbortSignal): Promise<RoundEnd> {
    this.#havePositionsArrived = false;
    if (arePutOffDue) this.#partSender.tryPutOff();
    let move = beginRound(wanted, this.#isDesk);
    while (move.act.kind !== 'end') move = stepRound(move.state, await this.#perform(move.act, signal));
    const hasMoved = (await this.#goOver(move.state)) || (await this.#bringLegacyOver(move.state));
    return { ...endOf(move.state, this.#havePositionsArrived), ...(hasMoved && { hasMoved, laterBecause: null }) };
  }

  /** Once it is known which of our events the hub has on the closed chain. */
  async #goOver(state: RoundState): Promise<boolean> {
    const { closing } = this.#pusher;
    if (closing === null || !mayGoOver(state, this.#isOnDuty, closing.proven)) return false;
    const hasPulled = hasTold(state, this.#isOnDuty);
    await startSuccessor(this.#stores.successions, this.#hub.profile, closing, hasPulled);
    return true;
  }

  /** Once after each time that everything was pulled anew: then the hub may be one that was restored. */
  async #bringLegacyOver(state: RoundState): Promise<boolean> {
    if ((this.#hub.profile.enrolled.closings ?? []).length === 0 || !hasTold(state, this.#isOnDuty)) return false;
    const { life = '' } = (await this.#stores.pulled.cursor()) ?? {};
    if (life === this.#lookedIn) return false;
    const hasBrought = await bringLegacyOver(this.#stores.successions, this.#hub.profile);
    this.#lookedIn = life;
    return hasBrought;
  }

  async #perform(act: Exclude<RoundAct, { kind: 'end' }>, signal: AbortSignal): Promise<RoundInput> {
    switch (act.kind) {
      case 'push':
        return { kind: 'pushed', end: await this.#pushOrRecall(act.isForked, signal) };
      case 'take-back':
        return this.#takeBack(signal);
      case 'send-parts':
        return { kind: 'parts-sent', end: await this.#sendParts(act, signal) };
      case 'carry':
        return { kind: 'carried', end: await this.#carriedPusher.push(signal) };
      case 'pull':
        return { kind: 'pulled', end: await this.#pull(signal) };
      case 'tell-situation':
        await this.tellSituation(signal);
        return { kind: 'situation-told' };
    }
  }

  /** At a desk alone; beside a round as well. Whether the hub was heard. */
  async tellSituation(signal: AbortSignal): Promise<boolean> {
    if (!this.#isDesk) return false;
    const startedAt = this.#wallNow();
    const wasHeard = await fetchSituation(this.#stores.pulled, this.#hub, signal);
    this.situationTookMs = this.#wallNow() - startedAt;
    return wasHeard;
  }

  /** A hub restored from a backup made before this phone's enrolment, or before its chain was closed, knows neither until it is shown its own word. */
  async #pushOrRecall(isForked: boolean, signal: AbortSignal): Promise<PushEnd> {
    const end = await this.#pusher.push(isForked, signal);
    const isForgotten = end.kind === 'later' && (end.code === 'unknown-device' || end.code === 'not-found');
    return isForgotten && (await this.#hub.recall(signal)) ? this.#pusher.push(isForked, signal) : end;
  }

  /** Whether the hub's version links to ours, nobody knows who has not pulled it. */
  async #takeBack(signal: AbortSignal): Promise<RoundInput> {
    if (!this.#isOnDuty) return { kind: 'taken-back', end: nobodyReads, doesLink: false };
    const end = await this.#pull(signal);
    const doesLink = end.kind === 'done' && (await adoptOwnEvents(this.#stores, this.#hub, this.#wallNow));
    return { kind: 'taken-back', end, doesLink };
  }

  /** The positions of a ranger on patrol go with the parts, by the same nonce. */
  async #sendParts({ nonce }: Extract<RoundAct, { kind: 'send-parts' }>, signal: AbortSignal): Promise<PartEnd> {
    const parts = await this.#stores.outbox.partsToSend();
    const end = await this.#partSender.send(parts, nonce, signal);
    this.#havePositionsArrived = await sendPositions(this.#stores.positions, this.#hub, nonce, signal);
    return end;
  }

  get #isDesk(): boolean {
    return this.#isOnDuty && ['administrator', 'commander'].includes(this.#hub.profile.enrolled.grant.role);
  }

  get #isOnDuty(): boolean {
    return !this.#hub.profile.enrolled.isOffDuty;
  }

  #pull(signal: AbortSignal): Promise<PartEnd> {
    if (!this.#isOnDuty) return Promise.resolve({ kind: 'done' }); // nobody reads; sending goes on
    return pullChanges(this.#stores, this.#hub, this.#wallNow, this.#pullPace, signal);
  }
}

function endOf(state: RoundState, havePositionsArrived: boolean): RoundEnd {
  const ends = [state.pushed, state.sent, state.carried, state.pulled].filter((end) => end !== null);
  const laters = ends.filter((end) => end.kind === 'later');
  const stuck = ends.find((end) => end.kind === 'stuck');
  return {
    laterBecause: whyAgain(state),
    isForPartsAlone: isForPartsAlone(state),
    needsYou: stuck?.kind === 'stuck' ? stuck.because : needsYouOf(laters, isHubOlder(state)),
    obstacle: obstacleOf(state),
    wasHeard: ends.some((end) => end.kind !== 'later'),
    havePositionsArrived,
    hasMoved: false,
  };
}

/** From hints that nobody signed: shown, and nothing else follows from them. */
function needsYouOf(laters: readonly Later[], isOlder: boolean): SyncState['needsYou'] {
  if (laters.some(({ because }) => because === 'foreign')) return 'hub-not-trusted';
  if (laters.some(({ code }) => code === 'device-revoked')) return 'device-revoked';
  return isOlder ? 'hub-older' : null;
}

function ownParts({ parts, outbox }: Pick<SyncStores, 'parts' | 'outbox'>): PartSource {
  return {
    readBytes: (sha256) => parts.readBytes(sha256),
    begin: (sha256, at) => parts.begin(sha256, at),
    received: (sha256s) => outbox.partsReceived(sha256s),
    spoilt: (sha256) => outbox.partSpoilt(sha256),
  };
}
