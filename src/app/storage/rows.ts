import type { ZoneLayer } from '../../domain/shared/codes.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { CurrentPackage } from '../../protocol/current-packages.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import type { PartReference, Wrap } from '../../protocol/event.ts';
import type { HubKeys } from '../../protocol/hub-keys.ts';
import type { PublicJwk, Signed } from '../../protocol/signed.ts';
import type { Position, Situation } from '../../protocol/situation.ts';

/**
 * The rows of the phone's database. Persisted: changing a member's name or meaning breaks stored data. Add only.
 * Rows of a later version may carry more members: they are kept as they are.
 */

/** The key of tables that hold one row. */
export const only = 'only';

/** This profile's keys, and what the hub answered to its enrolment. Keys are non-extractable. */
export interface ProfileRow {
  readonly only: typeof only;
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly privateKey: CryptoKey;
  /**
   * AES-256-GCM: wraps record keys and seals drafts of everybody on this phone who has no key of his own. Null when it stands behind the
   * one lock of before.
   */
  readonly localKey: CryptoKey | null;
  /** An enrolment link that was opened and not answered yet. */
  readonly link: { readonly code: string; readonly hub: string } | null;
  readonly enrolled: EnrolledRow | null;
}

export interface EnrolledRow {
  readonly device: string;
  readonly chain: string;
  /** Who is on duty with this phone. */
  readonly grant: Grant;
  /** Everybody enrolled with this phone; absent while it is one person. */
  readonly grants?: readonly Grant[];
  /** The hub's signed answers to the enrolments of further people, byte for byte, the first one first; older builds kept none. */
  readonly grantAnswers?: readonly Signed[];
  /** Nobody is on duty: set by logging out. */
  readonly isOffDuty?: boolean;
  /** The session, if any, is somebody else's: the next reading opens another. */
  readonly mustSignIn?: boolean;
  readonly hub: HubKeys;
  readonly epoch: string;
  /** The hub's signed answer, byte for byte. */
  readonly answer: Signed;
  /** The hub's signed heads by which this phone went over to another chain, the first one first; absent: it never did. */
  readonly closings?: readonly Signed[];
}

/** One signed event of a chain. `raw` is never re-serialised. */
export interface EventRow {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
  readonly kind: string;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
  readonly wraps: readonly Wrap[];
  readonly parts: readonly (Omit<PartReference, 'role'> & { readonly role: string })[];
  /** UTF-8 bytes of `raw`. */
  readonly bytes: number;
  readonly savedAt: number;
}

/** The end of a chain on this phone. */
export interface HeadRow {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string | null;
  /** Command closed the chain: this phone goes on with that one, and never writes here again. */
  readonly successor?: string;
}

/** An event as it stood on a closed chain before it was written anew on the next: the same id, other bytes. Kept for whoever compares. */
export type ReplacedEventRow = EventRow;

/** An event the hub could not accept at all; it stays on this phone. */
export interface RefusalRow {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly reason: string;
}

/** What the hub last said, signed, about a chain: it holds our events up to `seq`, whatever receipts we have. */
export interface HubHeadRow {
  readonly chain: string;
  readonly seq: number;
  readonly epoch: string;
  readonly toldAt: number;
  readonly horizon: number | null;
  /** The newest of its words that named every part the hub missed; absent: none yet. */
  readonly namedAllAt?: number;
}

/** The hub's receipt for one event; `verifiedAt` once the event came back in a pull with the same hash. */
export interface ReceiptRow {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly outcome: 'stored' | 'held' | 'fork';
  readonly time: number;
  readonly receipt: Signed;
  readonly verifiedAt: number | null;
}

/** Receipts for events that stand one after another, as one answer brought them; a row of its own at the same place is newer. */
export interface ReceiptBlockRow {
  readonly chain: string;
  readonly first: number;
  readonly last: number;
  readonly receipts: readonly ReceiptRow[];
}

/**
 * A sealed part's description; its bytes stand in their own table. `draft`, `own-draft`: its event is not written yet; builds that know
 * but one lock give up those of the first kind with a forgotten PIN.
 */
