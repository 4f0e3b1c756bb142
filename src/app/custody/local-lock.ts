import { type Live, LiveValue } from '../live.ts';
import type { Locking, LockState, SetPinResult, UnlockResult } from '../lock-ports.ts';
import type { KeyName } from '../storage/draft-store.ts';
import type { LockFields, LockWayRow, PersonKeyRow } from '../storage/lock-row.ts';
import { type Door, type DoorLock, isBehindShared, type LockStanding, type LockStore } from '../storage/lock-store.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { type KeySource, type LocalKey, LockedError } from './own-key.ts';
import { freshLocalKey, freshSecret, isWeakPin, keptInside, wrapUnderPin } from './pin-key.ts';
import { tryPin } from './pin-tries.ts';
import { type OldKeys, sealAnew } from './seal-anew.ts';

/** Wraps a fresh local key, with the phone's own secret. */
export type MakeWay = (fresh: CryptoKey, secret: CryptoKey) => Promise<LockWayRow>;
type SealedUnder = { readonly ok: true } | { readonly ok: false; readonly because: 'locked' | 'storage' };
type NewLock = Pick<LockFields, 'secret' | 'afterMs' | 'turn'> &
  Pick<PersonKeyRow, 'isOld'> & { readonly makeWay: MakeWay };
/** A key that was behind a lock, and its name. */
interface OpenKey {
  readonly key: CryptoKey;
  readonly id: string;
}

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

/**
 * Each person's lock before what is personal of his on this phone. The unlocked key lives in this tab's memory and nowhere else, and only
 * as long as he is the one on duty.
 */
