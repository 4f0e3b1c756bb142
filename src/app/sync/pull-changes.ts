import * as v from 'valibot';
import type { PartEnd } from '../../domain/custody/round-step.ts';
import { type PullAnswer, pullAnswerSchema, pulledEventSchema } from '../../protocol/pull.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import { forgetErased } from '../storage/forget-erased.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { CursorRow, ReceiptRow } from '../storage/rows.ts';
import { type Asked, askSigned } from './ask-signed.ts';
import type { HubConnection } from './hub-connection.ts';
import { readReceipt } from './read-receipt.ts';

const pageRows = 500;
/** So many receipts are checked at the same time. */
const atOnce = 50;

export interface PullStores {
  readonly chains: ChainStore;
  readonly pulled: PulledStore;
}

type Page = Asked<PullAnswer>;

/**
 * Pulls page after page until the hub has no more; the next is on its way while one is stored. A cut loses nothing: rows and cursor
 * move together.
 */
export async function pullChanges(
  stores: PullStores,
  hub: HubConnection,
  wallNow: () => number,
  signal: AbortSignal,
): Promise<PartEnd> {
  let ahead: { readonly cursor: string; readonly page: Promise<Page> } | null = null;
  for (;;) {
    const asked: CursorRow | null = await stores.pulled.cursor();
    const isAhead: boolean = ahead !== null && ahead.cursor === asked?.cursor;
    const page: Page = await (ahead && isAhead ? ahead.page : askPage(hub, asked?.cursor ?? '', signal));
    if (page.kind === 'later') return page;
    const { cursor, restarted, more, changes, time }: PullAnswer = page.says;
    ahead = more ? { cursor, page: askAhead(hub, cursor, signal) } : null;
    const verified = await verifyOwn(stores.chains, hub, changes, wallNow(), signal);
    const told = { rows: changes.map(toRow), cursor, restarted, more, time, verified };
    const hasMoved = await stores.pulled.applyPage(asked, told, forgetErased);
    if (hasMoved && !more) return { kind: 'done' };
  }
}

function askAhead(hub: HubConnection, cursor: string, signal: AbortSignal): Promise<Page> {
  const page = askPage(hub, cursor, signal);
  page.catch(() => undefined); // nobody comes for it when another tab has moved the cursor
  return page;
}

function askPage(hub: HubConnection, cursor: string, signal: AbortSignal): Promise<Page> {
  const query = new URLSearchParams({ cursor, limit: String(pageRows) });
  return askSigned(hub, `/api/v1/pull?${query}`, pullAnswerSchema, signal);
}

function toRow({ entity, key, n, at, body }: PullAnswer['changes'][number]) {
  return { entity, key, n, at, body };
}

type PulledChange = PullAnswer['changes'][number];

/** Own events that came back with the text we hold and a receipt of the hub's: *verified*. */
async function verifyOwn(
  chains: ChainStore,
  hub: HubConnection,
  changes: PullAnswer['changes'],
  verifiedAt: number,
  signal: AbortSignal,
): Promise<ReceiptRow[]> {
  const { chain } = hub.profile.enrolled;
  const seqOf = ({ key }: PulledChange) => Number(key.slice(chain.length + 1));
  const own = changes.filter(({ entity, key }) => entity === 'event' && key.startsWith(`${chain}/`));
  const held = await chains.among(chain, own.map(seqOf));
  const verify = async (change: PulledChange) => {
    const pulled = v.safeParse(pulledEventSchema, change.body);
    const row = held.get(seqOf(change));
    if (!pulled.success || row?.raw !== pulled.output.event.raw) return null;
    const { receipt } = pulled.output;
    if (!hub.verifier.knows(receipt.kid)) await hub.requests.learnKeys(signal);
    return readReceipt(hub.verifier, receipt, row, verifiedAt);
  };
  const verified: ReceiptRow[] = [];
  for (let from = 0; from < own.length; from += atOnce)
    verified.push(...(await Promise.all(own.slice(from, from + atOnce).map(verify))).filter((one) => one !== null));
  return verified;
}
