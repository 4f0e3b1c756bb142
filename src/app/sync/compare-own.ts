import * as v from 'valibot';
import type { Later } from '../../domain/custody/push-step.ts';
import type { PartEnd } from '../../domain/custody/round-step.ts';
import { areSameWraps, type Wrap } from '../../protocol/event.ts';
import { type PullAnswer, pulledErasureSchema, pulledEventSchema } from '../../protocol/pull.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { EventRow, ReceiptRow } from '../storage/rows.ts';
import type { HubConnection } from './hub-connection.ts';
import { readReceipt } from './read-receipt.ts';
import { sendWrapsAgain } from './send-wraps-again.ts';

export interface OwnStores {
  readonly chains: ChainStore;
  readonly pulled: PulledStore;
}

/** Receipts of those that came back with the same text; `verifiedAt` is set when the wrapped keys are the same too. */
export type OwnCompared = { readonly kind: 'compared'; readonly verified: readonly ReceiptRow[] } | Later;

/** So many receipts are checked at the same time. */
const atOnce = 50;

type PulledChange = PullAnswer['changes'][number];

/**
 * Compares own events that came back with those that are kept. Of those the hub has with other wrapped keys, which whoever carried them
 * could change, it is sent the right ones at once: `later` when it was not reached, so that the page is pulled again.
 */
export async function compareOwn(
  { chains, pulled: store }: OwnStores,
  hub: HubConnection,
  changes: PullAnswer['changes'],
  verifiedAt: number,
  signal: AbortSignal,
): Promise<OwnCompared> {
  const { chain } = hub.profile.enrolled;
  const seqOf = ({ key }: PulledChange) => Number(key.slice(chain.length + 1));
  const own = changes.filter(({ entity, key }) => entity === 'event' && key.startsWith(`${chain}/`));
  const held = await chains.among(chain, own.map(seqOf));
  const otherWraps: EventRow[] = [];
  const told = changes.filter(({ entity }) => entity === 'erasure');
  const isErased = async (row: EventRow) =>
    told.some((change) => isErasureOf(row, change)) ||
    isErasureOf(row, await store.readOne('erasure', row.id)) ||
    isErasureOf(row, await store.readOne('erasure', `${chain}/${row.seq}`));
  const areWrapsOurs = async (row: EventRow, theirs: readonly Wrap[]) =>
    row.wraps.length === 0 || areSameWraps(row.wraps, theirs) || (theirs.length === 0 && (await isErased(row)));
  const verify = async (change: PulledChange) => {
    const pulled = v.safeParse(pulledEventSchema, change.body);
    const row = held.get(seqOf(change));
    if (!pulled.success || row?.raw !== pulled.output.event.raw) return null;
    const areOurs = await areWrapsOurs(row, pulled.output.event.wraps);
    if (!areOurs) otherWraps.push(row);
    const { receipt } = pulled.output;
    if (!hub.verifier.knows(receipt.kid)) await hub.requests.learnKeys(signal);
    return readReceipt(hub.verifier, receipt, row, areOurs ? verifiedAt : null);
  };
  const verified: ReceiptRow[] = [];
  for (let from = 0; from < own.length; from += atOnce)
    verified.push(...(await Promise.all(own.slice(from, from + atOnce).map(verify))).filter((one) => one !== null));
  const again = otherWraps.length > 0 ? await sendWrapsAgain(hub, otherWraps, signal) : null;
  return isToBeTriedAgain(again) ? again : { kind: 'compared', verified };
}

/** Another device's may have stood under the same id. */
function isErasureOf({ chain, id }: EventRow, told: Pick<PulledChange, 'body'> | null): boolean {
  const read = v.safeParse(pulledErasureSchema, told?.body);
  return read.success && read.output.chain === chain && read.output.event === id;
}

/** A hub that will not hear of it must not keep everything else from being read. */
function isToBeTriedAgain(end: PartEnd | null): end is Later {
  return end?.kind === 'later' && (end.because !== 'problem' || (end.status ?? 0) >= 429);
}
