/** How many rows a pull asks for at a time, between two pages. */
export interface PageSize {
  readonly rows: number;
  /** No more than this is tried in this pull: the line broke off twice as many. */
  readonly most: number;
  /** The last page came; null: none was asked for yet. */
  readonly hasCome: boolean | null;
}

/** A pull begins with what the last one came down to, on a line nothing is known of with all that a page may have. */
export function beginPages(rows: number, most: number): PageSize {
  return { rows, most, hasCome: null };
}

/**
 * What is asked for after a page came or the line broke off; null: the line is dead, for now. `next` begins the pull after this one.
 *
 * | what      | before it             | rows of the next page                     |
 * |-----------|-----------------------|-------------------------------------------|
 * | page came | –                     | twice as many, up to what was not cut     |
 * | line cut  | a page that came      | half as many                              |
 * | line cut  | nothing               | an eighth: is there a line at all?        |
 * | line cut  | a line cut, or at one | none: later, with half as many            |
 */
export function sizePage(
  { rows, most, hasCome }: PageSize,
  end: 'came' | 'cut',
): { ask: PageSize | null; next: number } {
  if (end === 'came') {
    const more = Math.min(most, rows * 2);
    return { ask: { rows: more, most, hasCome: true }, next: more };
  }
  const half = Math.max(1, Math.floor(rows / 2));
  if (hasCome === false || rows === 1) return { ask: null, next: half };
  const fewer = hasCome ? half : Math.max(1, Math.floor(rows / 8));
  return { ask: { rows: fewer, most: half, hasCome: false }, next: fewer };
}
