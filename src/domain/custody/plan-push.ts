/** One event that waits, as the planning of a push sees it. */
export interface PendingEvent {
  readonly seq: number;
  /** Of its signed text and wraps as they travel. */
  readonly bytes: number;
}

export interface PushLimits {
  readonly events: number;
  readonly bytes: number;
}

/** How many of the pending events, ascending, go into the next push: within both limits, but at least one if any waits. */
export function countForPush(pending: readonly PendingEvent[], limits: PushLimits): number {
  let [count, bytes] = [0, 0];
  for (const event of pending) {
    bytes += event.bytes;
    if (count > 0 && (count >= limits.events || bytes > limits.bytes)) break;
    count += 1;
  }
  return count;
}

/** Half of what was tried, after a hub or a proxy found it too much or the line broke off; never less than one event. */
export function halveLimits(tried: PushLimits): PushLimits {
  return { events: Math.max(1, Math.floor(tried.events / 2)), bytes: Math.max(1, Math.floor(tried.bytes / 2)) };
}

/** Twice what was taken, up to a full push; as many bytes at least as go with so many events. */
export function growLimits(taken: PushLimits, full: PushLimits): PushLimits {
  const events = Math.min(full.events, taken.events * 2);
  const share = Math.floor((full.bytes * events) / full.events);
  return { events, bytes: Math.min(full.bytes, Math.max(taken.bytes * 2, share)) };
}

/** What the hub said to the events of one push. */
export interface PushOutcomes {
  /** One per event, in order, as far as the hub answered. */
  readonly outcomes: readonly ('stored' | 'held' | 'dup' | 'fork' | 'need' | 'quarantined')[];
  /** The hub's head now, and our own hash there. */
  readonly hubSeq: number;
  readonly hubHash: string | null;
  readonly hashAtHubSeq: string | null;
  /** Where this push began. */
  readonly from: number;
}

/** What to do after a push: go on at `from`, or stop because only a person can go on. */
export type PushStep =
  | { readonly kind: 'go-on'; readonly from: number }
  | { readonly kind: 'stuck'; readonly because: 'fork' | 'refused' }
  | { readonly kind: 'later' };

/**
 * The step after a push.
 *
 * | any fork, or other hash at the hub's head | any quarantined | hub's head moved past `from` | any need | → |
 * |-------------------------------------------|-----------------|------------------------------|----------|---|
 * | yes                                       | –               | –                            | –        | stuck: fork |
 * | no                                        | yes             | –                            | –        | stuck: refused |
 * | no                                        | no              | yes                          | –        | go on after the hub's head |
 * | no                                        | no              | no                           | yes      | go on after the hub's head, when that is earlier |
 * | no                                        | no              | no                           | no       | later |
 */
export function stepAfterPush({ outcomes, hubSeq, hubHash, hashAtHubSeq, from }: PushOutcomes): PushStep {
  const isOurs = hubSeq === 0 || hubHash === hashAtHubSeq;
  if (outcomes.includes('fork') || !isOurs) return { kind: 'stuck', because: 'fork' };
  if (outcomes.includes('quarantined')) return { kind: 'stuck', because: 'refused' };
  const next = hubSeq + 1;
  const hasMoved = next > from || (next < from && outcomes.includes('need'));
  return hasMoved ? { kind: 'go-on', from: next } : { kind: 'later' };
}
