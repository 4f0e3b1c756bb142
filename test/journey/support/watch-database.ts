export interface WatchedWindow {
  readonly journeyDatabase?: {
    /** Tables written to in transactions that were not strict. */
    readonly lax: string[];
    /** How many write transactions were strict. */
    strict: number;
    /** Ends every connection under the page, as a browser does when it runs out of something. */
    readonly loseHandles: () => number;
  };
}

/** Runs in the page before its own code: looks at every write transaction, and can take the database's handles away. */
export function watchDatabase(): void {
  const open = new Set<IDBDatabase>();
  const found = {
    lax: new Array<string>(),
    strict: 0,
    loseHandles: () => {
      const lost = open.size;
      for (const handle of open) {
        handle.close();
        handle.dispatchEvent(new Event('close'));
      }
      open.clear();
      return lost;
    },
  };
  Object.defineProperty(globalThis, 'journeyDatabase', { value: found });
  const begin = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'transaction')
    ?.value as IDBDatabase['transaction'];
  IDBDatabase.prototype.transaction = function (...how) {
    open.add(this);
    const transaction = begin.apply(this, how);
    if (transaction.mode !== 'readwrite') return transaction;
    if (transaction.durability === 'strict') found.strict += 1;
    else found.lax.push(...transaction.objectStoreNames);
    return transaction;
  };
}