export interface PartRow {
  readonly sha256: string;
  readonly event: string;
  readonly role: string;
  readonly type: string;
  readonly bytes: number;
  readonly state: 'draft' | 'own-draft' | 'waiting' | 'received';
  /** SHA-256 and size of the plaintext and when it was taken, while it belongs to a draft. */
  readonly plain: string | null;
  readonly plainBytes: number | null;
  readonly takenAt: number | null;
  readonly addedAt: number;
  /** When its first chunk was sent; absent: none yet. The hub is asked where to go on, whatever became of it. */
  readonly begunAt?: number;
  /** The hub's newest word when space first ran short with it received here: it may have come only after that. */
  readonly receivedBy?: number;
  /** By this hub time the hub had it: a later word that names every part it misses did not name this one. */
  readonly heldBy?: number;
  /** The hub's epoch in which both were said; absent: an older build noted them, and they count for nothing. */
  readonly notedIn?: string;
  /** Its bytes are here no more: the hub has them, and a backup of the hub. */
  readonly released?: boolean;
  /** Its bytes here no longer hash to its name, or are gone, and the hub has not got it: it is not sent again. */
  readonly spoilt?: boolean;
  /** A thumbnail's photo, by its part. */
  readonly thumbnailOf?: string;
}

export interface PartBytesRow {
  readonly sha256: string;
  readonly sealed: Bytes;
}

/** A draft, sealed under the local key: nothing personal stands here in clear. */
export interface DraftRow {
  readonly id: string;
  readonly kind: string;
  readonly sealed: Bytes;
  readonly updatedAt: number;
  /** Whose it is, as `holder.ts` names people; left out by older builds. */
  readonly owner?: string;
}

/** A draft under its owner's own key, in a table no older build knows. */
export interface OwnDraftRow extends DraftRow {
  readonly owner: string;
  /** The name of that key. */
  readonly key: string;
  /** What its parts are sealed under, wrapped under the same key; null: it has none. */
  readonly recordKey: Pick<RecordKeyRow, 'iv' | 'wrapped'> | null;
}

/** A record key, wrapped under the local key. */
export interface RecordKeyRow {
  readonly event: string;
  readonly iv: Bytes;
  readonly wrapped: Bytes;
  /** The name of somebody's own key, when it is wrapped under that. */
  readonly key?: string;
}

/** The newest state of one pulled entity, known to this build or not. */
export interface PulledRow {
  readonly entity: string;
  readonly key: string;
  readonly n: number;
  readonly at: number;
  readonly body: unknown;
}

/** `filling`: a pull from the start is under way; its rows gather in the shadow table until it is whole. */
export interface CursorRow {
  readonly only: typeof only;
  readonly cursor: string;
  readonly filling: boolean;
  /** The hub's time when it last had nothing more to tell; left out by older builds. */
  readonly wholeAt?: number | undefined;
  /** Another one whenever everything pulled was replaced; left out by older builds. */
  readonly life?: string | undefined;
  /** Whom it was pulled for, by the grant; left out by older builds. */
  readonly grant?: string | undefined;
}

/** The newest signed hub time, and the phone's clock minus the hub's (positive: phone ahead), learned at `skewAt` by the phone. */
export interface ClockRow {
  readonly only: typeof only;
  readonly seen: number;
  readonly skewMs: number | null;
  readonly skewAt: number | null;
}

export interface SituationRow {
  readonly only: typeof only;
  readonly situation: Situation;
  /** Whom it was told, by the grant; left out by older builds. */
  readonly grant?: string | undefined;
}

/** A position that waits to be sent. */
export type PositionWaitingRow = Position;

/** A preference of this phone, by name. */
export interface SettingRow {
  readonly name: string;
  readonly value: unknown;
}

/** A zone package's `package.json` or a rulebook's file, as text, by what records cite. Not `whole`: chunks of it may still be missing. */
export interface PackageRow {
  readonly sha256: string;
  readonly kind: 'zones' | 'rulebook';
  readonly id: string;
  readonly version: string;
  readonly document: string;
  readonly whole: boolean;
}

/** A piece of a package's file that hashes to its name. */
export interface PackageChunkRow {
  readonly sha256: string;
  readonly bytes: Bytes;
}

/** One layer of a zone package (its manifest's SHA-256), laid out for judging. */
export interface FlatLayerRow {
  readonly package: string;
  readonly layer: ZoneLayer;
  readonly flat: ArrayBuffer;
}

/** The packages in use, by what records cite; those that came with the app stand in no table. */
export interface PackagesInUseRow {
  readonly only: typeof only;
  readonly rulebooks: readonly string[];
  readonly zones: readonly string[];
}

/** What the hub last said, signed, that every phone should have; `time` is the hub's. */
export interface PackageListRow {
  readonly only: typeof only;
  readonly time: number;
  readonly digest: string;
  readonly rulebooks: readonly CurrentPackage[];
  readonly zones: readonly CurrentPackage[];
  /** Lacking in lists of hubs that do not sign rulebooks. */
  readonly statements?: true | undefined;
}

/** What the hub signed about a rulebook, as it came, by the SHA-256 of the rulebook's file; found true when it came. */
export interface RulebookStatementRow {
  readonly sha256: string;
  readonly file: string;
}
