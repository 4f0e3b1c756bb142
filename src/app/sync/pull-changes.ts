import type { PartEnd } from '../../domain/custody/round-step.ts';
import { type PullAnswer, pullAnswerSchema } from '../../protocol/pull.ts';
import { forgetErased } from '../storage/forget-erased.ts';
import type { CursorRow } from '../storage/rows.ts';
import { type Asked, askSigned } from './ask-signed.ts';
import { compareOwn, type OwnStores } from './compare-own.ts';
import type { HubConnection } from './hub-connection.ts';
import { type ErasureStores, noteLostErasures, orderErasuresAgain } from './order-erasures-again.ts';

const pageRows = 500;

export type PullStores = OwnStores & ErasureStores;

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
    const own = await compareOwn(stores, hub, changes, wallNow(), signal);
    if (own.kind === 'later') return own; // and then with this very page
    const grant = hub.profile.enrolled.grant.id;
    const told = { rows: changes.map(toRow), cursor, restarted, more, time, verified: own.verified, grant };
    await noteLostErasures(stores, hub, told, asked?.filling ?? false);
    const hasMoved = await stores.pulled.applyPage(asked, told, forgetErased);
    if (hasMoved && !more) return orderErasuresAgain(stores, hub, signal);
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
