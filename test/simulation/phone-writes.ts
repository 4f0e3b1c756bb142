import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import type { HulinEvent } from '../../src/protocol/event.ts';
import type { EventRow, PhoneDb, PhonePart } from './phone-db.ts';
import { unitBytes } from './phone-parts.ts';
import { hashOf, signAs } from './stand-in.ts';

/** What one append is about. */
export interface Draft {
  readonly id: string;
  readonly kind: string;
  readonly schema: number;
  readonly body: Record<string, unknown>;
  readonly photos: readonly string[];
  /** For commands: the version of the thing that its author had before him. */
  readonly base?: number;
}

interface Writer {
  readonly db: PhoneDb;
  readonly key: string;
  readonly wall: number;
}

/** The event and its parts as they would stand after the head that was read. */
export function writeEvent(
  { db, key, wall }: Writer,
  boot: string,
  draft: Draft,
  read: ChainHead,
): { event: EventRow; parts: PhonePart[] } {
  const { chain, clock, person } = db;
  const seq = read.seq + 1;
  const parts = draft.photos.map((content, addedAt): PhonePart => {
    const bytes = content.length * unitBytes;
    const part = { sha256: hashOf(content), state: 'waiting', role: 'photo', bytes } as const;
    return { ...part, addedAt, seq, content, hasBegun: false };
  });
  const { id, kind, schema, body } = draft;
  const text: HulinEvent = {
    ...{ v: 1, id, chain, seq, prev: read.hash, kind, schema, person },
    at: { wall, zone: 'Asia/Shanghai', monotonic: 0, boot, seen: clock?.seen ?? null },
    ...(draft.base === undefined ? {} : { base: draft.base }),
    body,
    parts: parts.map(({ sha256, bytes, role }) => ({ sha256, bytes, type: 'image/jpeg', role })),
  };
  const signed = signAs(key, 'event', JSON.stringify(text));
  const names = parts.map(({ sha256 }) => sha256);
  const link = { chain, seq, id, hash: hashOf(signed.raw), prev: read.hash };
  const wraps = names.length > 0 ? [`key of ${id}`] : [];
  return { event: { ...signed, ...link, parts: names, bytes: signed.raw.length, wraps }, parts };
}
