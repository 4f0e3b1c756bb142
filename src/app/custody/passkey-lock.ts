import type { Live } from '../live.ts';
import type { PasskeyLocking, PasskeyResult } from '../lock-ports.ts';
import type { Passkeys } from '../passkey-ports.ts';
import { mapLive } from '../storage/live-query.ts';
import type { LockRow } from '../storage/lock-row.ts';
import type { LockStore } from '../storage/lock-store.ts';
import { type LocalLock, LockedError } from './local-lock.ts';
import { unwrapUnderPasskey, wrapUnderPasskey } from './passkey-key.ts';

/** The lock before what is personal, opened by the phone's authenticator in the PIN's place. */
export class PasskeyLock implements PasskeyLocking {
  readonly isUsed: Live<boolean>;
  readonly #lock: LocalLock;
  readonly #locks: LockStore;
  readonly #passkeys: Passkeys;

  constructor(lock: LocalLock, locks: LockStore, passkeys: Passkeys) {
    this.#lock = lock;
    this.#locks = locks;
    this.#passkeys = passkeys;
    this.isUsed = mapLive(locks.watch(), (row) => row?.way.kind === 'passkey');
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

  unlock(): Promise<PasskeyResult> {
    return this.#open(async (key, row) => {
      this.#lock.opened(key, row);
      return true;
    });
  }

  remove(): Promise<PasskeyResult> {
    return this.#open((key, row) => this.#lock.remove(key, row));
  }

  async #open(then: (key: CryptoKey, row: LockRow) => Promise<boolean>): Promise<PasskeyResult> {
    const row = await this.#locks.read();
    if (!row) return { ok: true };
    if (row.way.kind !== 'passkey') return { ok: false, because: 'refused' };
    const answer = await this.#passkeys.ask(row.way);
    if (typeof answer === 'string') return { ok: false, because: answer };
    const key = await unwrapUnderPasskey(row.way, answer.output, row.secret);
    if (!key) return { ok: false, because: 'refused' };
    const now = await this.#locks.read();
    if (!now) return { ok: true };
    return now.keyId === row.keyId && (await then(key, now)) ? { ok: true } : { ok: false, because: 'refused' };
  }
}
