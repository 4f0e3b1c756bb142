import { type Live, LiveValue } from '../live.ts';
import type { Locking, LockState, SetPinResult, UnlockResult } from '../lock-ports.ts';
import type { LockRow, LockWayRow } from '../storage/lock-row.ts';
import type { LockStore, UnderKey } from '../storage/lock-store.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import { only } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { openJson, sealJson, unwrapLocally, wrapLocally } from './local-seal.ts';
import { freshLocalKey, freshSecret, isWeakPin, keptInside, unwrapUnderPin, wrapUnderPin } from './pin-key.ts';

/** Asked for what only an unlocked phone can open. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** For `catch`: what is locked is not opened, any other problem is one. */
export function nullIfLocked(problem: unknown): null {
  if (problem instanceof LockedError) return null;
  throw problem;
}

/** The key drafts and review copies stand under, and its name: drafts are written only while it is still the one. */
export interface LocalKey {
  readonly key: CryptoKey;
  readonly id: string | null;
}

/** Wraps a fresh local key, with the phone's own secret. */
type MakeWay = (fresh: CryptoKey, secret: CryptoKey) => Promise<LockWayRow>;
type SealedUnder = { readonly ok: true } | { readonly ok: false; readonly because: 'locked' | 'storage' };

export interface LocalLockDeps {
  readonly locks: LockStore;
  readonly keys: OwnKeys;
  readonly wallNow: () => number;
  /** Of PBKDF2; about half a second on a phone. */
  readonly rounds?: number;
}

const usualRounds = 600_000;
const usualAfterMs = 5 * 60_000;
const toldEachMs = 2_000;
/** So many wrong PINs are free; then each next one waits twice as long. */
const freeMisses = 5;
const shortestWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;

