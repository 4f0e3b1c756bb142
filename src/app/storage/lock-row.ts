import type { Bytes } from '../../protocol/bytes.ts';
import type { only } from './rows.ts';

/** The local key, wrapped under a key made from a PIN. Persisted: changing this breaks stored data. */
export interface PinWayRow {
  readonly kind: 'pin';
  /** Random; goes through the phone's own secret before it salts PBKDF2-SHA-256. */
  readonly salt: Bytes;
  readonly rounds: number;
  readonly iv: Bytes;
  readonly wrapped: Bytes;
}

/** The local key, wrapped under a key made from what the phone's own authenticator answers. Persisted: as above. */
export interface PasskeyWayRow {
  readonly kind: 'passkey';
  /** The credential's id, and what the authenticator is asked with. */
  readonly credential: Bytes;
  readonly input: Bytes;
  /** Random; goes through the phone's own secret before it salts HKDF-SHA-256. */
  readonly salt: Bytes;
  readonly iv: Bytes;
  readonly wrapped: Bytes;
}

/** The one way to open the lock. */
export type LockWayRow = PinWayRow | PasskeyWayRow;

/** A lock before drafts and review copies. `secret` is a non-extractable HMAC key of this phone: a guess needs it. */
export interface LockFields {
  readonly secret: CryptoKey;
  readonly way: LockWayRow;
  /** Locks itself when nobody touched the app for so long. */
  readonly afterMs: number;
  /** Another number than a tab remembers: it was locked in another tab. */
  readonly turn: number;
  /** Wrong tries in a row, and when the last of them was, by the phone. */
  readonly misses: number;
  readonly missedAt: number;
  /** When somebody last touched the app in any tab, by the phone, to a few seconds; absent: nobody since it was set. */
  readonly touchedAt?: number;
}

/** The one lock of before people had their own: older builds set it, nobody does now. */
export interface LockRow extends LockFields {
  readonly only: typeof only;
  /** Names the local key behind it. */
  readonly keyId: string;
  /** Who stands behind it as long as he has no key of his own, as `holder.ts` names them; absent: everybody, it was set by an older build. */
  readonly people?: readonly string[];
}

/** One person's own key. Persisted: as above. */
export interface PersonKeyRow {
  /** As `holder.ts` names people. */
  readonly person: string;
  /** Names the key: drafts sealed under another one are sealed anew, never written. */
  readonly keyId: string;
  /** Null when it stands behind the lock. */
  readonly key: CryptoKey | null;
  readonly lock: LockFields | null;
  /** The lock still opens the way the one of before did: others know the PIN. */
  readonly isOld?: true;
}
