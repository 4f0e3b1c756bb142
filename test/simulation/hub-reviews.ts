import type { ReviewOutcome } from '../../src/domain/shared/codes.ts';
import type { HulinEvent } from '../../src/protocol/event.ts';
import { movedOn } from './case-steps.ts';
import { authorIn, type ChangeDraft, heldChange } from './hub-batch.ts';
import { copiesOf, type HubDb, type HubEvent, placeOf, recordedIn } from './hub-db.ts';
import type { Steps } from './steps.ts';

/** What is decided about one event that is held. */
export interface Decision {
  readonly chain: string;
  readonly seq: number;
  readonly outcome: ReviewOutcome;
  /** Not by the hub itself. */
  readonly isByPerson: boolean;
}

/** The hub after a decision, and what it tells; null when there is nothing to decide, or what is held cannot be used. */
export function reviewed(steps: Steps, db: HubDb, decision: Decision): { db: HubDb; draft: ChangeDraft } | null {
  const { chain, seq, outcome } = decision;
  const event = db.chains.get(chain)?.events[seq - 1];
  const before = db.reviews.get(placeOf(chain, seq));
  if (event?.outcome !== 'held' || before === outcome || before === 'released') return null;
  if (outcome === 'released' && !mayUse(steps, db, event, decision)) return null;
  const moved = outcome === 'released' ? movedOn(steps, db, [{ ...event, outcome: 'stored' }]) : {};
  const reviews = new Map(db.reviews).set(placeOf(chain, seq), outcome);
  return { db: { ...db, ...moved, reviews }, draft: heldChange(chain, event, outcome) };
}

/** As if it had just arrived from a device in good standing, on a chain that is open. */
function mayUse(steps: Steps, db: HubDb, held: HubEvent, { chain, isByPerson }: Decision): boolean {
  const event = JSON.parse(held.raw) as HulinEvent;
  const author = authorIn(db, event.person, { isRevoked: false, isClosed: false });
  if (steps.whyHeld({ event, sent: held }, author, held.receivedAt) !== null) return false;
  const others = copiesOf(db, event.id, chain).filter((copy) => copy.event.hash !== held.hash);
  if (steps.usesAnother(others, isByPerson)) return false;
  return !steps.isRecordedAlready(event, recordedIn(db, chain, [event.id]));
}

/** All that is held and of which nobody decided to use it. */
export function heldIn({ chains, reviews }: HubDb): { readonly chain: string; readonly event: HubEvent }[] {
  return [...chains].flatMap(([chain, { events }]) =>
    events.flatMap((event) => {
      const isOpen = event.outcome === 'held' && reviews.get(placeOf(chain, event.seq)) !== 'released';
      return isOpen ? [{ chain, event }] : [];
    }),
  );
}
