import type { ErasureReason } from '../../domain/shared/codes.ts';
import type { ErasureBody } from '../../protocol/evidence/hub-bodies.ts';
import type { Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import type { HubSigner } from './hub-signer.ts';
import type { ChangeDraft } from './record-change.ts';
import { firstUnder, placeOf } from './under-id.ts';

/** Why, and who ordered it; `person` null: by retention. */
export interface ErasureOrder {
  readonly because: ErasureReason;
  readonly person: string | null;
}

/** Where an erased event stands. An id may stand in several places. */
export interface ErasedPlace {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
}

/** In one event of the hub's: its text stays far below the limit of events. */
const mostAtOnce = 500;

/** Says on the hub's own chain that nobody can open these records any more. Answers the changes to record. */
export async function noteErasure(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  records: readonly string[],
  { because, person }: ErasureOrder,
): Promise<ChangeDraft[]> {
  const changes: ChangeDraft[] = [];
  for (let from = 0; from < records.length; from += mostAtOnce) {
    const some = records.slice(from, from + mostAtOnce);
    const body: ErasureBody = { scope: 'records', records: some, because };
    const draft = { kind: 'erasure', schema: 1, body, ...(person !== null && { person }) } as const;
    const appended = await appendHubEvent(tx, keys, now, draft);
    await tx.query(
      `insert into erasure (record, event, because, person, erased_at)
       select r, $2, $3, $4, $5 from unnest($1::uuid[]) as r on conflict do nothing`,
      [some, appended.id, because, person, now],
    );
    changes.push(appended.change);
  }
  return changes;
}

/** For the desks, and for the phones that wrote them: of each place where erased events stand. */
export async function erasureChanges(
  tx: Queryable,
  erased: readonly { readonly place: ErasedPlace; readonly because: ErasureReason }[],
  at: number,
): Promise<ChangeDraft[]> {
  const first = await firstUnder(
    tx,
    erased.map(({ place }) => place.id),
  );
  return erased.map(({ place: { id, chain, seq }, because }) => ({
    entity: 'erasure',
    key: first.has(placeOf({ chain, seq })) ? id : placeOf({ chain, seq }), // Persisted.
    audience: 'desk',
    chain,
    area: '*',
    body: { event: id, chain, seq, at, because },
  }));
}
