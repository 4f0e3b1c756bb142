import type { HubSigner } from '../custody/hub-signer.ts';
import { type ErasedPlace, type ErasureOrder, erasureChange, noteErasure } from '../custody/note-erasure.ts';
import { recordChanges } from '../custody/record-change.ts';
import { remarkAbout, remarkKinds } from '../custody/remark-about.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { heldByCase } from './held-by-case.ts';

export interface ErasingTools {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
}

/** Which were erased now, of those that the hub knows; and which were not, since their case is open. */
export interface ErasingOutcome {
  readonly erased: readonly string[];
  readonly inCase: readonly string[];
}

/** In one transaction, with whatever was said about them. */
const mostAtOnce = 500;

interface Erasable extends Record<string, unknown>, ErasedPlace {
  /** Whether the hub's chain says so already. */
  readonly said: boolean;
  readonly standing: boolean;
}

/**
 * Makes the personal parts of records, and of the remarks about them, unreadable for ever by deleting their wrapped keys, wherever an
 * event of that id stands and those of forked versions too, and says so on the hub's own chain, all in one transaction. What is signed
 * stays. Of records erased before only keys that came since go. What a case is about stays whole from its opening to its end.
 */
export async function eraseRecords(
  { database, keys, clock }: ErasingTools,
  records: readonly string[],
  order: ErasureOrder,
): Promise<ErasingOutcome> {
  const outcome = { erased: new Array<string>(), inCase: new Array<string>() };
  for (let from = 0; from < records.length; from += mostAtOnce) {
    const some = records.slice(from, from + mostAtOnce);
    const { erased, inCase } = await database.transaction((tx) => eraseSome(tx, keys, clock.now(), some, order));
    outcome.erased.push(...erased);
    outcome.inCase.push(...inCase);
  }
  return outcome;
}

async function eraseSome(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  records: readonly string[],
  order: ErasureOrder,
): Promise<ErasingOutcome> {
  await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
  const held = await heldByCase(tx, records);
  const rows = await tx.query<Erasable>(
    `select e.id, e.chain, e.seq, x.record is not null as said,
            exists (select 1 from event_wrap w where w.chain = e.chain and w.seq = e.seq) as standing
       from event e left join erasure x on x.record = e.id where e.id = any($1::uuid[]) order by e.chain, e.seq`,
    [
      await withRemarks(
        tx,
        records.filter((id) => !held.has(id)),
      ),
    ],
  );
  const ids = [...new Set(rows.filter(({ said }) => !said).map(({ id }) => id))];
  const noted = await noteErasure(tx, keys, now, ids, order);
  await deleteWraps(tx, rows);
  const touched = rows.filter(({ said, standing }) => !said || standing);
  await recordChanges(tx, now, [...noted, ...touched.map((row) => erasureChange(row, now, order.because))]);
  return { erased: ids, inCase: [...held] };
}

/** These records and whatever was said about them later, also about what was said. */
async function withRemarks(tx: Queryable, records: readonly string[]): Promise<string[]> {
  const all = new Set(records.map((id) => id.toLowerCase()));
  for (let fresh = [...all]; fresh.length > 0; ) {
    const found = await remarksAbout(tx, fresh);
    fresh = found.filter((id) => !all.has(id));
    for (const id of fresh) all.add(id);
  }
  return [...all];
}

/** Found by the ids in their text, which have an index, and then read: PostgreSQL cannot read every text that was ever signed. */
async function remarksAbout(tx: Queryable, records: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string; raw: string }>(
    `select e.id, e.raw from event e where e.kind in (${indexedKinds}) and ids_in(e.raw) && $1::text[]`,
    [records],
  );
  const wanted = new Set(records);
  return rows.filter(({ raw }) => wanted.has(remarkAbout(JSON.parse(raw)) ?? '')).map(({ id }) => id);
}

/** As the index names them. */
const indexedKinds = remarkKinds.map((kind) => `'${kind}'`).join(', ');

async function deleteWraps(tx: Queryable, rows: readonly Erasable[]): Promise<void> {
  const places = [rows.map(({ chain }) => chain), rows.map(({ seq }) => seq)];
  const named = 'select * from unnest($1::uuid[], $2::bigint[])';
  await tx.query(`delete from event_wrap where (chain, seq) in (${named})`, places);
  await tx.query(
    `update event_fork set wraps = '[]' where wraps <> '[]' and ((chain, seq) in (${named}) or raw like any($3::text[]))`,
    [...places, rows.map(({ id }) => `%"${id}"%`)],
  );
}