export class LocalLock implements Locking, KeySource {
  readonly state: Live<LockState>;
  readonly #deps: LocalLockDeps;
  readonly #shown = new LiveValue<LockState>({ kind: 'none', afterMs: usualAfterMs });
  #open: (OpenKey & { readonly holder: string; readonly turn: number }) | null = null;
  /** What stood behind the lock of before, once that was opened here. */
  #before: (OpenKey & { readonly holder: string }) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #touchedAt: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(deps: LocalLockDeps) {
    this.#deps = deps;
    this.#touchedAt = deps.wallNow();
    this.state = {
      subscribe: (onValue, onProblem) => {
        const stopRows = deps.locks.watch().subscribe((standing) => this.#follow(standing), onProblem);
        let isKnown = false;
        const stop = this.#shown.subscribe((value) => isKnown && onValue(value));
        const first = deps.locks.read().then((standing) => {
          this.#follow(standing);
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

  async localKey(): Promise<LocalKey> {
    const standing = await this.standing();
    const { own, holder, shared, profile } = standing;
    const before = shared ? this.#beforeOf(standing) : (profile?.localKey ?? null);
    if (own) {
      const key = own.lock ? this.#open?.key : own.key;
      if (!key) throw new LockedError('locked');
      return { key, id: own.keyId, holder, before };
    }
    if (isBehindShared(standing)) throw new LockedError('locked');
    if (!shared && before) return { key: before, id: null, holder, before };
    await this.#deps.locks.begin(await freshOpenKey(holder)); // he came when the lock of before stood: none of what is behind it is his
    return this.localKey();
  }

  /** How the locks stand, followed. */
  async standing(): Promise<LockStanding> {
    const standing = await this.#deps.locks.read();
    this.#follow(standing);
    if (standing.profile) return standing;
    await this.#deps.keys.ensure();
    return this.standing();
  }

  async setPin(pin: string): Promise<SetPinResult> {
    if (isWeakPin(pin)) return { ok: false, because: 'weak' };
    return this.sealUnder((fresh, secret) => wrapUnderPin(fresh, pin, secret, this.#rounds));
  }

  /** A fresh local key behind another way, with his drafts and review copies sealed anew, in one transaction. */
  async sealUnder(makeWay: MakeWay): Promise<SealedUnder> {
    try {
      for (;;) {
        const { key, ...rest } = await this.localKey();
        const standing = (await this.standing()).own?.lock;
        const { secret, afterMs, turn } = standing ?? { secret: await freshSecret(), afterMs: usualAfterMs, turn: 0 };
        if (await this.#exchange({ ...rest, own: key }, { secret, afterMs, turn, makeWay })) return { ok: true };
      }
    } catch (problem) {
      if (problem instanceof LockedError) return { ok: false, because: 'locked' };
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  }

  async unlock(pin: string): Promise<UnlockResult> {
    const standing = await this.standing();
    if (!isBehindShared(standing)) {
      return tryPin(this.#deps, ownDoor(standing), pin, (key, row) => this.opened(key, row, standing));
    }
    const makeWay: MakeWay = (fresh, secret) => wrapUnderPin(fresh, pin, secret, this.#rounds);
    const tried = await tryPin(this.#deps, sharedDoor, pin, async (key, row) => {
      await this.takeOut(key, row, makeWay);
      return true;
    });
    return tried.ok && !this.#open ? this.unlock(pin) : tried; // another tab was first
  }

  async unlockBefore(pin: string): Promise<UnlockResult> {
    await this.localKey();
    return tryPin(this.#deps, sharedDoor, pin, (key, row) => this.openedBefore(key, row));
  }

  /** His key is here by whatever way. False when he has another one by now; it stays closed when somebody else is on duty by now. */
  async opened(key: CryptoKey, { keyId, turn }: DoorLock, { holder }: { readonly holder: string }): Promise<boolean> {
    const standing = await this.#deps.locks.read();
    if (standing.holder !== holder) return true;
    if (standing.own?.keyId !== keyId) return false;
    this.#open = { key, id: keyId, turn, holder };
    this.#follow(standing);
    this.touch();
    return true;
  }

  /** The key of before is here by whatever way. */
  async openedBefore(key: CryptoKey, { keyId }: DoorLock): Promise<boolean> {
    const standing = await this.#deps.locks.read();
    this.#before = { key, id: keyId, holder: standing.holder };
    this.#follow(standing);
    this.touch();
    return standing.shared?.keyId === keyId;
  }

  /** What is his goes from behind the lock of before to behind one of his own that opens the same way, unless he is there already. */
  async takeOut(before: CryptoKey, { secret, afterMs, keyId }: DoorLock, makeWay: MakeWay): Promise<void> {
    for (;;) {
      const standing = await this.#deps.locks.read();
      if (!isBehindShared(standing) || standing.shared?.keyId !== keyId) return;
      const { holder } = standing;
      this.#before = { key: before, id: keyId, holder };
      const made = { secret, afterMs, turn: 0, isOld: true as const, makeWay };
      if (await this.#exchange({ own: null, before, id: null, holder }, made)) return;
    }
  }

  /** Takes his lock away; whoever asks has opened it just now. False when it is another lock by now. */
  async remove(key: CryptoKey, { keyId }: Pick<DoorLock, 'keyId'>): Promise<boolean> {
    const { holder } = await this.#deps.locks.read();
    if (!(await this.#deps.locks.remove(holder, key, keyId))) return false;
    this.#follow(await this.#deps.locks.read());
    return true;
  }

  async removePin(pin: string): Promise<UnlockResult> {
    return tryPin(this.#deps, ownDoor(await this.standing()), pin, (key, row) => this.remove(key, row));
  }

  async lock(): Promise<void> {
    this.#close();
    const { locks } = this.#deps;
    await locks.change(ownDoor(await locks.read()), ({ turn }) => ({ turn: turn + 1 }));
    this.#follow(await locks.read());
  }

  async lockAfter(ms: number): Promise<void> {
    const { locks } = this.#deps;
    await locks.change(ownDoor(await locks.read()), () => ({ afterMs: ms }));
    this.#follow(await locks.read());
  }

  async forget(): Promise<void> {
    const { locks } = this.#deps;
    const { holder } = await locks.read();
    await locks.forget(await freshOpenKey(holder), await keptInside(await freshLocalKey()));
    this.#close();
    this.#follow(await locks.read());
  }

  /** Somebody is using the app: other tabs are told now and then, for the lock is one for all of them. */
  touch(): void {
    this.#touchedAt = this.#deps.wallNow();
    this.#wind(this.#shown.value.afterMs);
    if (!this.#open || Math.abs(this.#touchedAt - this.#toldAt) < toldEachMs) return;
    this.#toldAt = this.#touchedAt;
    const told = this.#deps.locks.change(ownDoor(this.#open), () => ({ touchedAt: this.#touchedAt }));
    told.catch((problem: unknown) => console.warn('not told', problem));
  }

  /** The app came to the front again: timers may have slept. A clock set back counts as time gone by. */
  async wake(): Promise<void> {
    if (!this.#open && !this.#before) return;
    const { wallNow, locks } = this.#deps;
    const { afterMs } = this.#shown.value;
    if (!isIdle(wallNow() - this.#touchedAt, afterMs)) return this.#wind(afterMs - (wallNow() - this.#touchedAt));
    const elsewhereMs = wallNow() - ((await locks.read()).own?.lock?.touchedAt ?? this.#touchedAt);
    if (isIdle(elsewhereMs, afterMs)) await this.lock();
    else this.#wind(afterMs - elsewhereMs);
  }

  get #rounds(): number {
    return this.#deps.rounds ?? usualRounds;
  }

  /** False when something was written meanwhile, or the old keys are not those that stand: then it is done over. */
  async #exchange({ holder, id, ...old }: OldKeys & KeyName, { makeWay, isOld, ...given }: NewLock): Promise<boolean> {
    const { locks } = this.#deps;
    const [holding, fresh] = [await locks.holding(holder), await freshLocalKey()];
    if (holding.keyId !== id) return false;
    const keyId = crypto.randomUUID();
    const after = await sealAnew(holding, old, { key: fresh, id: keyId, holder });
    const kept = { secret: given.secret, afterMs: given.afterMs, turn: given.turn + 1, misses: 0, missedAt: 0 };
    const lock = { ...kept, way: await makeWay(fresh, given.secret) };
    const row: PersonKeyRow = { person: holder, keyId, key: null, lock, ...(isOld ? { isOld } : {}) };
    if (!(await locks.exchange(row, holding, after, await keptInside(await freshLocalKey())))) return false;
    await this.opened(await keptInside(fresh), { ...lock, keyId }, { holder });
    return true;
  }

  #close(): void {
    this.#open = null;
    this.#before = null;
    clearTimeout(this.#timer);
  }

  #beforeOf({ shared, holder }: LockStanding): CryptoKey | null {
    return this.#before && this.#before.id === shared?.keyId && this.#before.holder === holder
      ? this.#before.key
      : null;
  }

  /** What the stored locks say goes for every tab. */
  #follow(standing: LockStanding): void {
    const { own, holder } = standing;
    const open = this.#open;
    const isOpen =
      open !== null && [own?.keyId, own?.lock?.turn, holder].join() === [open.id, open.turn, open.holder].join();
    if (open && !isOpen) this.#close();
    const isBeforeOpen = this.#beforeOf(standing) !== null;
    if (!isBeforeOpen) this.#before = null;
    const next = shownOf(standing, isOpen, isBeforeOpen);
    if (JSON.stringify(next) !== JSON.stringify(this.#shown.value)) this.#shown.set(next);
  }

  #wind(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#open && !this.#before) return;
    this.#timer = setTimeout(() => {
      this.wake().catch((problem: unknown) => console.error('not locked', problem));
    }, ms);
  }
}

const sharedDoor: Door = { kind: 'shared' };

function ownDoor({ holder }: { readonly holder: string }): Door {
  return { kind: 'own', holder };
}

async function freshOpenKey(person: string): Promise<PersonKeyRow> {
  return { person, keyId: crypto.randomUUID(), key: await keptInside(await freshLocalKey()), lock: null };
}

function shownOf(standing: LockStanding, isOpen: boolean, isBeforeOpen: boolean): LockState {
  const { own, holder, shared, left } = standing;
  const isLocked = own ? own.lock !== null : isBehindShared(standing);
  const kind = !isLocked ? 'none' : isOpen ? 'unlocked' : 'locked';
  const isLeft = shared !== null && left > 0 && !isBeforeOpen;
  return {
    ...{ kind, afterMs: own?.lock?.afterMs ?? usualAfterMs, holder },
    ...{ isOld: own ? own.isOld === true : isLocked, left: isLeft ? { drafts: left, way: shared.way.kind } : null },
  };
}

function isIdle(forMs: number, afterMs: number): boolean {
  return forMs < 0 || forMs >= afterMs;
}
