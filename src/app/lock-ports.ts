import type { Live } from './live.ts';

/** What the pages about the lock are given: kept apart from `ports.ts` for its length. */

export interface LockState {
  /** Of whoever is on duty. `none`: he set no PIN. Recording and review copies wait for `unlocked`; verdicts, alarms and sending never do. */
  readonly kind: 'none' | 'locked' | 'unlocked';
  readonly afterMs: number;
  /** Whose it is: another one when the phone changes hands. */
  readonly holder?: string;
  /** It opens the way the one lock did that everybody had before: others know the PIN. */
  readonly isOld?: boolean;
  /** Drafts that are still behind that one lock, for whoever opens it; null: none. */
  readonly left?: { readonly drafts: number; readonly way: 'pin' | 'passkey' } | null;
}

/** `weak`: too short, or one that everybody tries first. */
export type SetPinResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: 'weak' | 'locked' | 'storage' };

export type UnlockResult =
  | { readonly ok: true }
  /** `wait`: too many wrong ones; not before `untilAt` by the phone. */
  | { readonly ok: false; readonly because: 'wrong'; readonly misses: number }
  | { readonly ok: false; readonly because: 'wait'; readonly untilAt: number };

/** `refused`: given up, or the phone no longer has the key (it tells nobody which). `unfit`: this phone cannot do it after all. */
export type PasskeyResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: 'refused' | 'unfit' | 'locked' | 'storage' };

/** The phone's own screen lock, fingerprint or face in the PIN's place, where the browser can make a key of it. */
export interface PasskeyLocking {
  /** Whether the lock that stands opens this way. */
  readonly isUsed: Live<boolean>;
  /** Whether it may be offered at all. */
  isOffered(): Promise<boolean>;
  /** In the place of a PIN, or as the first lock: a fresh key, under which drafts and review copies are sealed anew. */
  set(): Promise<PasskeyResult>;
  unlock(): Promise<PasskeyResult>;
  /** What `Locking.unlockBefore` does, where that lock opens this way. */
  unlockBefore(): Promise<PasskeyResult>;
  /** Takes the lock away again; asks for it. */
  remove(): Promise<PasskeyResult>;
}

/** The lock of whoever is on duty; nothing here touches anybody else's. */
export interface Locking {
  readonly state: Live<LockState>;
  /** The first PIN, or another one while unlocked: a fresh key, under which drafts and review copies are sealed anew. */
  setPin(pin: string): Promise<SetPinResult>;
  /** Takes the PIN away again; asks for it. */
  removePin(pin: string): Promise<UnlockResult>;
  unlock(pin: string): Promise<UnlockResult>;
  /** Opens the one lock of before, for drafts nobody is known to have begun: whose writes on in one has it. Until the next locking. */
  unlockBefore(pin: string): Promise<UnlockResult>;
  /** In every tab. */
  lock(): Promise<void>;
  lockAfter(ms: number): Promise<void>;
  /** Gives up his drafts and review copies for ever, and nothing else: finished records still go to the hub. */
  forget(): Promise<void>;
}
