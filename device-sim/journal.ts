import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from './boot-counter.ts';
import type { JournalMessage, JournalRecord, Stamp } from './journal-record.ts';
import { JournalSegment, keyOf, readMessages } from './journal-segment.ts';
import { frameRecord } from './record-frame.ts';

const fdatasyncAsync = promisify(fdatasync);
const day = 24 * 3_600_000;
/** So many old segments have their messages in memory. */
const cachedSegments = 2;

export interface JournalOptions {
  readonly segmentBytes?: number;
  /** How long what the hub has acknowledged is kept for its questions. */
  readonly keepMs?: number;
  /** The disk's share. Beyond it the oldest goes, acknowledged or not. */
  readonly maxBytes?: number;
  readonly now?: () => number;
  /** The oldest messages went for want of space before the hub had them: so many. */
  readonly onLoss?: (messages: number) => void;
  /** As `writeSync`; a test's disk may be full. */
  readonly write?: (handle: number, bytes: Buffer) => number;
}

/**
 * A gateway's messages on its own disk: append-only segment files, one process at a time. What a power cut left torn or garbled,
 * at any byte, is passed over; every whole record counts, and each start writes to a segment of its own. Memory holds numbers, and of
 * messages those the hub has not acknowledged yet in the last segment.
 *
 * | Acknowledged whole? | Older than `keepMs`? | Beyond `maxBytes`? | The oldest segment |
 * |---------------------|----------------------|--------------------|--------------------|
 * | yes                 | yes                  | –                  | goes               |
 * | –                   | –                    | yes                | goes; what was not acknowledged is told to `onLoss` |
 * | otherwise           |                      |                    | stays              |
 */
export class Journal {
  readonly #folder: string;
  readonly #options: Required<JournalOptions>;
  readonly #segments: JournalSegment[] = [];
  readonly #acks = new Map<number, number>();
  readonly #zeroAt = new Map<number, number>();
  readonly #lastMono = new Map<number, number>();
  readonly #cache = new Map<JournalSegment, Map<string, JournalMessage>>();
  #current = new Map<string, JournalMessage>();
  #handle = -1;
  #syncing: Promise<void> | null = null;
  #wanted = 0;
  #synced = 0;

