/** A list with one of its members changed, left out, or added at the end: what a form's fields tell. */
export function changedAt<T>(list: readonly T[], place: number, change: Partial<T>): T[] {
  return list.map((one, at) => (at === place ? { ...one, ...change } : one));
}

export function withoutAt<T>(list: readonly T[], place: number): T[] {
  return list.filter((_, at) => at !== place);
}
