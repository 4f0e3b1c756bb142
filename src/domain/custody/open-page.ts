/** How far a client has pulled: in which life of the hub, in which scope, up to which change. */
export interface PullCursor {
  readonly epoch: string;
  readonly scope: string;
  readonly n: number;
  /** Of the change numbered `n`, so that one of another life with the same number is found out; null in cursors of older hubs. */
  readonly tag: string | null;
  /** Of a page that more was to follow: what changes up to this one, of that tag, replaced was left out before `n`; null: nothing was. */
  readonly upTo: { readonly n: number; readonly tag: string } | null;
  /** A hub wrote it, and not whoever brings it; false in cursors of older hubs. */
  readonly isSealed: boolean;
}

/** The hub as a page finds it: `newest` is the highest change number, everything up to it is committed. `tag` and `upToTag` are those of the cursor's changes here. */
export interface HubNow {
  readonly epoch: string;
  readonly scope: string;
  readonly newest: number;
  readonly tag: string | null;
  readonly upToTag: string | null;
}

/** Where a page begins. `isRestored`: the client has seen changes this hub has not, so a new epoch is minted first. */
export interface PageOpening {
  readonly after: number;
  readonly restarted: boolean;
  readonly isRestored: boolean;
}

/**
 * Where the page asked for with a cursor begins. `cursor` is null for one this hub never wrote, 'none' for the first page.
 *
 * | cursor                     | → |
 * |----------------------------|---|
 * | none                       | from the start |
 * | not readable               | from the start, restarted |
 * | of another epoch or scope  | from the start, restarted |
 * | above the hub's newest     | from the start, restarted; when it is sealed in a new epoch: the hub was restored |
 * | at a change with another tag here | the same: it was restored, and has given the number again since |
 * | `upTo` is one of both      | the same: what stood in for changes that were left out is lost |
 * | anything else              | after it |
 */
export function openPage(
  cursor: PullCursor | 'none' | null,
  { epoch, scope, newest, tag, upToTag }: HubNow,
): PageOpening {
  if (cursor === 'none') return { after: 0, restarted: false, isRestored: false };
  const isOfThisLife = cursor !== null && cursor.epoch === epoch;
  const isStrange =
    isOfThisLife &&
    (cursor.n > newest ||
      (cursor.tag !== null && cursor.tag !== tag) ||
      (cursor.upTo !== null && (cursor.upTo.n > newest || cursor.upTo.tag !== upToTag)));
  const goesOn = isOfThisLife && !isStrange && cursor.scope === scope;
  if (goesOn) return { after: cursor.n, restarted: false, isRestored: false };
  return { after: 0, restarted: true, isRestored: isStrange && cursor.isSealed };
}

/** How far a page has come. `last` is the number of its last change, null when it has none. */
export function closePage(
  { after }: PageOpening,
  { newest }: Pick<HubNow, 'newest'>,
  { last, more }: { readonly last: number | null; readonly more: boolean },
): number {
  return more ? (last ?? after) : Math.max(newest, after);
}
