import type { ReviewOutcome } from '../../domain/shared/codes.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { Fork, Held, StuckChain } from '../../protocol/pull.ts';
import type { Queryable } from '../ports.ts';
import type { AcceptedEvent } from './chain-store.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

/** What a push brought that a person has to look at: events held, versions forked off, and the chain itself when it is stuck. */
export async function reviewChanges(
  tx: Queryable,
  chain: string,
  now: number,
  accepted: readonly AcceptedEvent[],
  forked: readonly { readonly read: ReadEvent }[],
  isStuck: boolean,
): Promise<ChangeDraft[]> {
  const held = accepted.flatMap(({ read, heldBecause }) =>
    heldBecause === null ? [] : [newlyHeld(read, heldBecause, now)],
  );
  const forks = forked.map(({ read }) => forkChange(read, now));
  return [...held, ...forks, ...(isStuck ? [await chainChange(tx, chain)] : [])];
}

function newlyHeld({ event, hash }: ReadEvent, because: HeldReason, receivedAt: number): ChangeDraft {
  const { chain, seq, id, kind, schema, person } = event;
  return heldChange({ chain, seq, event: id, hash, kind, schema, person, because, receivedAt, review: null });
}

function forkChange({ event: { chain, seq }, sent: { raw }, hash }: ReadEvent, receivedAt: number): ChangeDraft {
  const body: Fork = { chain, seq, hash, raw, receivedAt };
  return { entity: 'fork', key: `${chain}/${seq}/${hash}`, audience: 'desk', chain: null, area: '*', body };
}

/** An event the hub holds; its own device is told as well, above all of its release. */
export function heldChange(body: Held): ChangeDraft {
  const { chain, seq } = body;
  return { entity: 'held', key: `${chain}/${seq}`, audience: 'desk', chain, area: '*', body };
}

/** How a chain that needs somebody stands. */
export async function chainChange(tx: Queryable, chain: string): Promise<ChangeDraft> {
  const [row] = await tx.query<StuckChain & Record<string, unknown>>(
    `select c.id as chain, c.device, c.seq, c.closed_at as "closedAt", c.successor,
            (select count(*) from event_fork f where f.chain = c.id)::integer as forks,
            (select count(*) from quarantine q where q.source = 'push' and q.origin = d.kid)::integer as refused
       from chain c join device d on d.id = c.device where c.id = $1`,
    [chain],
  );
  if (!row) throw new Error('a chain without its device');
  return { entity: 'chain', key: chain, audience: 'desk', chain: null, area: '*', body: row };
}

interface HeldRow extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
  readonly kind: string;
  readonly schema: number;
  readonly person: string;
  readonly held_because: HeldReason;
  readonly received_at: number;
}

/** The same, once it was decided. */
export function decidedChange(
  { chain, seq, id, hash, kind, schema, person, held_because, received_at }: HeldRow,
  review: { readonly outcome: ReviewOutcome; readonly person: string | null; readonly at: number },
): ChangeDraft {
  const what = { chain, seq, event: id, hash, kind, schema, person };
  return heldChange({ ...what, because: held_because, receivedAt: received_at, review });
}
