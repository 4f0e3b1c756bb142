import type { AlarmValues } from '../domain/alarm/alarm-file.ts';
import type { Obstacle } from '../domain/custody/name-obstacle.ts';
import type { GateFile } from '../domain/gate/gate-file.ts';
import type { Crossing, Side } from '../domain/patrol/patrol-track.ts';
import type { Act, Breach, CustodyStatus, PartyKind, ReviewOutcome, Role } from '../domain/shared/codes.ts';
import type { Fix } from '../domain/shared/fix.ts';
import type { HeldReason } from '../domain/shared/held-codes.ts';
import type { GatewayRevocation } from '../domain/shared/trouble-codes.ts';
import type { Now } from '../domain/verdict/verdict.ts';
import type { Judged } from '../domain/violation/cite-verdict.ts';
import type { Grant } from '../protocol/enrolment.ts';
import type { ViolationBody, ViolationFields } from '../protocol/event.ts';
import type { PermitRow } from '../protocol/permit.ts';
import type { Alarm, Device, Rejudgement, Station } from '../protocol/pull.ts';
import type { LatestReading } from '../protocol/situation.ts';
import type { AddedPhoto, Finished, RecordDraft, RecordDrafts } from './draft-ports.ts';
import type { Live } from './live.ts';
import type { PulledRecord } from './record-ports.ts';

/** What pages are given by context: the app's services as its screens see them. Built in `main.ts`, faked in element tests. */

/** Everything that no first verdict needs, and the words of its screens: every page but home waits for it. */
export interface Late {
  /** Rejects when it cannot be fetched; the next asker tries again. */
  bring(): Promise<{ readonly loadSensors: () => Promise<unknown> }>;
}

/** This browser profile's enrolment: one key, one chain. */
export interface Profile {
  readonly device: string;
  readonly kid: string;
  readonly chain: string;
  readonly grant: Grant;
}

export type EnrolResult =
  | { readonly ok: true; readonly profile: Profile }
  /** `already-enrolled`: the key of an enrolled profile is never replaced. `insecure`: no crypto on plain http. */
  | {
      readonly ok: false;
      readonly because:
        | 'already-enrolled'
        | 'insecure'
        | 'no-network'
        | 'code-expired'
        | 'code-used'
        | 'code-unknown'
        | 'wrong-hub'
        | 'storage'
        | 'refused';
      readonly detail: string;
    };

export interface Enrolment {
  readonly profile: Live<Profile | null>;
  /** `fragment` is an enrolment link's `#…`. Stores the key before it asks; safe to repeat. */
  enrol(fragment: string, signal: AbortSignal): Promise<EnrolResult>;
}

/** A violation being written. Kept under the local key at every keystroke. */
export interface ViolationDraft extends RecordDraft {
  readonly act: Act | Breach | null;
  readonly party: PartyKind;
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly plate: string;
  readonly note: string;
  /** The position that will be recorded; null until there is one. */
  readonly fix: Fix | null;
  readonly happenedAt: number;
}

export type AddPhotoResult = AddedPhoto<ViolationDraft>;
export type FinaliseResult = Finished<'no-act'>;
/** Suspected violations being written. */
export type Drafts = RecordDrafts<ViolationDraft, [judged: Judged], 'no-act'>;

/** One of this phone's own records in the list. */
export interface OwnRecord {
  readonly id: string;
  readonly seq: number;
  readonly kind: string;
  readonly body: Record<string, unknown>;
  readonly savedAt: number;
  readonly custody: CustodyStatus;
  /** What was decided about it after the hub had held it; null when it was never held, or not decided yet. */
  readonly review: ReviewOutcome | null;
  /** Why the hub held it, as far as it has said. */
  readonly heldBecause?: HeldReason | null;
  readonly origin: { readonly chain: string; readonly seenAt: number | null };
  readonly parts: { readonly total: number; readonly received: number };
  readonly photos: { readonly total: number; readonly received: number };
  readonly receivedAt: number | null;
  /** Written by somebody else who shares the phone: its sealed fields are his to open. */
  readonly isOthers?: boolean;
  /** What of it went bad on this phone: its text, which can no longer be read and `body` is empty, or a part the hub has not got. */
  readonly spoilt?: 'text' | 'part';
}

export interface OwnRecords {
  /** As many of the newest as anything is worked out from. */
  readonly all: Live<readonly OwnRecord[]>;
  /** So many of the newest; fewer when there are no more. */
  newest(most: number): Live<readonly OwnRecord[]>;
  /** However old it is; null when this phone has not written it. */
  one(id: string): Live<OwnRecord | null>;
  /** The review copy, opened with its writer's local key, in memory only; null when this phone, or whoever is on duty, cannot open it. */
  openFields(id: string): Promise<ViolationFields | null>;
  openPhoto(id: string, part: string): Promise<Blob | null>;
}

/** A suspected violation as command sees it: what is in clear, and which sealed parts there are. */
export interface ViolationRow extends PulledRecord<ViolationBody> {
  /** Another verdict by the rulebooks and zones now current; null when it would be the same. */
  readonly would: Rejudgement['would'];
}

export interface PositionRow {
  readonly device: string;
  readonly person: string;
  readonly role: string;
  readonly lon: number;
  readonly lat: number;
  readonly accuracyMeters: number;
  readonly takenAt: number;
  readonly receivedAt: number;
  /** Into and out of the ban area within a day, as the hub reckons from what it received. */
  readonly crossings: readonly Crossing[];
}

