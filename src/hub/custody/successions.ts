import { isRecordedAlready, type Recorded } from '../../domain/custody/succeed-chain.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import type { ChangeDraft } from './record-change.ts';

/** Events written anew after their chain was closed: one whose original the hub holds after all, or of which it uses a copy, is not used. */
export class Successions implements Projection {
  readonly #recorded: Recorded;

  private constructor(recorded: Recorded) {
    this.#recorded = recorded;
  }

  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<Successions> {
    const anew = events.filter(({ succeeds }) => succeeds !== undefined);
    if (anew.length === 0) return new Successions({ hashes: new Set(), usedIds: new Set() });
    const rows = await tx.query<{ id: string; hash: string; outcome: string }>(
      `select e.id, e.hash, e.outcome from event e join chain c on c.id = e.chain
        where e.hash = any($1::text[])
           or (e.id = any($2::uuid[]) and c.device in (select device from chain where id = any($3::uuid[])))`,
      [anew.map(({ succeeds }) => succeeds?.hash ?? ''), anew.map(({ id }) => id), anew.map(({ chain }) => chain)],
    );
    const own = new Set(rows.map(({ hash }) => hash));
    const used = rows.filter(({ outcome }) => outcome === 'stored').map(({ id }) => id);
    return new Successions({ hashes: own, usedIds: new Set(used) });
  }

  whyHeld(event: HulinEvent): HeldReason | null {
    return isRecordedAlready(event, this.#recorded) ? 'already-recorded' : null;
  }

  apply(): void {
    // Nothing else follows from where an event was written first.
  }

  async write(): Promise<ChangeDraft[]> {
    return [];
  }
}
