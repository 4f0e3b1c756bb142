/** How far a phone has pulled. `filling`: a pull from the start is under way; its rows gather aside until it is whole. */
export interface StandingCursor {
  readonly cursor: string;
  readonly filling: boolean;
}

/** What a page of a pull says of itself. */
export interface PageTells {
  readonly cursor: string;
  readonly restarted: boolean;
  readonly more: boolean;
}

/** What one page does to the phone's tables, all in one transaction. */
export interface PageEffect {
  /** The rows gathered aside so far are of another life or scope: away with them. */
  readonly clearsShadow: boolean;
  readonly into: 'pulled' | 'shadow';
  /** The last page of a pull from the start: what gathered aside replaces everything. */
  readonly swaps: boolean;
  readonly cursor: StandingCursor;
}

/**
 * What a page asked for with `asked` does, when `standing` is the cursor now; null when another tab moved it: nothing changes then.
 *
 * | restarted | was filling | more | rows go into | shadow cleared first | swapped | filling |
 * |-----------|-------------|------|--------------|----------------------|---------|---------|
 * | no        | no          | –    | pulled       | no                   | no      | no      |
 * | no        | yes         | yes  | shadow       | no                   | no      | yes     |
 * | no        | yes         | no   | shadow       | no                   | yes     | no      |
 * | yes       | –           | yes  | shadow       | yes                  | no      | yes     |
 * | yes       | –           | no   | shadow       | yes                  | yes     | no      |
 */
export function judgePage(
  standing: StandingCursor | null,
  asked: StandingCursor | null,
  { cursor, restarted, more }: PageTells,
): PageEffect | null {
  if (standing?.cursor !== asked?.cursor) return null;
  const isFilling = restarted || (asked?.filling ?? false);
  const [into, swaps] = [isFilling ? ('shadow' as const) : ('pulled' as const), isFilling && !more];
  return { clearsShadow: restarted, into, swaps, cursor: { cursor, filling: isFilling && more } };
}
