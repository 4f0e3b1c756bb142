import type { SenmlRecord } from '../src/protocol/telemetry.ts';

/** What a message says, before it is known when it is sent. The time of the first record may be missing: then `mono` tells it. */
export interface MessageDraft {
  readonly leaf: 'tel' | 'alarm';
  readonly e: readonly SenmlRecord[];
  readonly alarm?: { readonly kind: 'smoke'; readonly on: boolean };
}

/**
 * When a message was first sent (Unix seconds), whether as history, and the base time of its records. Fixed then: a repeat has
 * the same bytes. Below 2^28 `sent` counts from the start of the gateway, which had no clock, and `bt` from `sent`.
 */
export interface Stamp {
  readonly sent: number;
  readonly h: 0 | 1;
  readonly bt?: number;
}

export interface JournalMessage {
  readonly boot: number;
  readonly seq: number;
  readonly draft: MessageDraft;
  /** When it was measured: ms since the start of that boot, by a clock that nobody sets. */
  readonly mono?: number;
  stamp: Stamp | null;
}

/** Persisted: the records of a journal. `m` message, `s` stamp of an earlier message, `a` the hub's ack, `c` the epoch ms at which a boot's `mono` was 0. */
export type JournalRecord =
  | { k: 'm'; boot: number; seq: number; draft: MessageDraft; mono?: number; stamp: Stamp | null }
  | { k: 's'; boot: number; seq: number; stamp: Stamp }
  | { k: 'a'; boot: number; upTo: number }
  | { k: 'c'; boot: number; zeroAt: number };
