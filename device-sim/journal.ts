import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SenmlRecord } from '../src/protocol/telemetry.ts';
import { syncFolder } from './boot-counter.ts';
import { frameRecord, readFrames } from './record-frame.ts';

const fdatasyncAsync = promisify(fdatasync);

/** What a message says, before it is known when it is sent. */
export interface MessageDraft {
  readonly leaf: 'tel' | 'alarm';
  readonly e: readonly SenmlRecord[];
  readonly alarm?: { readonly kind: 'smoke'; readonly on: boolean };
}

/** When a message was first sent (Unix seconds) and whether as history. Fixed then: a repeat has the same bytes. */
export interface Stamp {
  readonly sent: number;
  readonly h: 0 | 1;
}

export interface JournalMessage {
  readonly boot: number;
  readonly seq: number;
  readonly draft: MessageDraft;
  stamp: Stamp | null;
}

/** Persisted: the records of a journal. `m` message, `s` stamp of an earlier message, `a` the hub's ack. */
type JournalRecord =
  | { k: 'm'; boot: number; seq: number; draft: MessageDraft; stamp: Stamp | null }
  | { k: 's'; boot: number; seq: number; stamp: Stamp }
  | { k: 'a'; boot: number; upTo: number };

interface Segment {
  readonly file: string;
  /** The highest seq of each boot that has a message here. */
  readonly heads: Map<number, number>;
}

export interface JournalOptions {
  readonly segmentBytes?: number;
  /** Let-go segments kept for backfill after the hub's ack. */
  readonly keepSegments?: number;
}

/**
 * A gateway's messages on its own disk: append-only segment files, one process at a time. A torn tail (power cut at any byte)
 * is cut off when it is opened; nothing before it is lost. What the hub acknowledged may go, oldest segment first.
 */
export class Journal {
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #keepSegments: number;
  readonly #segments: Segment[] = [];
  /** By boot, then seq: Map keeps the order of writing, which is the order of numbers. */
  readonly #messages = new Map<number, Map<number, JournalMessage>>();
  readonly #pending = new Map<number, Map<number, JournalMessage>>();
  readonly #acks = new Map<number, number>();
  #handle = -1;
  #writtenBytes = 0;
  #syncing: Promise<void> | null = null;
  #wanted = 0;
  #synced = 0;

  constructor(folder: string, { segmentBytes = 1024 * 1024, keepSegments = 30 }: JournalOptions = {}) {
    this.#folder = folder;
    this.#segmentBytes = segmentBytes;
    this.#keepSegments = keepSegments;
    mkdirSync(folder, { recursive: true });
    const files = readdirSync(folder).filter((name) => /^\d{8}\.journal$/.test(name));
    for (const name of files.sort()) this.#readSegment(join(folder, name));
    this.#openSegment();
  }

  /** Writes one message. Call `sync` before it is shown to anyone. */
  add(boot: number, seq: number, draft: MessageDraft, stamp: Stamp | null): JournalMessage {
    const message: JournalMessage = { boot, seq, draft, stamp };
    this.#append({ k: 'm', boot, seq, draft, stamp });
    this.#remember(message);
    return message;
  }

  /** Fixes when a message is first sent. Call `sync` before sending it. */
  stamp(message: JournalMessage, stamp: Stamp): void {
    message.stamp = stamp;
    this.#append({ k: 's', boot: message.boot, seq: message.seq, stamp });
  }

