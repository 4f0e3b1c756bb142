import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import type { PushLimits } from '../../src/domain/custody/plan-push.ts';
import type { StuckAt } from '../../src/domain/custody/push-step.ts';
import { firstChunkBytes } from '../../src/domain/custody/size-chunk.ts';
import type { History } from './history.ts';
import type { Hub } from './hub.ts';
import { mostPageRows } from './hub-pull.ts';
import {
  type EventRow,
  emptyPhone,
  headOf,
  letGo,
  type PhoneDb,
  putEvent,
  type ReceiptRow,
  told,
  unsent,
} from './phone-db.ts';
import { broughtOver, type Closing, wentOver, withoutKeys } from './phone-moves.ts';
import type { PhoneRound } from './phone-round.ts';
import { type Draft, writeEvent } from './phone-writes.ts';
import type { SignedText } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** An append between reading the head and the transaction that puts it, in one tab. */
interface Appending {
  readonly draft: Draft;
  readonly read: ChainHead;
}

export const fullLimits: PushLimits = { events: 8, bytes: 64_000 };
const latest = Date.UTC(2100, 0, 1);

export interface Surroundings {
  readonly steps: Steps;
  readonly history: History;
  readonly hub: Hub;
  /** The true time. */
  readonly now: () => number;
}

/** What one phone carries of another's chain. */
export interface Carried {
  readonly chain: string;
  readonly events: readonly EventRow[];
  readonly receipts: readonly ReceiptRow[];
  readonly askedIn?: string;
  readonly horizon?: number | null;
  /** The hub's word for each closing of the author's chains. */
  readonly closings: readonly SignedText[];
  readonly kids: ReadonlySet<string>;
}

/** One browser profile: its database on disk, its tabs, its clock. Nothing but the database outlives a kill. */
export class Phone {
  readonly name: string;
  /** The key, its author and the first chain he writes are one name here. */
  readonly key: string;
  readonly appending: Appending[] = [];
  round: PhoneRound | null = null;
  limits = fullLimits;
  chunkBytes = firstChunkBytes;
  stuckAt: StuckAt | null = null;
  pageRows = mostPageRows;
  wallOffMs = 0;
  hasSession = false;
  scope: string;
  isDesk: boolean;
  /** Somebody is logged in: else nothing is read, and sending goes on. */
  isOnDuty = true;
  needsYou: 'fork' | 'refused' | null = null;
  /** Events of another's chain, carried out for him, and what the hub gave for them. */
  carried: Carried | null = null;
  #written: PhoneDb;
  #synced: PhoneDb;
  #boot = 0;
  readonly #around: Surroundings;
  /** What was claimed of each event so far, by its hash. */
  readonly #shown = new Map<string, number>();
  /** Texts that a pull brought. */
  readonly #pulledTexts = new Set<string>();
  /** Of each part: where its last chunk began. */
  readonly #sentFrom = new Map<string, number>();

  constructor(name: string, chain: string, isDesk: boolean, around: Surroundings) {
    this.name = name;
    this.key = chain;
    this.isDesk = isDesk;
    this.scope = isDesk ? 'commander' : 'ranger';
    this.#around = around;
    this.#written = emptyPhone(chain, chain);
    this.#synced = this.#written;
  }

  get db(): PhoneDb {
    return this.#written;
  }

  /** The chain it writes now. */
  get chain(): string {
    return this.#written.chain;
  }

