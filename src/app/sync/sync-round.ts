import type { SyncState } from '../ports.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { ClockStore } from '../storage/clock-store.ts';
import type { OutboxStore } from '../storage/outbox-store.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PositionStore } from '../storage/position-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { adoptOwnEvents } from './adopt-own-events.ts';
import { fetchSituation } from './fetch-situation.ts';
import type { HubConnection } from './hub-connection.ts';
import { pullChanges } from './pull-changes.ts';
import { ChainPusher, type PushEnd } from './push-chain.ts';
import { sendParts } from './send-parts.ts';
import { sendPositions } from './send-positions.ts';
import type { LaterReason } from './signed-requests.ts';

export interface SyncStores {
  readonly chains: ChainStore;
  readonly outbox: OutboxStore;
  readonly parts: PartStore;
  readonly pulled: PulledStore;
  readonly positions: PositionStore;
  readonly clock: ClockStore;
}

/** What a round is asked to do. */
export interface Wanted {
  readonly push: boolean;
  readonly pull: boolean;
  readonly situation: boolean;
}

export interface RoundEnd {
  /** Null: everything wanted was done. */
  readonly laterBecause: LaterReason | null;
  readonly needsYou: SyncState['needsYou'];
  readonly wasHeard: boolean;
  readonly havePositionsArrived: boolean;
}

type Later = { readonly kind: 'later'; readonly because: LaterReason; readonly code: string | null };

/** One round with the hub. Pushing comes first and needs no session; nothing that fails holds up the rest, but for a dead line. */
export class SyncRound {
  readonly #stores: SyncStores;
  readonly #hub: HubConnection;
  readonly #wallNow: () => number;
  readonly #pusher: ChainPusher;

  constructor(stores: SyncStores, hub: HubConnection, wallNow: () => number) {
    this.#stores = stores;
    this.#hub = hub;
    this.#wallNow = wallNow;
    this.#pusher = new ChainPusher(stores, hub);
  }

  async run(wanted: Wanted, signal: AbortSignal): Promise<RoundEnd> {
    const pushed = wanted.push ? await this.#push(signal) : null;
    if (pushed?.kind === 'later' && pushed.because !== 'problem') return endOf([pushed], false);
    const sent =
      pushed?.kind === 'done' ? await sendParts(this.#stores, this.#hub, pushed.head, pushed.nonce, signal) : null;
    const havePositionsArrived = pushed?.kind === 'done' && (await this.#sendPositions(pushed.nonce, signal));
    const pulled = wanted.pull || wanted.push ? await this.#pull(signal) : null;
    if (wanted.situation && this.#isDesk && pulled?.kind !== 'later')
      await fetchSituation(this.#stores.pulled, this.#hub, signal);
    const ends = [pushed, sent, pulled].filter((end) => end !== null);
    return endOf(ends, havePositionsArrived);
  }

  get #isDesk(): boolean {
    return ['administrator', 'commander'].includes(this.#hub.profile.enrolled.grant.role);
  }

  /** A hub that holds more of our chain than we do: pull, take it back, and begin anew, once. */
  async #push(signal: AbortSignal): Promise<PushEnd> {
    const end = await this.#pusher.push(signal);
    if (end.kind !== 'hub-ahead') return end;
    const pulled = await this.#pull(signal);
    if (pulled.kind === 'later') return pulled;
    if (!(await adoptOwnEvents(this.#stores, this.#hub, this.#wallNow))) return { kind: 'stuck', because: 'fork' };
    return this.#pusher.push(signal);
  }

  #pull(signal: AbortSignal) {
    return pullChanges(this.#stores, this.#hub, this.#wallNow, signal);
  }

  #sendPositions(nonce: string, signal: AbortSignal): Promise<boolean> {
    return sendPositions(this.#stores.positions, this.#hub, nonce, signal);
  }
}

type AnyEnd = PushEnd | Later | { readonly kind: 'done' };

function endOf(ends: readonly AnyEnd[], havePositionsArrived: boolean): RoundEnd {
  const laters = ends.filter((end) => end.kind === 'later');
  const stuck = ends.find((end) => end.kind === 'stuck');
  return {
    laterBecause: laters[0]?.because ?? null,
    needsYou: stuck?.kind === 'stuck' ? stuck.because : needsYouOf(laters),
    wasHeard: ends.some((end) => end.kind !== 'later'),
    havePositionsArrived,
  };
}

/** From hints that nobody signed: shown, and nothing else follows from them. */
function needsYouOf(laters: readonly Later[]): SyncState['needsYou'] {
  if (laters.some(({ because }) => because === 'foreign')) return 'hub-not-trusted';
  return laters.some(({ code }) => code === 'device-revoked') ? 'device-revoked' : null;
}
