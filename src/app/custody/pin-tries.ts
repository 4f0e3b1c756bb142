import type { UnlockResult } from '../lock-ports.ts';
import type { LockFields } from '../storage/lock-row.ts';
import type { Door, DoorLock, LockStore } from '../storage/lock-store.ts';
import { unwrapUnderPin } from './pin-key.ts';

/** So many wrong PINs are free; then each next one waits twice as long. */
const freeMisses = 5;
const shortestWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;

export interface TryDeps {
  readonly locks: LockStore;
  readonly wallNow: () => number;
}

/**
 * Counts the try before it is made, so that ending the app in between gains nobody a further one. When another tab changed the lock
 * meanwhile, the key is of the old one and `then` says so by false: then it is tried on what stands. Ok where there is no such lock.
 */
export async function tryPin(
  deps: TryDeps,
  door: Door,
  pin: string,
  then: (key: CryptoKey, lock: DoorLock) => Promise<boolean>,
): Promise<UnlockResult> {
  const { locks } = deps;
  const now = deps.wallNow();
  // A clock that went back starts the wait over, once.
  const standing = await locks.change(door, ({ missedAt }) => ({ missedAt: Math.min(missedAt, now) }));
  if (!standing) return { ok: true };
  if (standing.way.kind !== 'pin') return { ok: false, because: 'wrong', misses: standing.misses };
  const untilAt = waitUntil(standing, now);
  if (untilAt !== null) return { ok: false, because: 'wait', untilAt };
  const lock = await locks.change(door, ({ misses }) => ({ misses: misses + 1, missedAt: now }));
  if (!lock) return { ok: true };
  const key = lock.way.kind === 'pin' ? await unwrapUnderPin(lock.way, pin, lock.secret) : null;
  if (!key) return { ok: false, because: 'wrong', misses: lock.misses };
  const opened = await locks.change(door, () => ({ misses: 0 }), lock.keyId);
  return opened && (await then(key, opened)) ? { ok: true } : tryPin(deps, door, pin, then);
}

/** Until when no PIN is tried; null when one may be. */
function waitUntil({ misses, missedAt }: LockFields, now: number): number | null {
  if (misses < freeMisses) return null;
  const waitMs = Math.min(longestWaitMs, shortestWaitMs * 2 ** (misses - freeMisses));
  const untilAt = missedAt + waitMs;
  return now < untilAt ? untilAt : null;
}
