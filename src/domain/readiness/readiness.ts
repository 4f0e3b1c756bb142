import type { Now } from '../verdict/verdict.ts';

/** What has to be right before a ranger leaves. */
export type ReadyItem = 'zones' | 'rulebook' | 'map' | 'storage' | 'clock' | 'battery' | 'unsent' | 'permits';

/** `unknown` is never good enough. */
export type ReadyState = 'ready' | 'unknown' | 'not-ready';

export type ReadyReason =
  | 'not-known'
  | 'current'
  | 'never-confirmed'
  | 'stale'
  | 'another-is-current'
  | 'demonstration'
  | 'not-in-force'
  | 'present'
  | 'missing'
  | 'kept'
  | 'refused'
  | 'not-persisted'
  | 'nearly-full'
  | 'right'
  | 'doubtful'
  | 'off'
  | 'never-compared'
  | 'enough'
  | 'seen-by-person'
  | 'low'
  | 'nothing-waits'
  | 'waiting'
  | 'needs-you'
  | 'none'
  | 'fresh';

export interface ReadyLine {
  readonly item: ReadyItem;
  readonly state: ReadyState;
  readonly because: ReadyReason;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly lines: readonly ReadyLine[];
}

/** A package in use, by what records cite. */
export interface UsedPackage {
  readonly sha256: string;
  readonly demonstration: boolean;
}

/** A rulebook in use, with its first and last civil date. */
export interface UsedRulebook extends UsedPackage {
  readonly inForceOn: string;
  readonly expiresOn: string | null;
}

/** What a phone knows of itself; null is what it does not know. Moments are epoch ms. */
export interface ReadinessFacts {
  readonly now: Now | null;
  /** The hub's newest word on what is current, by its clock. */
  readonly confirmed: {
    readonly time: number;
    readonly rulebooks: readonly string[];
    readonly zones: readonly string[];
  } | null;
  readonly zones: readonly UsedPackage[] | null;
  readonly rulebooks: readonly UsedRulebook[] | null;
  /** Pieces of the drawn map for the area of the zone packages. */
  readonly map: { readonly expected: number; readonly present: number } | null;
  readonly storage: {
    readonly persisted: boolean | null;
    readonly freeBytes: number | null;
    readonly refused: boolean;
  } | null;
  /** Charge from 0 to 1; whether the ranger has looked at it. */
  readonly battery: { readonly level: number | null; readonly isSeenByPerson: boolean } | null;
  /** Events and parts that the hub has not confirmed. */
  readonly unsent: { readonly count: number; readonly needsYou: boolean } | null;
  /** How many are in force or coming, and the hub time at which they were last confirmed; null before the first. */
  readonly permits: { readonly count: number; readonly confirmedAt: number | null } | null;
}
