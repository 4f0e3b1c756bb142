import type { PageTells, StandingCursor } from '../../src/domain/custody/apply-page.ts';
import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import type { LearnedClock } from '../../src/domain/custody/learn-clock.ts';
import type { Noted } from '../../src/domain/custody/may-release.ts';
import type { HubHead, PushKeep } from '../../src/domain/custody/push-step.ts';
import type { KnownPart } from '../../src/domain/custody/settle-parts.ts';
import type { CustodyStatus, ReviewOutcome } from '../../src/domain/shared/codes.ts';
import { hashOf, hubKidOf, type SignedText } from './stand-in.ts';
import type { Known, Steps } from './steps.ts';

/** One event as a phone keeps it; `savedAt` is the true time, which no phone knows. */
export interface EventRow extends SignedText {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
  readonly prev: string | null;
  readonly parts: readonly string[];
  readonly bytes: number;
  readonly wraps: readonly string[];
}

export interface ReceiptRow {
  readonly seq: number;
  readonly hash: string;
  readonly outcome: 'stored' | 'held' | 'fork';
  readonly time: number;
  readonly epoch: string;
  readonly isVerified: boolean;
}

export interface PhonePart extends KnownPart, Noted {
  /** Of its event in the chain; 0: it stands on a chain that was closed. */
  readonly seq: number;
  readonly content: string;
  readonly hasBegun: boolean;
  /** Its bytes went bad here: it is not sent again. */
  readonly isSpoilt?: boolean;
  /** This phone let go of its bytes. */
  readonly isReleased?: boolean;
}

export interface PulledRow {
  readonly key: string;
  readonly n: number;
  readonly body: unknown;
}

/** A phone's database at one moment: never changed, only replaced, so that what a transaction did not touch is the same. */
export interface PhoneDb {
  readonly chain: string;
  readonly events: readonly EventRow[];
  readonly hubHead: (HubHead & { readonly namedAllAt?: number }) | null;
  readonly receipts: ReadonlyMap<number, ReceiptRow>;
  readonly parts: ReadonlyMap<string, PhonePart>;
  readonly pulled: ReadonlyMap<string, PulledRow>;
  readonly shadow: ReadonlyMap<string, PulledRow>;
  readonly cursor: StandingCursor | null;
  readonly clock: LearnedClock | null;
  readonly person: string;
  /** The hub's keys this phone knows. */
  readonly kids: ReadonlySet<string>;
  /** What stayed behind on chains that were closed, what was refused there, and the hub's word for each closing. */
  readonly legacy: readonly EventRow[];
  readonly closings: readonly SignedText[];
  /** What a desk knew to be erased and a restored hub no longer told. */
  readonly erasures: readonly Known[];
}

const none: ReadonlyMap<string, PulledRow> = new Map();

export function emptyPhone(chain: string, person: string): PhoneDb {
  const tables = { receipts: new Map(), parts: new Map(), pulled: none, shadow: none };
  const others = { kids: new Set([hubKidOf(1)]), legacy: [], closings: [], erasures: [] };
  return { chain, events: [], hubHead: null, ...tables, cursor: null, clock: null, person, ...others };
}

export function headOf({ events }: PhoneDb): ChainHead {
  const last = events.at(-1);
  return last ? { seq: last.seq, hash: last.hash } : { seq: 0, hash: null };
}

export function hashAt({ events }: PhoneDb, seq: number): string | null {
  return events[seq - 1]?.hash ?? null;
}

/** The log is the outbox: what waits is what the hub's last signed head does not reach. */
export function unsent({ events, hubHead }: PhoneDb): readonly EventRow[] {
  return events.slice(hubHead?.seq ?? 0);
}

/** One transaction: the event at the end of the chain and its parts, or why not. */
export function putEvent(
  steps: Steps,
  db: PhoneDb,
  read: ChainHead,
  event: EventRow,
  parts: readonly PhonePart[],
): { db: PhoneDb; verdict: ReturnType<Steps['judgeAppend']> } {
  const isThere = db.events.some(({ id }) => id === event.id);
  const verdict = steps.judgeAppend({ isThere, standing: headOf(db), read, isDraftSame: true });
  if (verdict !== 'put') return { db, verdict };
  const all = new Map(db.parts);
  for (const part of parts) all.set(part.sha256, part);
  return { db: { ...db, events: [...db.events, event], parts: all }, verdict };
}

/** One transaction: what the hub said and the receipts it gave. */
export function keepPush(steps: Steps, db: PhoneDb, { head, missing, receipts }: PushKeep<ReceiptRow>): PhoneDb {
  const kept = withReceipts(db, receipts);
  if (!head) return kept;
  const named = missing.map((sha256) => kept.parts.get(sha256)).filter((part) => part?.state === 'received');
  const ofHeld = [...named.filter((part) => part !== undefined), ...waitingParts(kept, head.seq)];
  const { again, arrived } = steps.settleParts(ofHeld, missing);
  const namedAllAt = steps.mayBeCut(missing) ? db.hubHead?.namedAllAt : head.toldAt;
  const hubHead = namedAllAt === undefined ? head : { ...head, namedAllAt };
  return { ...kept, hubHead, parts: withStates(kept.parts, again, arrived) };
}

export function waitingParts({ parts }: PhoneDb, heldUpTo: number): PhonePart[] {
  if (parts.size === 0) return [];
  return [...parts.values()].filter(({ state, seq }) => state === 'waiting' && seq <= heldUpTo);
}

/** Noted before its first chunk is sent. */
export function partBegun(db: PhoneDb, sha256: string): PhoneDb {
  const part = db.parts.get(sha256);
  return part ? { ...db, parts: new Map(db.parts).set(sha256, { ...part, hasBegun: true }) } : db;
}

