import { readCursor, writeCursor } from '../../src/hub/custody/pull-cursor.ts';
import { type HubDb, missingParts } from './hub-db.ts';
import type { Request } from './net.ts';
import { authorOf, hashOf } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** A page has no more rows, whatever is asked for. */
export const mostPageRows = 5;

interface Asked {
  readonly cursor: string;
  readonly scope: string;
  readonly isDesk: boolean;
  readonly limit: number;
}

/** What a pull finds. `isRestored`: its cursor shows that the hub was; `told`: the page, once the epoch is known that holds then. */
export function readPage(steps: Steps, db: HubDb, request: Request) {
  const { cursor, scope, isDesk, limit } = JSON.parse(request.body) as Asked;
  const asked = cursor === '' ? 'none' : readCursor(cursor, sealOf);
  const tag = asked === 'none' || asked === null ? null : tagOf(db, asked.n);
  const upToTag = asked === 'none' || !asked?.upTo ? null : tagOf(db, asked.upTo.n);
  const hub = { epoch: epochText(db), scope: hashOf(scope), newest: db.newest, tag, upToTag };
  const opening = steps.openPage(asked, hub);
  const visible = steps
    .standingChanges(db.changes, hub.newest)
    .filter(
      ({ n, audience, chain }) =>
        n > opening.after && (isDesk || audience === 'all' || authorOf(chain ?? '') === request.by),
    );
  const page = visible.toSorted((a, b) => a.n - b.n).slice(0, Math.min(limit, mostPageRows));
  const more = visible.length > page.length;
  const n = steps.closePage(opening, hub, { last: page.at(-1)?.n ?? null, more });
  const told = (epoch: string) => {
    const newestTag = more ? tagOf(db, hub.newest) : null;
    const upTo = newestTag === null ? null : { n: hub.newest, tag: newestTag };
    const next = { epoch, scope: hub.scope, n, tag: tagOf(db, n), upTo };
    return { cursor: writeCursor(next, sealOf), restarted: opening.restarted, more, changes: page };
  };
  return { isRestored: opening.isRestored, told };
}

/** What the hub says of a chain; null: it does not know it. */
export function headOf(db: HubDb, name: string, now: number) {
  const chain = db.chains.get(name);
  if (!chain) return null;
  const { head, successor } = chain;
  const erased = chain.events.flatMap(({ id }) => (db.erased.has(id) ? [id] : []));
  const around = { epoch: epochText(db), time: now, missing: missingParts(db, name), horizon: db.horizon, erased };
  return { chain: name, head, ...around, ...(successor === null ? {} : { successor }), nonce: String(now) };
}

/** What the change table has under a number, in sixteen digits. */
function tagOf({ changes }: HubDb, n: number): string | null {
  const change = changes.find((one) => one.n === n);
  return change ? hashOf(`${n} ${change.at} ${change.key}`).slice(0, 16) : null;
}

export function epochText({ epoch }: HubDb): string {
  return `00000000-0000-4000-8000-${String(epoch).padStart(12, '0')}`;
}

/** A keyed hash, as of the secret of the key folder. */
function sealOf(text: string): string {
  return hashOf(`cursor seal of the hub ${text}`).slice(0, 22);
}