  /** The hub has everything of this boot up to `upTo`. */
  letGo(boot: number, upTo: number): void {
    if (upTo <= this.ackedUpTo(boot)) return;
    this.#acks.set(boot, upTo);
    this.#append({ k: 'a', boot, upTo });
    forgetUpTo(this.#pending, boot, upTo);
    this.#prune();
  }

  ackedUpTo(boot: number): number {
    return this.#acks.get(boot) ?? 0;
  }

  /** What the hub has not acknowledged, oldest first. */
  *pending(): Generator<JournalMessage> {
    for (const messages of this.#pending.values()) yield* messages.values();
  }

  pendingCount(): number {
    let count = 0;
    for (const messages of this.#pending.values()) count += messages.size;
    return count;
  }

  /** Every message still on disk, acknowledged or not, oldest first. */
  *all(): Generator<JournalMessage> {
    for (const messages of this.#messages.values()) yield* messages.values();
  }

  range(boot: number, from: number, to: number): JournalMessage[] {
    const found: JournalMessage[] = [];
    for (const [seq, message] of this.#messages.get(boot) ?? []) if (seq >= from && seq <= to) found.push(message);
    return found;
  }

  oldest(): { boot: number; seq: number } | null {
    for (const [boot, messages] of this.#messages) if (messages.size > 0) return { boot, seq: firstKey(messages) };
    return null;
  }

  /** Resolves when all that was written before the call is on disk. One fdatasync serves all who wait. */
  async sync(): Promise<void> {
    const mine = this.#wanted;
    while (this.#synced < mine) {
      this.#syncing ??= this.#syncNow();
      await this.#syncing;
    }
  }

  async close(): Promise<void> {
    await this.sync();
    closeSync(this.#handle);
  }

  async #syncNow(): Promise<void> {
    const upTo = this.#wanted;
    await fdatasyncAsync(this.#handle);
    this.#synced = Math.max(this.#synced, upTo);
    this.#syncing = null;
  }

  #append(record: JournalRecord): void {
    if (this.#writtenBytes >= this.#segmentBytes && !this.#syncing) this.#openSegment();
    const frame = frameRecord(Buffer.from(JSON.stringify(record)));
    writeSync(this.#handle, frame);
    this.#writtenBytes += frame.length;
    this.#wanted++;
    if (record.k === 'm') this.#segments.at(-1)?.heads.set(record.boot, record.seq);
  }

  /** Stamps may stand in a later segment than their message: a segment is only dropped with all before it. */
  #prune(): void {
    while (this.#segments.length - 1 > this.#keepSegments) {
      const [oldest] = this.#segments;
      if (!oldest || [...oldest.heads].some(([boot, seq]) => seq > this.ackedUpTo(boot))) return;
      unlinkSync(oldest.file);
      syncFolder(this.#folder);
      this.#segments.shift();
      for (const [boot, head] of oldest.heads) forgetUpTo(this.#messages, boot, head);
    }
  }

  #openSegment(): void {
    const number = Number(this.#segments.at(-1)?.file.slice(-16, -8) ?? '0') + 1;
    const file = join(this.#folder, `${String(number).padStart(8, '0')}.journal`);
    if (this.#handle >= 0) {
      fdatasyncSync(this.#handle);
      closeSync(this.#handle);
    }
    this.#handle = openSync(file, 'ax');
    this.#writtenBytes = 0;
    this.#segments.push({ file, heads: new Map() });
    syncFolder(this.#folder);
  }

  #readSegment(file: string): void {
    const bytes = readFileSync(file);
    const { records, end } = readFrames(bytes);
    if (end < bytes.length) truncateSync(file, end);
    const segment: Segment = { file, heads: new Map() };
    this.#segments.push(segment);
    for (const record of records) this.#replay(JSON.parse(record.toString('utf8')) as JournalRecord, segment);
  }

  #replay(record: JournalRecord, segment: Segment): void {
    if (record.k === 'a') {
      this.#acks.set(record.boot, Math.max(record.upTo, this.ackedUpTo(record.boot)));
      forgetUpTo(this.#pending, record.boot, record.upTo);
    }
    if (record.k === 's') {
      const message = this.#messages.get(record.boot)?.get(record.seq);
      if (message) message.stamp = record.stamp;
    }
    if (record.k === 'm') {
      segment.heads.set(record.boot, record.seq);
      this.#remember({ boot: record.boot, seq: record.seq, draft: record.draft, stamp: record.stamp });
    }
  }

  #remember(message: JournalMessage): void {
    place(this.#messages, message);
    if (message.seq > this.ackedUpTo(message.boot)) place(this.#pending, message);
  }
}

type ByBoot = Map<number, Map<number, JournalMessage>>;

function place(byBoot: ByBoot, message: JournalMessage): void {
  const messages = byBoot.get(message.boot) ?? new Map<number, JournalMessage>();
  messages.set(message.seq, message);
  byBoot.set(message.boot, messages);
}

/** Numbers rise within a boot, so those to forget stand first. */
function forgetUpTo(byBoot: ByBoot, boot: number, upTo: number): void {
  const messages = byBoot.get(boot);
  for (const seq of messages?.keys() ?? []) {
    if (seq > upTo) break;
    messages?.delete(seq);
  }
  if (messages?.size === 0) byBoot.delete(boot);
}

function firstKey(messages: ReadonlyMap<number, unknown>): number {
  for (const seq of messages.keys()) return seq;
  return 0;
}
