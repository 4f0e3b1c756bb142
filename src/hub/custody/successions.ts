import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import type { ChangeDraft } from './record-change.ts';

/** Events written anew after their chain was closed: one whose original the hub holds after all is not used twice. */
export class Successions implements Projection {
  readonly #present: ReadonlySet<string>;

  private constructor(present: ReadonlySet<string>) {
    this.#present = present;
  }

  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<Successions> {
    const originals = events.map(({ succeeds }) => succeeds?.hash).filter((hash) => hash !== undefined);
    if (originals.length === 0) return new Successions(new Set());
    const rows = await tx.query<{ hash: string }>('select hash from event where hash = any($1::text[])', [originals]);
    return new Successions(new Set(rows.map(({ hash }) => hash)));
  }

  whyHeld({ succeeds }: HulinEvent): HeldReason | null {
    return succeeds && this.#present.has(succeeds.hash) ? 'already-recorded' : null;
  }

  apply(): void {
    // Nothing else follows from where an event was written first.
  }

  async write(): Promise<ChangeDraft[]> {
    return [];
  }
}
