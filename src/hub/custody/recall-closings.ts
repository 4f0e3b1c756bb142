import { type ClosingStep, takeClosingBack } from '../../domain/custody/succeed-chain.ts';
import type { HeadAnswer } from '../../protocol/custody.ts';
import type { Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import { openSuccessor } from './close-chain.ts';
import type { EnrolledDevice } from './find-device.ts';
import type { HubSigner } from './hub-signer.ts';
import type { ChangeDraft } from './record-change.ts';
import { chainChange } from './review-changes.ts';

interface ChainRow extends Record<string, unknown> {
  readonly id: string;
  readonly seq: number;
  readonly hash: string | null;
  readonly successor: string | null;
}

/**
 * Closes chains of a device again that an earlier life of this hub had closed, in the order in which it told of them; `told` are that
 * hub's own signed heads, checked by the caller. Answers what to record. Safe to repeat.
 */
export async function recallClosings(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  device: Pick<EnrolledDevice, 'id' | 'kid'>,
  told: readonly HeadAnswer[],
): Promise<ChangeDraft[]> {
  const changes: ChangeDraft[] = [];
  for (const { chain, successor } of told) {
    if (successor === undefined) continue;
    const rows = await tx.query<ChainRow>(
      'select id, seq, hash, successor from chain where device = $1 or id = $2 order by id for update',
      [device.id, successor],
    );
    const known = new Map(rows.map((row) => [row.id, row.successor]));
    const step = takeClosingBack({ chain, successor }, known);
    if (step) changes.push(...(await close(tx, keys, now, device, step, rows)));
  }
  return changes;
}

async function close(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  { id: device, kid }: Pick<EnrolledDevice, 'id' | 'kid'>,
  { kind, chain, successor }: ClosingStep,
  rows: readonly ChainRow[],
): Promise<ChangeDraft[]> {
  const { seq, hash } = rows.find(({ id }) => id === chain) ?? { seq: 0, hash: null };
  const body = { chain, seq, hash, device, kid, successor };
  const appended = await appendHubEvent(tx, keys, now, { kind: 'closing', schema: 1, body });
  if (kind === 'close') await openSuccessor(tx, now, chain, device, successor);
  else
    await tx.query('insert into chain (id, device, opened_at, closed_at, successor) values ($1, $2, $3, $3, $4)', [
      ...[chain, device, now, successor],
    ]);
  return [appended.change, await chainChange(tx, chain)];
}
