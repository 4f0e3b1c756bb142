import type { Live } from '../live.ts';
import type { PasskeyLocking, PasskeyResult } from '../lock-ports.ts';
import type { PasskeyAnswer, Passkeys } from '../passkey-ports.ts';
import { mapLive } from '../storage/live-query.ts';
import type { LockFields } from '../storage/lock-row.ts';
import { type DoorLock, isBehindShared, type LockStanding, type LockStore } from '../storage/lock-store.ts';
import type { LocalLock } from './local-lock.ts';
import { LockedError } from './own-key.ts';
import { unwrapUnderPasskey, wrapUnderPasskey } from './passkey-key.ts';

type Then = (key: CryptoKey, lock: DoorLock, answer: PasskeyAnswer) => Promise<boolean>;

/** Each person's lock before what is personal, opened by the phone's authenticator in the PIN's place. */
export class PasskeyLock implements PasskeyLocking {
  readonly isUsed: Live<boolean>;
  readonly #lock: LocalLock;
  readonly #locks: LockStore;
  readonly #passkeys: Passkeys;

  constructor(lock: LocalLock, locks: LockStore, passkeys: Passkeys) {
    this.#lock = lock;
    this.#locks = locks;
    this.#passkeys = passkeys;
    this.isUsed = mapLive(locks.watch(), (standing) => lockBefore(standing)?.way.kind === 'passkey');
  }

  isOffered(): Promise<boolean> {
    return this.#passkeys.isOffered();
  }

  async set(): Promise<PasskeyResult> {
    try {
      await this.#lock.localKey(); // before the phone asks for a finger
    } catch (problem) {
      if (problem instanceof LockedError) return { ok: false, because: 'locked' };
      throw problem;
    }
    const answer = await this.#passkeys.create();
    if (typeof answer === 'string') return { ok: false, because: answer };
    return this.#lock.sealUnder((fresh, secret) => wrapUnderPasskey(fresh, answer, secret));
  }

  async unlock(): Promise<PasskeyResult> {
    const standing = await this.#locks.read();
    if (!isBehindShared(standing)) return this.#open(lockBefore, (key, lock) => this.#lock.opened(key, lock, standing));
    return this.#open(lockBefore, async (key, lock, answer) => {
      await this.#lock.takeOut(key, lock, (fresh, secret) => wrapUnderPasskey(fresh, answer, secret));
      return true;
    });
  }

  unlockBefore(): Promise<PasskeyResult> {
    return this.#open(
      ({ shared }) => shared,
      (key, lock) => this.#lock.openedBefore(key, lock),
    );
  }

  remove(): Promise<PasskeyResult> {
    return this.#open(lockBefore, (key, lock) => this.#lock.remove(key, lock));
  }

  async #open(which: (standing: LockStanding) => DoorLock | null, then: Then): Promise<PasskeyResult> {
    const lock = which(await this.#locks.read());
    if (!lock) return { ok: true };
    if (lock.way.kind !== 'passkey') return { ok: false, because: 'refused' };
    const answer = await this.#passkeys.ask(lock.way);
    if (typeof answer === 'string') return { ok: false, because: answer };
    const key = await unwrapUnderPasskey(lock.way, answer.output, lock.secret);
    if (!key) return { ok: false, because: 'refused' };
    const now = which(await this.#locks.read());
    if (!now) return { ok: true };
    return now.keyId === lock.keyId && (await then(key, now, answer))
      ? { ok: true }
      : { ok: false, because: 'refused' };
  }
}

/** The lock whoever is on duty stands before. */
function lockBefore(standing: LockStanding): DoorLock | null {
  const { own, shared } = standing;
  const lock: LockFields | null = own ? own.lock : null;
  if (own && lock) return { ...lock, keyId: own.keyId };
  return isBehindShared(standing) ? shared : null;
}