  get wall(): number {
    return Math.min(Math.max(this.#around.now() + this.wallOffMs, 0), latest);
  }

  /** One committed transaction. */
  write(db: PhoneDb): void {
    if (db === this.#written) return;
    this.#written = db;
    if (this.#around.steps.isDurableWhenDone()) this.#synced = db;
    this.#show();
  }

  /** What the disk had not written yet is written now. */
  fsync(): void {
    this.#synced = this.#written;
  }

  /** The process ends: a tab's, the browser's or the machine's. */
  kill(): void {
    this.appending.length = 0;
    this.round = null;
    this.limits = fullLimits;
    this.chunkBytes = firstChunkBytes;
    this.stuckAt = null;
    this.pageRows = mostPageRows;
    this.#boot += 1;
    this.#written = this.#synced;
    this.#missOwn(this.#around.history.lostByKills);
  }

  /** Takes another profile's whole storage, as a copied phone does. */
  becomeCloneOf(other: Phone): void {
    this.#written = other.#synced;
    this.#synced = other.#synced;
    for (const text of other.#pulledTexts) this.#pulledTexts.add(text);
  }

  /** One transaction that also learns of records that were erased. */
  writeForgetting(db: PhoneDb, erased: ReadonlySet<string>): void {
    if (erased.size === 0 || !this.#around.steps.forgetsKeys()) return this.write(db);
    const events = this.carried?.events.map((row) => (erased.has(row.id) ? { ...row, wraps: [] } : row)) ?? [];
    if (this.carried) this.carried = { ...this.carried, events };
    this.write(withoutKeys(db, erased));
  }

  /** Space is short: photos go that the hub can lose no more, and what was carried and delivered. */
  makeRoom(): void {
    const { steps, history } = this.#around;
    this.write(letGo(steps, this.db));
    if (!this.carried) return;
    const { chain, events, receipts, horizon = null } = this.carried;
    const timeOf = new Map(receipts.map(({ hash, time }) => [hash, time]));
    const receiptAt = events.map(({ hash }) => timeOf.get(hash) ?? null);
    if (events.length === 0 || !steps.mayLetGo({ receiptAt, partsBy: [] }, horizon)) return;
    for (const { seq, hash } of events) history.letGo.push({ phone: this.name, chain, seq, hash });
    this.carried = null;
  }

  /** Its chain was closed. */
  goOver(closing: Closing, hasPulled: boolean): void {
    const { steps, history } = this.#around;
    this.needsYou = null;
    this.write(wentOver(steps, history, this.db, this.key, closing, hasPulled));
  }

  /** After a pull: what stands on closed chains, and the hub does not have. True when there was any. */
  bringOver(): boolean {
    const { steps, history } = this.#around;
    const before = this.db;
    if (before.legacy.length > 0) this.write(broughtOver(steps, history, before, this.key));
    return this.db !== before;
  }

  /** A chunk goes out. Where the one before it began the hub had everything, so that no more than that one is sent again. */
  noteSent(sha256: string, from: number): void {
    const { hub, history } = this.#around;
    if (hub.life > 0) return; // a hub that was restored has lost what it had begun
    const key = `${this.name} ${sha256}`;
    const before = this.#sentFrom.get(key) ?? 0;
    if (from < before && !history.rottenParts.has(sha256))
      history.sentAgain.push(`${this.name}: ${sha256.slice(0, 8)} from ${from} after it was sent from ${before}`);
    this.#sentFrom.set(key, from);
  }

  begin(draft: Draft): void {
    this.appending.push({ draft, read: headOf(this.db) });
  }

  /** The transaction; starts over when another tab was first. */
  finish(index: number): void {
    const [appending] = this.appending.splice(index, 1);
    if (!appending) return;
    const { steps, history, now } = this.#around;
    const { draft, read } = appending;
    if (steps.refusesClock(this.wall, this.db.clock?.seen ?? null)) {
      history.turnedAway.push(`${this.name}: ${draft.id} by its clock`);
      return;
    }
    const { event, parts } = writeEvent(this, `${this.#boot}`, draft, read);
    const put = putEvent(steps, this.db, read, event, parts);
    if (put.verdict === 'moved') {
      this.begin(draft);
      return;
    }
    this.write(put.db);
    const { chain, seq, id, hash, raw } = event;
    if (put.verdict === 'put') history.saved.push({ phone: this.name, chain, seq, id, hash, raw, at: now() });
  }

  /** A logout, another person, an expired session: reading ends, nothing that waits is touched. */
  switchPerson(person: string): void {
    const before = queueOf(this.db);
    this.hasSession = false;
    this.write(this.#around.steps.switchPerson(this.db, person));
    const after = queueOf(this.db);
    if (after !== before) this.#around.history.changedQueues.push(`${this.name}: ${before} → ${after}`);
  }

  /** The app of another version opens the same database. */
  changeVersion(): void {
    this.kill();
    this.write(this.#around.steps.changeVersion(this.db));
    this.#around.history.changedVersions.add(this.key);
  }

  /** One character of a waiting part goes bad on disk. */
  rotPart(): void {
    const part = [...this.db.parts.values()].find(({ state, isReleased }) => state === 'waiting' && !isReleased);
    if (!part) return;
    const content = `!${part.content.slice(1)}`;
    this.write({ ...this.db, parts: new Map(this.db.parts).set(part.sha256, { ...part, content }) });
    this.#around.history.rottenParts.add(part.sha256);
  }

  /** One character of a waiting event goes bad on disk. */
  rot(): boolean {
    const at = this.db.events.length - 1;
    const event = this.db.events[at];
    if (!event || (this.db.hubHead?.seq ?? 0) > at || this.db.receipts.get(event.seq)?.isVerified) return false;
    const bad = { ...event, raw: event.raw.replace('"v":1', '"v":2') };
    this.write({ ...this.db, events: [...this.db.events.slice(0, at), bad] });
    this.#around.history.rottedChains.add(this.key);
    this.#around.history.rottedIds.add(event.id);
    return true;
  }

  /** What came back from the hub, to be compared with its own. */
  notePulled(raw: string): void {
    this.#pulledTexts.add(raw);
  }

  /** Notes what the screen now claims: received is only what the hub has, whole only with all parts, verified only what came back the same. */
  #show(): void {
    const { steps, history } = this.#around;
    for (const [index, status] of told(steps, this.db).entries()) {
      const event = this.db.events[index];
      if (!event || (status !== 'received' && status !== 'verified' && status !== 'held')) continue;
      const isWhole = event.parts.every((name) => this.db.parts.get(name)?.state === 'received');
      const claims = 1 + (isWhole ? 2 : 0) + (status === 'verified' ? 4 : 0);
      const before = this.#shown.get(event.hash) ?? 0;
      if ((before | claims) === before) continue;
      this.#shown.set(event.hash, before | claims);
      for (const fault of this.#untrueOf(event, isWhole, status === 'verified'))
        history.shownTooSoon.push(`${this.name}: seq ${event.seq} shown ${status}, ${fault}`);
    }
    this.#missOwn(history.hiddenWrites);
  }

  #untrueOf({ hash, raw, parts }: EventRow, isWhole: boolean, isVerified: boolean): string[] {
    const { hub } = this.#around;
    const isThere = hub.hasEverHeld(hash);
    const areThere = !isWhole || parts.every((name) => hub.hasEverHadPart(name));
    const hasComeBack = !isVerified || this.#pulledTexts.has(raw);
    return [
      ...(isThere ? [] : ['the hub never had it']),
      ...(areThere ? [] : ['the hub never had all its parts']),
      ...(hasComeBack ? [] : ['no pull brought it']),
    ];
  }

  #missOwn(list: string[]): void {
    const { history } = this.#around;
    for (const { phone, id, seq } of history.saved)
      if (phone === this.name && this.db.events[seq - 1]?.id !== id && !this.#has(id)) list.push(`${this.name}: ${id}`);
  }

  /** Wherever it stands since its chain was closed. */
  #has(id: string): boolean {
    return this.db.events.some((one) => one.id === id) || this.db.legacy.some((one) => one.id === id);
  }
}

export function queueOf(db: PhoneDb): string {
  return unsent(db)
    .map(({ id }) => id)
    .join(' ');
}
