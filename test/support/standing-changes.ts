/** One row of a change table as far as it decides who is told of it. */
export interface TableChange {
  readonly n: number;
  readonly entity?: string;
  readonly key: string;
  readonly audience: string;
  readonly chain: string | null;
  readonly area?: string;
}

/** What a pull that ends at change `upTo` tells of: of several changes of one thing for the same readers only the newest, in their order. */
export function standingChanges<Row extends TableChange>(changes: readonly Row[], upTo: number): Row[] {
  const ofThing = ({ entity, key, audience, chain, area }: Row) => JSON.stringify([entity, key, audience, chain, area]);
  const told = changes.filter(({ n }) => n <= upTo).toSorted((a, b) => a.n - b.n);
  const newest = new Map(told.map((change) => [ofThing(change), change.n]));
  return told.filter((change) => newest.get(ofThing(change)) === change.n);
}