  constructor(folder: string, options: JournalOptions = {}) {
    this.#folder = folder;
    this.#options = {
      ...{ segmentBytes: 256 * 1024, keepMs: 30 * day, maxBytes: 256 * 1024 * 1024 },
      ...{ now: Date.now, onLoss: () => {}, write: writeSync },
      ...options,
    };
    mkdirSync(folder, { recursive: true });
    const files = readdirSync(folder).filter((name) => /^\d{8}\.journal$/.test(name));
    for (const name of files.sort()) {
      this.#segments.push(JournalSegment.open(join(folder, name), (record) => this.#note(record)));
    }
    this.#openSegment();
  }

  /** Writes one message. Call `sync` before it is shown to anyone. */
  add(message: JournalMessage): JournalMessage {
    this.#append({ k: 'm', ...message });
    this.#current.set(keyOf(message), message);
    return message;
  }

  /** Fixes when a message is first sent. Call `sync` before sending it. */
  stamp(message: JournalMessage, stamp: Stamp): void {
    this.#append({ k: 's', boot: message.boot, seq: message.seq, stamp });
    message.stamp = stamp;
    for (const messages of [this.#current, ...this.#cache.values()]) {
      const same = messages.get(keyOf(message));
      if (same) same.stamp = stamp;
    }
  }

  /** The hub has everything of this boot up to `upTo`. */
  letGo(boot: number, upTo: number): void {
    if (upTo <= this.ackedUpTo(boot)) return;
    this.#append({ k: 'a', boot, upTo });
    this.#forgetAcked();
    this.#prune();
  }

  /** Messages that take memory now. */
  inMemory(): number {
    return [this.#current, ...this.#cache.values()].reduce((sum, { size }) => sum + size, 0);
  }

  ackedUpTo(boot: number): number {
    return this.#acks.get(boot) ?? 0;
  }

  /** The clock was learned, or set: a boot's `mono` was 0 at this moment (epoch ms). */
  setClock(boot: number, zeroAt: number): void {
    this.#append({ k: 'c', boot, zeroAt });
  }

  /** When a boot's `mono` was 0; null when that boot never knew. */
  zeroAt(boot: number): number | null {
    return this.#zeroAt.get(boot) ?? null;
  }

  /** The newest measurement of a boot, ms since its start. */
  lastMono(boot: number): number {
    return this.#lastMono.get(boot) ?? 0;
  }

  /** What the hub has not acknowledged, oldest first. */
  *pending(): Generator<JournalMessage> {
    for (const segment of this.#segments.filter((one) => this.#pendingIn(one) > 0)) {
      for (const message of this.#messagesOf(segment)) if (message.seq > this.ackedUpTo(message.boot)) yield message;
    }
  }

  pendingCount(): number {
    return this.#segments.reduce((sum, segment) => sum + this.#pendingIn(segment), 0);
  }

  /** Every message still on disk, acknowledged or not, oldest first. */
  *all(): Generator<JournalMessage> {
    for (const segment of this.#segments) yield* this.#allOf(segment);
  }

  range(boot: number, from: number, to: number): JournalMessage[] {
    const holding = this.#segments.filter((segment) => segment.has(boot, from, to));
    const isAcked = from <= this.ackedUpTo(boot);
    const messages = holding.flatMap((segment) => [...(isAcked ? this.#allOf(segment) : this.#messagesOf(segment))]);
    return messages.filter((one) => one.boot === boot && one.seq >= from && one.seq <= to);
  }

  /** Numbers of this range that were written once and stand here no more, though older ones do: a cut or the disk took them. */
  missing(boot: number, from: number, to: number): number[] {
    const oldest = this.oldest();
    const head = Math.max(0, ...this.#segments.map(({ messages }) => messages.get(boot)?.last() ?? 0));
    if (!oldest || boot < oldest.boot) return [];
    const found: number[] = [];
    for (let seq = Math.max(from, boot === oldest.boot ? oldest.seq : 1); seq <= Math.min(to, head); seq++) {
      if (!this.#segments.some((segment) => segment.has(boot, seq, seq))) found.push(seq);
    }
    return found;
  }

  oldest(): { boot: number; seq: number } | null {
    for (const { messages } of this.#segments) {
      for (const [boot, numbers] of messages) return { boot, seq: numbers.first() };
    }
    return null;
  }

  /** Resolves when all that was written before the call is on disk. One fdatasync serves all who wait. */
  async sync(): Promise<void> {
    const mine = this.#wanted;
    while (this.#synced < mine) {
      this.#syncing ??= this.#syncNow().finally(() => {
        this.#syncing = null;
      });
      await this.#syncing;
    }
  }

  /** Once closed it takes nothing more: the number of its file may be another file's by then. */
  async close(): Promise<void> {
    await this.sync();
    if (this.#handle >= 0) closeSync(this.#handle);
    this.#handle = -1;
  }

  async #syncNow(): Promise<void> {
    const upTo = this.#wanted;
    await fdatasyncAsync(this.#handle);
    this.#synced = Math.max(this.#synced, upTo);
  }

  #append(record: JournalRecord): void {
    if (this.#handle < 0) throw new Error('the journal is closed');
    if (this.#last().bytes >= this.#options.segmentBytes && !this.#syncing) this.#openSegment();
    this.#write(frameRecord(Buffer.from(JSON.stringify(record))));
    this.#last().note(record);
    this.#note(record);
  }

  /** A full disk leaves no half record behind which the next ones would stand. */
  #write(frame: Buffer): void {
    const segment = this.#last();
    try {
      const written = this.#options.write(this.#handle, frame);
      if (written < frame.length) throw new Error(`only ${written} of ${frame.length} bytes could be written`);
    } catch (problem) {
      ftruncateSync(this.#handle, segment.bytes);
      throw problem;
    }
    segment.bytes += frame.length;
    segment.writtenAt = this.#options.now();
    this.#wanted++;
  }

  #note(record: JournalRecord): void {
    if (record.k === 'a') this.#acks.set(record.boot, Math.max(record.upTo, this.ackedUpTo(record.boot)));
    if (record.k === 'c') this.#zeroAt.set(record.boot, record.zeroAt);
    if (record.k === 'm' && record.mono !== undefined) this.#lastMono.set(record.boot, record.mono);
  }

  /** Stamps may stand in a later segment than their message: a segment is only dropped with all before it. */
  #prune(): void {
    while (this.#segments.length > 1) {
      const [oldest] = this.#segments;
      if (!oldest || !this.#mayGo(oldest)) return;
      const lost = this.#pendingIn(oldest);
      unlinkSync(oldest.file);
      syncFolder(this.#folder);
      this.#segments.shift();
      this.#cache.delete(oldest);
      if (lost > 0) this.#options.onLoss(lost);
    }
  }

  #mayGo(oldest: JournalSegment): boolean {
    const bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    const isAged = this.#options.now() - oldest.writtenAt > this.#options.keepMs;
    return bytes > this.#options.maxBytes || (isAged && this.#pendingIn(oldest) === 0);
  }

  #pendingIn(segment: JournalSegment): number {
    return segment.countAbove((boot) => this.ackedUpTo(boot));
  }

  /** What the hub has is read again from the disk for its questions, and kept no longer. */
  #forgetAcked(): void {
    for (const [key, { boot, seq }] of this.#current) if (seq <= this.ackedUpTo(boot)) this.#current.delete(key);
    for (const [segment] of this.#cache) if (this.#pendingIn(segment) === 0) this.#cache.delete(segment);
  }

  #allOf(segment: JournalSegment): Iterable<JournalMessage> {
    return segment === this.#last() ? readMessages(segment, []).values() : this.#messagesOf(segment);
  }

  /** Of the last segment only what the hub has not acknowledged. */
  #messagesOf(segment: JournalSegment): Iterable<JournalMessage> {
    if (segment === this.#last()) return this.#current.values();
    const messages =
      this.#cache.get(segment) ?? readMessages(segment, this.#segments.slice(this.#segments.indexOf(segment) + 1));
    this.#cache.delete(segment);
    this.#cache.set(segment, messages);
    for (const [old] of this.#cache) if (this.#cache.size > cachedSegments) this.#cache.delete(old);
    return messages.values();
  }

  #last(): JournalSegment {
    const segment = this.#segments.at(-1);
    if (!segment) throw new Error('a journal without a segment');
    return segment;
  }

  #openSegment(): void {
    const number = Number(this.#segments.at(-1)?.file.slice(-16, -8) ?? '0') + 1;
    const file = join(this.#folder, `${String(number).padStart(8, '0')}.journal`);
    if (this.#handle >= 0) {
      fdatasyncSync(this.#handle);
      closeSync(this.#handle);
    }
    this.#handle = openSync(file, 'ax');
    this.#segments.push(new JournalSegment(file, this.#options.now()));
    this.#current = new Map();
    syncFolder(this.#folder);
    this.#prune();
    this.#carryClocks();
  }

  /** What is known of the clocks of boots that still have messages must not go with an old segment. */
  #carryClocks(): void {
    for (const [boot, zeroAt] of this.#zeroAt) {
      if (this.#segments.some(({ messages }) => messages.has(boot))) this.#append({ k: 'c', boot, zeroAt });
    }
  }
}
