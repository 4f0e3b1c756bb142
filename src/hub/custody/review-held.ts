import * as v from 'valibot';
import { usesAnother } from '../../domain/custody/uses-another.ts';
import type { ReviewOutcome } from '../../domain/shared/codes.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import { bodySchemas, eventSchema } from '../../protocol/event.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import { grantsOfChain } from './chain-store.ts';
import { copiesOf } from './copies-of.ts';
import type { HubSigner } from './hub-signer.ts';
import type { Projection } from './projection.ts';
import { lockProjections } from './projections.ts';
import type { ReadEvent } from './read-envelope.ts';
import { recordChanges } from './record-change.ts';
import { decidedChange } from './review-changes.ts';
import { type AuthorState, type HeldGrant, whyHeld } from './why-held.ts';

export interface ReviewTools {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
}

/** What is decided about one held event. `person` null: the hub itself, after an update. */
export interface ReviewDecision {
  readonly chain: string;
  readonly seq: number;
  readonly outcome: ReviewOutcome;
  readonly person: string | null;
}

export type ReviewEnd = { readonly ok: true } | { readonly ok: false; readonly because: HeldReason | 'not-held' };

interface HeldEventRow extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
  readonly kind: string;
  readonly schema: number;
  readonly person: string;
  readonly held_because: HeldReason;
  readonly received_at: number;
  readonly reviewed: ReviewOutcome | null;
}

const selectHeld = `select e.*, r.outcome as reviewed from event e
  left join event_review r on r.chain = e.chain and r.seq = e.seq where e.outcome = 'held'`;

/**
 * Decides about an event that was held: one more event of the hub's chain; the receipt stays as it was given. Released, it is used as
 * if it had just arrived, if it can be: who wrote it must have a grant on the device by now. What was released stays released.
 */
export async function reviewHeld(tools: ReviewTools, decision: ReviewDecision): Promise<ReviewEnd> {
  return tools.database.transaction(async (tx) => {
    // As a push locks: the device's chains, for a copy may stand on any of them, then what its event changes, and the hub's own chain last.
    await tx.query(
      'select 1 as locked from chain where device = (select device from chain where id = $1) order by id for update',
      [decision.chain],
    );
    const [row] = await tx.query<HeldEventRow>(`${selectHeld} and e.chain = $1 and e.seq = $2`, [
      ...[decision.chain, decision.seq],
    ]);
    if (!row) return { ok: false, because: 'not-held' };
    if (row.reviewed === decision.outcome || row.reviewed === 'released') return { ok: true };
    const used = decision.outcome === 'released' ? await project(tx, row, decision.person) : [];
    if (typeof used === 'string') return { ok: false, because: used };
    await write(tx, tools, row, decision, used);
    return { ok: true };
  });
}

/**
 * Looks again at what was held because its kind or schema was not known: after an update it may be. Answers how many are used now. One
 * that is at fault stays held, and hinders neither the others nor the start of the hub.
 */
export async function lookAgainAtHeld(
  tools: ReviewTools,
  onBad: (place: string, problem: unknown) => void,
): Promise<number> {
  const where = `e.held_because in ('unknown-kind', 'unknown-schema') and e.kind || '/' || e.schema = any($1::text[])`;
  return lookAgainAt(tools, { where, value: Object.keys(bodySchemas) }, onBad);
}

/** The same for what a device's people wrote while the hub knew of no grant of theirs: by now it may. */
export async function lookAgainAtPeople(
  tools: ReviewTools,
  device: string,
  onBad: (place: string, problem: unknown) => void,
): Promise<number> {
  const where = `e.held_because = 'unknown-person' and e.chain in (select id from chain where device = $1)`;
  return lookAgainAt(tools, { where, value: device }, onBad);
}

/** Which of those that nobody decided about: of `event e`, with `$1`. */
interface Undecided {
  readonly where: string;
  readonly value: unknown;
}

interface HeldPlace extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: number;
  readonly received_at: number;
}

/** So many places are found at once. How much is held is up to those who sent it: of their texts one at a time is read. */
const placesAtOnce = 200;