/** What the pull and the situation brought, from storage. */
export interface Pulled {
  readonly violations: Live<readonly ViolationRow[]>;
  /** False while only the newest records are listed: older ones are still being read from storage. */
  readonly isListWhole: Live<boolean>;
  readonly alarms: Live<readonly Alarm[]>;
  readonly stations: Live<readonly Station[]>;
  /** What was said of gates' modes, as the hub told it; gates nobody set a mode of are left out. */
  readonly gates: Live<readonly GateFile[]>;
  readonly devices: Live<readonly Device[]>;
  readonly positions: Live<readonly PositionRow[]>;
  readonly readings: Live<readonly LatestReading[]>;
  /** Every permit ever heard of, by their first day; corrected and withdrawn ones too. */
  readonly permits: Live<readonly PermitRow[]>;
  /** The hub's time at which all it had to tell was here; null before the first. */
  readonly wholeAt: Live<number | null>;
}

export interface Acknowledging {
  /** Appends an acknowledgement to this device's chain. Durable when it resolves. */
  acknowledge(alarm: Alarm): Promise<void>;
  /** Appends a step: verified, assigned, shelved or closed, against the version shown. Durable when it resolves. */
  step(alarm: Alarm, changes: Partial<AlarmValues>): Promise<void>;
}

export interface SyncState {
  readonly connection: 'unknown' | 'online' | 'offline';
  /** Offline because something else than the hub answers: a Wi-Fi that wants a login, a proxy. */
  readonly isCaptured?: boolean;
  readonly running: boolean;
  /** What waits: events and parts the hub has not confirmed, their bytes, and when the oldest was saved. */
  readonly waiting: {
    readonly events: number;
    readonly parts: number;
    readonly bytes: number;
    readonly oldestAt: number | null;
    /** Not among them: events that the hub could not accept at all. Their own pages say so. */
    readonly refused?: number;
  };
  /** False while `waiting` is not counted yet: nothing may be concluded from its zeros. */
  readonly isCounted: boolean;
  readonly lastContactAt: number | null;
  readonly retryAt: number | null;
  /** Set when only a person can go on: the chain is stuck. `hub-older`: sending goes on, lists do not come. `part-spoilt`: all but that goes on. */
  readonly needsYou: 'fork' | 'refused' | 'hub-not-trusted' | 'device-revoked' | 'hub-older' | 'part-spoilt' | null;
  /** What stands in the way at a hub that answers, as far as it said; absent or null: nothing is known of. */
  readonly obstacle?: Obstacle | null;
}

export interface Sync {
  readonly state: Live<SyncState>;
  tryNow(): void;
}

/** A moment by both of the phone's clocks, in ms: the one that people set, and the one that only goes on. */
export interface Stamp {
  readonly wall: number;
  readonly monotonic: number;
}

/** `received`: when the phone got the fix. */
export type FixState =
  | { readonly kind: 'off' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'insecure' }
  | { readonly kind: 'fix'; readonly fix: Fix; readonly received: Stamp };

export interface Fixes {
  readonly state: Live<FixState>;
}

export interface Clock {
  /** The moment to judge by, and how far it can be trusted. */
  now(): Now;
  /** Changes once a minute, at civil midnight in Weihai, and when the known skew changes. */
  readonly live: Live<Now>;
}

export interface StorageHealth {
  /** Null: the browser does not say. */
  readonly persisted: boolean | null;
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** The database could not be opened or written. */
  readonly refused: boolean;
}

export interface StorageWatch {
  readonly health: Live<StorageHealth>;
  askPersist(): Promise<void>;
}

export type OpenedPart =
  | { readonly ok: true; readonly blob: Blob }
  | {
      readonly ok: false;
      readonly because: 'no-network' | 'not-allowed' | 'missing' | 'cannot-open';
      readonly detail: string;
    };

export interface Openings {
  /** Has the hub open one sealed part; it logs who read it. Kept in memory only. */
  open(event: string, part: string, signal: AbortSignal): Promise<OpenedPart>;
}

export type AdministrationResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly detail: string };

export interface Administration {
  issueCode(
    who: { name: string; role: Role; area: string },
    signal: AbortSignal,
  ): Promise<AdministrationResult<{ link: string; expiresAt: number }>>;
  /** `lostFrom`: it was lost or stolen then; null: it was not. */
  revoke(device: string, lostFrom: number | null, signal: AbortSignal): Promise<AdministrationResult<null>>;
  /** For command: this gateway may connect no more. */
  revokeGateway(gateway: string, because: GatewayRevocation, signal: AbortSignal): Promise<AdministrationResult<null>>;
}

/** Whether this ranger's newest positions go to command while the app is open. The ranger's desk shows it, with a stop button. */
export interface SharingState {
  /** False as well when the role is no ranger's. */
  readonly on: boolean;
  /** The phone's time at which the hub last confirmed one. */
  readonly lastSharedAt: number | null;
}

export interface PositionSharing {
  readonly state: Live<SharingState>;
  /** Kept across restarts. Does nothing for a role that shares none. */
  set(on: boolean): void;
}

/** This phone and the ban area, as proved by several fixes in a row; the verdict says at once what a single one says. */
export interface ZoneWatchState {
  /** Null: not known yet. */
  readonly side: Side | null;
  readonly lastCrossing: Crossing | null;
  /** Vibrates and sounds on entering. */
  readonly isAlerting: boolean;
}

export interface ZoneWatch {
  readonly state: Live<ZoneWatchState>;
  /** Kept across restarts. */
  setAlerting(on: boolean): Promise<void>;
}
