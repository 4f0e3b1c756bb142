import type { PartEnd } from '../../domain/custody/round-step.ts';
import { beginPages, type PageSize, sizePage } from '../../domain/custody/size-page.ts';
import { type PullAnswer, pullAnswerSchema } from '../../protocol/pull.ts';
import { forgetErased } from '../storage/forget-erased.ts';
import type { CursorRow } from '../storage/rows.ts';
import { type Asked, askSigned } from './ask-signed.ts';
import { compareOwn, type OwnStores } from './compare-own.ts';
import type { HubConnection } from './hub-connection.ts';
import { type ErasureStores, noteLostErasures, orderErasuresAgain } from './order-erasures-again.ts';

const mostRows = 500;
/** Of one row as it travels, gzipped: a slow line gets the time for them. */
const rowBytes = 400;

export type PullStores = OwnStores & ErasureStores;

type Page = Asked<PullAnswer>;

/** How many rows the last pull came down to, of one hub. */
export interface PullPace {
  rows: number;
}

export function fullPace(): PullPace {
  return { rows: mostRows };
}

/**
 * Pulls page after page until the hub has no more; the next is on its way while one is stored, unless the line just broke off. A cut
 * loses nothing: rows and cursor move together; what follows it is asked for in smaller pages.
 */
export async function pullChanges(
  stores: PullStores,
  hub: HubConnection,
  wallNow: () => number,
  pace: PullPace,
  signal: AbortSignal,
): Promise<PartEnd> {
  const pages = new Pages(hub, pace, signal);
  for (;;) {
    const asked: CursorRow | null = await stores.pulled.cursor();
    const page = await pages.after(asked?.cursor ?? '');
    if (page.kind === 'later') return page;
    const { cursor, restarted, more, changes, time }: PullAnswer = page.says;
    if (more) pages.askAhead(cursor);
    const own = await compareOwn(stores, hub, changes, wallNow(), signal);
    if (own.kind === 'later') return own; // and then with this very page
    const grant = hub.profile.enrolled.grant.id;
    const told = { rows: changes.map(toRow), cursor, restarted, more, time, verified: own.verified, grant };
    await noteLostErasures(stores, hub, told, asked?.filling ?? false);
    const hasMoved = await stores.pulled.applyPage(asked, told, forgetErased);
    if (hasMoved && !more) return orderErasuresAgain(stores, hub, signal);
  }
}

/** The pages of one pull, in the size that the line carries. */
class Pages {
  readonly #hub: HubConnection;
  readonly #pace: PullPace;
  readonly #signal: AbortSignal;
  #size: PageSize;
  #ahead: { readonly cursor: string; readonly page: Promise<Page> } | null = null;

  constructor(hub: HubConnection, pace: PullPace, signal: AbortSignal) {
    this.#hub = hub;
    this.#pace = pace;
    this.#signal = signal;
    this.#size = beginPages(pace.rows, mostRows);
  }

  /** The page after this cursor, of however few rows; `no-network` when the line carries none. */
  async after(cursor: string): Promise<Page> {
    for (;;) {
      const page = await (this.#ahead?.cursor === cursor ? this.#ahead.page : this.#ask(cursor));
      this.#ahead = null;
      if (page.kind === 'later' && page.because !== 'no-network') return page;
      const { ask, next } = sizePage(this.#size, page.kind === 'later' ? 'cut' : 'came');
      this.#pace.rows = next;
      this.#size = ask ?? this.#size;
      if (page.kind === 'answer' || ask === null) return page;
    }
  }

  /** Before anybody comes for it, on a line that did not break off in this pull. */
  askAhead(cursor: string): void {
    if (this.#size.most < mostRows) return;
    const page = this.#ask(cursor);
    page.catch(() => undefined); // nobody comes for it when another tab has moved the cursor
    this.#ahead = { cursor, page };
  }

  #ask(cursor: string): Promise<Page> {
    const { rows } = this.#size;
    const query = new URLSearchParams({ cursor, limit: String(rows) });
    return askSigned(this.#hub, `/api/v1/pull?${query}`, pullAnswerSchema, this.#signal, rows * rowBytes);
  }
}

function toRow({ entity, key, n, at, body }: PullAnswer['changes'][number]) {
  return { entity, key, n, at, body };
}