async function lookAgainAt(
  tools: ReviewTools,
  which: Undecided,
  onBad: (place: string, problem: unknown) => void,
): Promise<number> {
  let released = 0;
  for (let places = await placesAfter(tools, which, null); places.length > 0; ) {
    for (const place of places) {
      try {
        if (await lookAgain(tools, place)) released += 1;
      } catch (problem) {
        onBad(`${place.chain}/${place.seq}`, problem);
      }
    }
    places = await placesAfter(tools, which, places.at(-1) ?? null);
  }
  return released;
}

function placesAfter({ database }: ReviewTools, { where, value }: Undecided, last: HeldPlace | null) {
  const after = last ? [last.received_at, last.chain, last.seq] : [0, '00000000-0000-0000-0000-000000000000', 0];
  return database.query<HeldPlace>(
    `select e.chain, e.seq, e.received_at from event e left join event_review r on r.chain = e.chain and r.seq = e.seq
      where e.outcome = 'held' and r.chain is null and ${where} and (e.received_at, e.chain, e.seq) > ($2, $3::uuid, $4)
      order by e.received_at, e.chain, e.seq limit ${placesAtOnce}`,
    [value, ...after],
  );
}

async function lookAgain(tools: ReviewTools, { chain, seq }: HeldPlace): Promise<boolean> {
  const [row] = await tools.database.query<HeldEventRow>(`${selectHeld} and e.chain = $1 and e.seq = $2`, [chain, seq]);
  if (!row || row.reviewed !== null) return false;
  const grants = await grantsOfChain(tools.database, chain);
  if (whyHeld(toRead(row), authorOf(grants), row.received_at) !== null) return false;
  return (await reviewHeld(tools, { chain, seq, outcome: 'released', person: null })).ok;
}

/** Takes the event into everything it changes; answers the projections to write, or why it still cannot be used. */
async function project(tx: Queryable, row: HeldEventRow, person: string | null): Promise<Projection[] | HeldReason> {
  const read = toRead(row);
  const known = await grantsOfChain(tx, row.chain);
  const everGranted = known.map((grant) => ({ ...grant, fromAt: 0, toAt: null }));
  const because = whyHeld(read, authorOf(everGranted), row.received_at) ?? (await recordedElsewhere(tx, row, person));
  if (because !== null) return because;
  const locked = await lockProjections(tx, [read.event]);
  const refused = locked
    .map((projection) => projection.whyHeld(read.event, row.received_at))
    .find((found) => found !== null);
  if (refused) return refused;
  for (const projection of locked) projection.apply(read, row.received_at);
  return locked;
}

/**
 * The device may have written it anew on the chain that followed. Another device may have taken its id first, knowing it from what it
 * carried.
 */
async function recordedElsewhere(
  tx: Queryable,
  { chain, id, hash }: HeldEventRow,
  person: string | null,
): Promise<HeldReason | null> {
  const copies = await copiesOf(tx, [id], chain);
  const others = copies.get(id)?.filter((copy) => copy.hash !== hash) ?? [];
  return usesAnother(others, person !== null) ? 'already-recorded' : null;
}

async function write(
  tx: Queryable,
  { keys, clock }: ReviewTools,
  row: HeldEventRow,
  { chain, seq, outcome, person }: ReviewDecision,
  used: readonly Projection[],
): Promise<void> {
  const now = clock.now();
  const body = { chain, seq, hash: row.hash, because: row.held_because, outcome };
  const draft = { kind: 'review', schema: 1, body, ...(person !== null && { person }) } as const;
  const appended = await appendHubEvent(tx, keys, now, draft);
  await tx.query(
    `insert into event_review (chain, seq, outcome, decided_by, event, decided_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (chain, seq) do update set outcome = excluded.outcome, decided_by = excluded.decided_by,
            event = excluded.event, decided_at = excluded.decided_at`,
    [chain, seq, outcome, person, appended.id, now],
  );
  const changes = [appended.change, decidedChange(row, { outcome, person, at: now })];
  for (const projection of used) changes.push(...(await projection.write(tx, now)));
  await recordChanges(tx, now, changes);
}

function authorOf(grants: readonly HeldGrant[]): AuthorState {
  return { isRevoked: false, isClosed: false, grants };
}

function toRead({ raw, sig, kid, hash }: HeldEventRow): ReadEvent {
  const event = v.parse(eventSchema, JSON.parse(raw)); // it was read when it arrived: a form no longer read would be a bug
  return { ok: true, sent: { raw, sig, kid, wraps: [] }, event, hash };
}
