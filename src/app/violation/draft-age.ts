import type { Stamp } from '../ports.ts';

/** What a clock may be ahead by when an id is made, and seem to have gone back. */
const slipMs = 10_000;

/**
 * How long ago drafts were opened, in ms, as the clock has it that says more: from the id by the one people set, and by the one that only
 * goes on from when the draft was first seen in this document. One that seems to come from a time to come is of before the clock was
 * set back: nobody knows how old it is, and it counts as old.
 *
 * | by the id when first seen here | set since | → |
 * |--------------------------------|-----------|---|
 * | in time to come                | –         | endless |
 * | past                           | no, ahead | by the wall clock |
 * | past                           | back      | as it was when first seen, and what the monotonic clock went on |
 */
export class DraftAges {
  readonly #firstSeen = new Map<string, Stamp>();

  openForMs(id: string, now: Stamp = { wall: Date.now(), monotonic: performance.now() }): number {
    const seen = this.#firstSeen.get(id) ?? now;
    this.#firstSeen.set(id, seen);
    const [openedAt, goneOnMs] = [openedAtOf(id), now.monotonic - seen.monotonic];
    if (seen.wall - openedAt < -slipMs) return Number.POSITIVE_INFINITY;
    return Math.max(0, now.wall - openedAt, seen.wall - openedAt + goneOnMs);
  }
}

/** Of all drafts in this document: pages come and go. */
export const draftAges = new DraftAges();

/** When a draft was opened, epoch ms by the phone's clock: its id (UUID version 7, RFC 9562) says it. */
export function openedAtOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
