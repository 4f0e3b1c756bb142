import type { PushResult } from '../../protocol/custody.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { Acceptance, type PushBatch, type PushOutcomes } from './acceptance.ts';
import { takeBackFalseHorizons } from './backup-horizon.ts';
import { forksAround, insertEvents, insertFork, lockChains, type NamedLink, versionsAt } from './chain-store.ts';
import { custodyChanges, missingParts } from './custody-changes.ts';
import type { HubSigner } from './hub-signer.ts';
import { LateArrivals } from './late-arrivals.ts';
import { lockProjections } from './projections.ts';
import { putAllInQuarantine } from './quarantine.ts';
import type { ReadEvent } from './read-envelope.ts';
import { type ChangeDraft, eventChange, recordChanges } from './record-change.ts';
import { reviewChanges } from './review-changes.ts';
import { holdersOf } from './under-id.ts';

/** Points where a test kills the hub. Nothing else sets them. */
export interface Faults {
  beforeCommit?(): void | Promise<void>;
  afterCommit?(): void | Promise<void>;
}

export interface PushTools {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
  readonly faults?: Faults | undefined;
}

/** What became of a batch. */
export interface AcceptedPush {
  readonly outcomes: PushOutcomes;
  /** What the hub has, sent again by its author, or with its author's word for the wraps. */
  readonly again: readonly ReadEvent[];
}

/**
 * Judges batches link by link and stores them in one transaction; on disk when it resolves. Safe to repeat. Several
 * batches: each of another chain, and all plain (`arePlain`), so that none asks for what another writes. Answers in their order.
 */
export async function acceptPushes(tools: PushTools, batches: readonly PushBatch[]): Promise<AcceptedPush[]> {
  const accepted = await tools.database.transaction(async (tx) => {
    const now = tools.clock.now();
    await takeBackFalseHorizons(tx, now);
    const acceptances = await begin(tx, tools, now, batches);
    const results: PushResult[][] = [];
    for (const one of acceptances) results.push(await one.takeAll());
    const missing = await write(tx, tools, now, acceptances);
    await tools.faults?.beforeCommit?.();
    return acceptances.map(({ batch, outcome, again }, index) => {
      const lacking = missing.get(batch.chain) ?? [];
      return { outcomes: { ...outcome, results: results[index] ?? [], missing: lacking }, again };
    });
  });
  await tools.faults?.afterCommit?.();
  return accepted;
}

/** Locks the chains, then what their events change, and reads everything the judging needs. */
async function begin(
  tx: Queryable,
  { keys }: PushTools,
  now: number,
  batches: readonly PushBatch[],
): Promise<Acceptance[]> {
  const chains = await lockChains(
    tx,
    batches.map(({ chain }) => chain),
  );
  const links = batches.flatMap(namedLinks);
  const known = links.filter(({ chain, seq }) => seq <= (chains.get(chain)?.seq ?? 0));
  const versions = [...(await versionsAt(tx, known)), ...(await forksAround(tx, links))];
  const holders = await holdersOf(
    tx,
    batches.flatMap(({ items }) => items.flatMap((item) => (item.ok ? [item.event.id] : []))),
  );
  const acceptances: Acceptance[] = [];
  for (const batch of batches) {
    const chain = chains.get(batch.chain);
    if (!chain) throw new Error('the chain is gone'); // chains are never deleted
    const events = batch.items.flatMap((item) => (item.ok ? [item.event] : []));
    const projections = await lockProjections(tx, events);
    const around = versions.filter((version) => version.chain === batch.chain);
    acceptances.push(new Acceptance(keys, now, batch, { chain, versions: around, projections, holders }));
  }
  return acceptances;
}

/** The places and hashes that a batch is judged by. */
function namedLinks({ chain, items }: PushBatch): NamedLink[] {
  return items.flatMap((item) => {
    return item.ok ? [{ chain, seq: item.event.seq, hash: item.hash, prev: item.event.prev }] : [];
  });
}

/** Everything the judging decided; the change table comes last. Answers which parts each chain lacks. */
async function write(
  tx: Queryable,
  tools: PushTools,
  now: number,
  acceptances: readonly Acceptance[],
): Promise<Map<string, string[]>> {
  const accepted = acceptances.flatMap((one) => one.accepted);
  const forked = acceptances.flatMap((one) => one.forked);
  const late = await LateArrivals.among(
    tx,
    [...accepted, ...forked].map(({ read }) => read),
  );
  await insertEvents(
    tx,
    now,
    accepted.map((one) => ({ ...one, read: late.stripped(one.read) })),
  );
  for (const { read, receipt } of forked) await insertFork(tx, now, late.stripped(read), receipt);
  const withParts = accepted.filter(({ read }) => read.event.parts.length > 0).map(({ read }) => read.event);
  const custody = await custodyChanges(tx, withParts);
  const followed: ChangeDraft[] = [];
  for (const one of acceptances) followed.push(...(await writeRest(tx, now, one)));
  const taken = accepted.map(({ read }) => read);
  const erased = await late.note(tx, tools.keys, now, taken); // the hub's own chain is locked last
  const missing = await missingParts(
    tx,
    acceptances.map(({ batch }) => batch.chain),
  );
  await recordChanges(tx, now, [...taken.map(({ event }) => eventChange(event)), ...custody, ...followed, ...erased]);
  return missing;
}

/** What a batch changes beside its chain, and what of it somebody has to look at. */
async function writeRest(
  tx: Queryable,
  now: number,
  { batch, projections, accepted, forked, refused }: Acceptance,
): Promise<ChangeDraft[]> {
  const shelved = refused.map((one) => ({ source: 'push' as const, origin: batch.origin, ...one }));
  const isStuck = (await putAllInQuarantine(tx, now, shelved)) > 0 || forked.length > 0;
  const changes: ChangeDraft[] = [];
  for (const projection of projections) changes.push(...(await projection.write(tx, now)));
  return [...changes, ...(await reviewChanges(tx, batch.chain, now, accepted, forked, isStuck))];
}
