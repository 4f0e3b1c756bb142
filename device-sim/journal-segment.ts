import { readFileSync, statSync } from 'node:fs';
import type { Ack } from '../src/protocol/telemetry.ts';
import type { JournalMessage, JournalRecord } from './journal-record.ts';
import { NumberRanges } from './number-ranges.ts';
import { readFrames } from './record-frame.ts';

/** One file of a journal: what stands in it, by number. Its messages themselves are read when they are wanted. */
export class JournalSegment {
  readonly file: string;
  /** By boot, the numbers of its messages here. */
  readonly messages = new Map<number, NumberRanges>();
  /** By boot, the numbers of messages, here or in earlier segments, whose stamp stands here. */
  readonly stamps = new Map<number, NumberRanges>();
  bytes = 0;
  writtenAt: number;

  constructor(file: string, writtenAt: number) {
    this.file = file;
    this.writtenAt = writtenAt;
  }

  /** Takes a segment from disk as the last start left it. What is torn or garbled in it is passed over. */
  static open(file: string, onRecord: (record: JournalRecord) => void): JournalSegment {
    const { mtimeMs, size } = statSync(file);
    const segment = new JournalSegment(file, mtimeMs);
    segment.bytes = size;
    for (const record of segment.records()) {
      segment.note(record);
      onRecord(record);
    }
    return segment;
  }

  note(record: JournalRecord): void {
    if (record.k === 'm') rangesOf(this.messages, record.boot).add(record.seq);
    if (record.k === 's') rangesOf(this.stamps, record.boot).add(record.seq);
  }

  records(): JournalRecord[] {
    return readFrames(readFileSync(this.file)).map((bytes) => JSON.parse(bytes.toString('utf8')) as JournalRecord);
  }

  countAbove(ackedUpTo: (boot: number) => number): number {
    let count = 0;
    for (const [boot, numbers] of this.messages) count += numbers.countAbove(ackedUpTo(boot));
    return count;
  }

  has(boot: number, from: number, to: number): boolean {
    return this.messages.get(boot)?.meets(from, to) ?? false;
  }
}

/** The messages of a segment, with the stamps that stand in it and in those `later`. */
export function readMessages(segment: JournalSegment, later: readonly JournalSegment[]): Map<string, JournalMessage> {
  const stamps = later.filter((one) => stampsAny(one, segment)).flatMap((one) => one.records());
  return foldMessages([...segment.records(), ...stamps.filter(({ k }) => k === 's')]);
}

/** What records say, one after the other: messages by `keyOf`, each with its last stamp. */
export function foldMessages(records: readonly JournalRecord[]): Map<string, JournalMessage> {
  const messages = new Map<string, JournalMessage>();
  for (const record of records) {
    if (record.k === 'm') messages.set(keyOf(record), messageOf(record));
    if (record.k === 's') stampIn(messages, record);
  }
  return messages;
}

export function keyOf({ boot, seq }: { readonly boot: number; readonly seq: number }): string {
  return `${boot}/${seq}`;
}

/** Whether an ack lets go of the message with this key. */
export function isCovered(key: string, ack: Ack): boolean {
  const [boot, seq] = key.split('/').map(Number);
  return boot === ack.boot && (seq ?? 0) <= ack.upTo;
}

function messageOf({ boot, seq, draft, mono, stamp }: JournalRecord & { k: 'm' }): JournalMessage {
  return { boot, seq, draft, ...(mono !== undefined && { mono }), stamp };
}

function stampIn(messages: ReadonlyMap<string, JournalMessage>, record: JournalRecord & { k: 's' }): void {
  const message = messages.get(keyOf(record));
  if (message) message.stamp = record.stamp;
}

function stampsAny(later: JournalSegment, { messages }: JournalSegment): boolean {
  return [...messages].some(([boot, numbers]) => later.stamps.get(boot)?.meets(numbers.first(), numbers.last()));
}

function rangesOf(byBoot: Map<number, NumberRanges>, boot: number): NumberRanges {
  const ranges = byBoot.get(boot) ?? new NumberRanges();
  byBoot.set(boot, ranges);
  return ranges;
}
