import { isRecordedAlready, type Recorded } from '../../domain/custody/succeed-chain.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import { copiesOf } from './copies-of.ts';
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
    const [first] = anew;
    if (!first) return new Successions({ hashes: new Set(), copies: new Map() });
    const originals = await tx.query<{ hash: string }>('select hash from event where hash = any($1::text[])', [
      anew.map(({ succeeds }) => succeeds?.hash ?? ''),
    ]);
    const ids = anew.map(({ id }) => id);
    const copies = await copiesOf(tx, ids, first.chain); // a batch is of one chain
    const own = [...copies].map(([id, all]) => [id, all.filter(({ isOwn }) => isOwn)] as const);
    return new Successions({ hashes: new Set(originals.map(({ hash }) => hash)), copies: new Map(own) });
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
