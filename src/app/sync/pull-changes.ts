import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import { type PullAnswer, pullAnswerSchema, pulledEventSchema } from '../../protocol/pull.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { CursorRow, ReceiptRow } from '../storage/rows.ts';
import type { HubConnection } from './hub-connection.ts';
import { textOf } from './hub-http.ts';
import { readReceipt } from './read-receipt.ts';
import type { LaterReason } from './signed-requests.ts';

const pageRows = 500;

export interface PullStores {
  readonly chains: ChainStore;
  readonly pulled: PulledStore;
}

export type PullEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly because: LaterReason; readonly code: string | null };

/** Pulls page after page until the hub has no more. A cut loses nothing: rows and cursor move together. */
export async function pullChanges(
  stores: PullStores,
  hub: HubConnection,
  wallNow: () => number,
  signal: AbortSignal,
): Promise<PullEnd> {
  for (;;) {
    const asked = await stores.pulled.cursor();
    const page = await askPage(hub, asked, signal);
    if (page.kind === 'later') return page;
    const { cursor, restarted, more, changes } = page.answer;
    const verified = await verifyOwn(stores.chains, hub, changes, wallNow());
    const hasMoved = await stores.pulled.applyPage(asked, {
      rows: changes.map(toRow),
      cursor,
      restarted,
      more,
      verified,
    });
    if (hasMoved && !more) return { kind: 'done' };
  }
}

async function askPage(
  { session }: HubConnection,
  asked: CursorRow | null,
  signal: AbortSignal,
): Promise<{ kind: 'page'; answer: PullAnswer } | Extract<PullEnd, { kind: 'later' }>> {
  const query = new URLSearchParams({ cursor: asked?.cursor ?? '', limit: String(pageRows) });
  const heard = await session.ask({ method: 'GET', path: `/api/v1/pull?${query}` }, signal);
  if (heard.kind === 'no-network') return { kind: 'later', because: 'no-network', code: null };
  if (heard.kind === 'problem') return { kind: 'later', because: 'problem', code: heard.code };
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), pullAnswerSchema), textOf(heard.bytes));
  return answer.success ? { kind: 'page', answer: answer.output } : { kind: 'later', because: 'unsigned', code: null };
}

function toRow({ entity, key, n, at, body }: PullAnswer['changes'][number]) {
  return { entity, key, n, at, body };
}

/** Own events that came back with the hash we hold and a receipt of the hub's: *verified*. */
async function verifyOwn(
  chains: ChainStore,
  hub: HubConnection,
  changes: PullAnswer['changes'],
  verifiedAt: number,
): Promise<ReceiptRow[]> {
  const { chain } = hub.profile.enrolled;
  const verified: ReceiptRow[] = [];
  for (const { entity, key, body } of changes) {
    const seq = entity === 'event' && key.startsWith(`${chain}/`) ? Number(key.slice(chain.length + 1)) : null;
    const pulled = v.safeParse(pulledEventSchema, body);
    if (seq === null || !pulled.success) continue;
    const hash = await sha256Hex(pulled.output.event.raw);
    if (hash !== (await chains.hashAt(chain, seq))) continue;
    const receipt = await readReceipt(hub.verifier, pulled.output.receipt, { chain, seq, hash }, verifiedAt);
    if (receipt) verified.push(receipt);
  }
  return verified;
}