/** The lock before what is personal on this phone. The unlocked key lives in this tab's memory and nowhere else. */
export class LocalLock implements Locking {
  readonly state: Live<LockState>;
  readonly #deps: LocalLockDeps;
  readonly #shown = new LiveValue<LockState>({ kind: 'none', afterMs: usualAfterMs });
  #open: { key: CryptoKey; id: string; turn: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #touchedAt: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(deps: LocalLockDeps) {
    this.#deps = deps;
    this.#touchedAt = deps.wallNow();
    this.state = {
      subscribe: (onValue, onProblem) => {
        const stopRows = deps.locks.watch().subscribe((row) => this.#follow(row), onProblem);
        let isKnown = false;
        const stop = this.#shown.subscribe((value) => isKnown && onValue(value));
        const first = deps.locks.read().then((row) => {
          this.#follow(row);
          isKnown = true;
          onValue(this.#shown.value);
        });
        first.catch(onProblem);
        return () => {
          stopRows();
          stop();
        };
      },
    };
  }

  /** The local key. Throws a `LockedError` while it is locked. */
  async localKey(): Promise<LocalKey> {
    const row = await this.#deps.locks.read();
    this.#follow(row);
    if (row && this.#open) return this.#open;
    const { localKey } = await this.#deps.keys.ensure();
    if (row || !localKey) throw new LockedError('locked');
    return { key: localKey, id: null };
  }

  async setPin(pin: string): Promise<SetPinResult> {
    if (isWeakPin(pin)) return { ok: false, because: 'weak' };
    const { rounds = usualRounds } = this.#deps;
    return this.sealUnder((fresh, secret) => wrapUnderPin(fresh, pin, secret, rounds));
  }

  /** A fresh local key behind another way, with drafts and review copies sealed anew, in one transaction. */
  async sealUnder(makeWay: MakeWay): Promise<SealedUnder> {
    try {
      while (!(await this.#exchange(makeWay)));
      return { ok: true };
    } catch (problem) {
      if (problem instanceof LockedError) return { ok: false, because: 'locked' };
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  }

  async unlock(pin: string): Promise<UnlockResult> {
    return this.#tryPin(pin, async (key, row) => {
      this.opened(key, row);
      return true;
    });
  }

  /** The key is here by whatever way. */
  opened(key: CryptoKey, { keyId, turn, afterMs }: LockRow): void {
    this.#open = { key, id: keyId, turn };
    this.#shown.set({ kind: 'unlocked', afterMs });
    this.touch();
  }

  /** Takes the lock away; whoever asks has opened it just now. False when it is another lock by now. */
  async remove(key: CryptoKey, { keyId }: Pick<LockRow, 'keyId'>): Promise<boolean> {
    if (!(await this.#deps.locks.remove(key, keyId))) return false;
    this.#close();
    return true;
  }

  async removePin(pin: string): Promise<UnlockResult> {
    return this.#tryPin(pin, (key, row) => this.remove(key, row));
  }

  async lock(): Promise<void> {
    this.#close();
    this.#follow(await this.#deps.locks.change(({ turn }) => ({ turn: turn + 1 })));
  }

  async lockAfter(ms: number): Promise<void> {
    this.#follow(await this.#deps.locks.change(() => ({ afterMs: ms })));
  }

  async forget(): Promise<void> {
    await this.#deps.locks.forget(await keptInside(await freshLocalKey()));
    this.#close();
    this.#follow(null);
  }

  /** Somebody is using the app: other tabs are told now and then, for the lock is one for all. */
  touch(): void {
    this.#touchedAt = this.#deps.wallNow();
    this.#wind(this.#shown.value.afterMs);
    if (!this.#open || Math.abs(this.#touchedAt - this.#toldAt) < toldEachMs) return;
    this.#toldAt = this.#touchedAt;
    const { locks } = this.#deps;
    locks.change(() => ({ touchedAt: this.#touchedAt })).catch((problem: unknown) => console.warn('not told', problem));
  }

  /** The app came to the front again: timers may have slept. A clock set back counts as time gone by. */
  async wake(): Promise<void> {
    if (!this.#open) return;
    const { wallNow, locks } = this.#deps;
    const { afterMs } = this.#shown.value;
    if (!isIdle(wallNow() - this.#touchedAt, afterMs)) return this.#wind(afterMs - (wallNow() - this.#touchedAt));
    const elsewhereMs = wallNow() - ((await locks.read())?.touchedAt ?? this.#touchedAt);
    if (isIdle(elsewhereMs, afterMs)) await this.lock();
    else this.#wind(afterMs - elsewhereMs);
  }

  /** False when something was written meanwhile: then it is done over. */
  async #exchange(makeWay: MakeWay): Promise<boolean> {
    const { locks } = this.#deps;
    const old = await this.localKey();
    const [standing, before, fresh, secret] = await Promise.all([
      locks.read(),
      locks.underKey(),
      freshLocalKey(),
      freshSecret(),
    ]);
    const after = await sealAnew(before, old.key, fresh);
    const way = await makeWay(fresh, secret);
    const row: LockRow = {
      ...{ only, keyId: crypto.randomUUID(), secret, way, misses: 0, missedAt: 0 },
      ...{ afterMs: standing?.afterMs ?? usualAfterMs, turn: (standing?.turn ?? 0) + 1 },
    };
    if (!(await locks.exchange(row, before, after))) return false;
    this.opened(await keptInside(fresh), row);
    return true;
  }

  /**
   * Counts the try before it is made, so that ending the app in between gains nobody a further one. When another tab changed the lock
   * meanwhile, the key is of the old one: then it is tried on what stands.
   */
  async #tryPin(pin: string, then: (key: CryptoKey, row: LockRow) => Promise<boolean>): Promise<UnlockResult> {
    const { locks, wallNow } = this.#deps;
    const now = wallNow();
    // A clock that went back starts the wait over, once.
    const standing = await locks.change(({ missedAt }) => ({ missedAt: Math.min(missedAt, now) }));
    if (!standing) return { ok: true };
    if (standing.way.kind !== 'pin') return { ok: false, because: 'wrong', misses: standing.misses };
    const untilAt = waitUntil(standing, now);
    if (untilAt !== null) return { ok: false, because: 'wait', untilAt };
    const row = await locks.change(({ misses }) => ({ misses: misses + 1, missedAt: now }));
    if (!row) return { ok: true };
    const key = row.way.kind === 'pin' ? await unwrapUnderPin(row.way, pin, row.secret) : null;
    if (!key) return { ok: false, because: 'wrong', misses: row.misses };
    const opened = await locks.change(() => ({ misses: 0 }), row.keyId);
    return opened && (await then(key, opened)) ? { ok: true } : this.#tryPin(pin, then);
  }

  #close(): void {
    this.#open = null;
    clearTimeout(this.#timer);
  }

  /** What the stored lock says goes for every tab. */
  #follow(row: LockRow | null): void {
    if (this.#open && (row?.turn !== this.#open.turn || row.keyId !== this.#open.id)) this.#close();
    const kind = row ? (this.#open ? 'unlocked' : 'locked') : 'none';
    const afterMs = row?.afterMs ?? usualAfterMs;
    const { value } = this.#shown;
    if (value.kind !== kind || value.afterMs !== afterMs) this.#shown.set({ kind, afterMs });
  }

  #wind(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#open) return;
    this.#timer = setTimeout(() => {
      this.wake().catch((problem: unknown) => console.error('not locked', problem));
    }, ms);
  }
}

function isIdle(forMs: number, afterMs: number): boolean {
  return forMs < 0 || forMs >= afterMs;
}

/** What does not open under the old key stays as it is: nobody could read it before either. */
async function sealAnew({ drafts, recordKeys }: UnderKey, old: CryptoKey, fresh: CryptoKey): Promise<UnderKey> {
  const reseal = async (draft: UnderKey['drafts'][number]) => {
    const matter = await openJson(draft.sealed, draft.id, old);
    return { ...draft, sealed: await sealJson(matter, draft.id, fresh) };
  };
  const rewrap = async (row: UnderKey['recordKeys'][number]) => {
    const recordKey = await unwrapLocally(row, old);
    return { ...row, ...(await wrapLocally(recordKey, row.event, fresh)) };
  };
  const resealed = drafts.map((draft) => reseal(draft).catch(() => draft));
  const rewrapped = recordKeys.map((row) => rewrap(row).catch(() => row));
  return { drafts: await Promise.all(resealed), recordKeys: await Promise.all(rewrapped) };
}

/** Until when no PIN is tried; null when one may be. */
function waitUntil({ misses, missedAt }: LockRow, now: number): number | null {
  if (misses < freeMisses) return null;
  const waitMs = Math.min(longestWaitMs, shortestWaitMs * 2 ** (misses - freeMisses));
  const untilAt = missedAt + waitMs;
  return now < untilAt ? untilAt : null;
}