export function partSpoilt(db: PhoneDb, sha256: string): PhoneDb {
  const part = db.parts.get(sha256);
  return part ? { ...db, parts: new Map(db.parts).set(sha256, { ...part, isSpoilt: true }) } : db;
}

export function partReceived(db: PhoneDb, sha256: string): PhoneDb {
  const part = db.parts.get(sha256);
  return part ? { ...db, parts: withStates(db.parts, [], [part]) } : db;
}

/** One transaction: rows, cursor and what was verified. Null when another tab moved the cursor. */
export function applyPage(
  steps: Steps,
  db: PhoneDb,
  asked: StandingCursor | null,
  page: PageTells & { readonly rows: readonly PulledRow[]; readonly verified: readonly ReceiptRow[] },
): PhoneDb | null {
  const effect = steps.judgePage(db.cursor, asked, page);
  if (!effect) return null;
  const kept = withReceipts(db, page.verified);
  const into = new Map(effect.into === 'pulled' ? db.pulled : effect.clearsShadow ? none : db.shadow);
  for (const row of page.rows) into.set(row.key, row);
  const { cursor } = effect;
  if (effect.into === 'pulled') return { ...kept, pulled: into, cursor };
  return effect.swaps ? { ...kept, pulled: into, shadow: none, cursor } : { ...kept, shadow: into, cursor };
}

/** One transaction: events the hub holds and this phone lost, back onto the chain. */
export function adopt(
  steps: Steps,
  db: PhoneDb,
  seq: number,
  rows: readonly EventRow[],
  receipts: readonly ReceiptRow[],
): PhoneDb | null {
  if (headOf(db).seq !== seq || rows.length === 0) return null;
  const replaced = new Set(steps.replacedByAdopting(db.chain, rows, db.legacy));
  const legacy = db.legacy.filter((row) => !replaced.has(row));
  const ids = new Set(legacy.map(({ id }) => id));
  if (rows.some(({ id }) => ids.has(id))) return null; // the index of ids refuses it, and so it does every time
  return { ...withReceipts(db, receipts), legacy, events: [...db.events, ...rows] };
}

/** Where each event is, as its author is told. */
export function told(steps: Steps, db: PhoneDb): CustodyStatus[] {
  return db.events.map(({ chain, seq, parts }) => {
    const receipt = db.receipts.get(seq) ?? null;
    const hasAllParts = parts.every((sha256) => db.parts.get(sha256)?.state !== 'waiting');
    const held = db.pulled.get(`held/${chain}/${seq}`)?.body as { readonly review: ReviewOutcome | null } | undefined;
    return steps.tellCustody({
      receipt,
      review: held?.review ?? null,
      isHeld: seq <= (db.hubHead?.seq ?? 0),
      hasAllParts,
    });
  });
}

function withReceipts(db: PhoneDb, rows: readonly ReceiptRow[]): PhoneDb {
  if (rows.length === 0) return db;
  const receipts = new Map(db.receipts);
  for (const row of rows) {
    const isVerified = row.isVerified || (receipts.get(row.seq)?.isVerified ?? false);
    receipts.set(row.seq, { ...row, isVerified });
  }
  return { ...db, receipts };
}

function withStates(
  parts: PhoneDb['parts'],
  again: readonly PhonePart[],
  arrived: readonly PhonePart[],
): PhoneDb['parts'] {
  if (again.length + arrived.length === 0) return parts;
  const all = new Map(parts);
  for (const part of again) all.set(part.sha256, { ...unnoted(part), state: 'waiting' });
  for (const part of arrived) all.set(part.sha256, { ...part, state: 'received' });
  return all;
}

function unnoted({ receivedBy: _by, heldBy: _held, notedIn: _in, ...part }: PhonePart): PhonePart {
  return part;
}

function knownOf({ seq, hash }: EventRow, receipt: ReceiptRow | undefined) {
  const own = receipt?.hash === hash ? receipt : null;
  return { seq, receiptAt: own?.time ?? null, verifiedAt: own?.isVerified ? own.time : null };
}

/** One transaction: space is short, and photos that the hub can lose no more go. */
export function letGo(steps: Steps, db: PhoneDb): PhoneDb {
  const { hubHead: word, events, receipts } = db;
  if (!word || word.horizon === null) return db;
  const parts = new Map(db.parts);
  for (const [name, part] of parts) {
    const event = events[part.seq - 1];
    if (part.state !== 'received' || part.isReleased || !event?.parts.includes(name)) continue;
    const noted = steps.noteHeld(part, event.seq, word);
    const known = knownOf(event, receipts.get(event.seq));
    const isFree = steps.mayRelease({ ...known, heldBy: noted.heldBy ?? null }, word);
    parts.set(name, { ...unnoted(part), ...noted, ...(isFree && { isReleased: true, content: '' }) });
  }
  return { ...db, parts };
}

/**
 * The same, but for parts of which a first chunk was about to be sent: after any answer the next part's turn comes. So is what this
 * phone found out about its own bad bytes by itself.
 */
export function isSameButBegun(db: PhoneDb, other: PhoneDb): boolean {
  if (db === other) return true;
  const begun = ({ parts }: PhoneDb) =>
    [...parts.values()].map((part) => {
      const isSpoilt = part.isSpoilt === true && hashOf(part.content) === part.sha256;
      return { ...part, hasBegun: true, isSpoilt };
    });
  const isSameElse = Object.entries(db).every(
    ([name, value]) => name === 'parts' || value === other[name as keyof PhoneDb],
  );
  return isSameElse && JSON.stringify(begun(db)) === JSON.stringify(begun(other));
}
