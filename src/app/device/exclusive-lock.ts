/** Runs work that only one tab of this origin may do at a time. */
export type RunAlone = <T>(name: string, work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** By Web Locks. Where a browser has none the work just runs: everything under it is safe to do twice. */
export function exclusiveLock(locks: LockManager | undefined): RunAlone {
  if (!locks) return (_name, work) => work();
  return (name, work, signal) => locks.request(name, { signal }, () => work());
}
