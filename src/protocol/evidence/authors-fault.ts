import { standingOf } from './check-standing.ts';
import { open, wrong } from './checks.ts';
import { eventsById } from './look-up.ts';
import type { Evidence, EvidenceEvent } from './open-evidence.ts';

/**
 * What a fault comes to that an event's author alone can make. Anybody may name a record, or write under its id: that is no fault of the
 * record's.
 *
 * | Under the id of a record | by the key that wrote the first of that id | the hub uses it | → |
 * |--------------------------|---------------------------------------------|-----------------|---|
 * | yes                      | yes                                         | yes             | wrong |
 * | otherwise                |                                             |                 | open |
 */
export function authorsFault(evidence: Evidence, one: EvidenceEvent): typeof wrong {
  const standing = standingOf(evidence, one);
  const isUsed = standing?.outcome === 'stored' || standing?.review?.outcome === 'released';
  return isUsed && isRecord(evidence, one) ? wrong : open;
}

function isRecord(evidence: Evidence, { event, kept }: EvidenceEvent): boolean {
  if (!event || !evidence.manifest.records.includes(event.id)) return false;
  const first = firstReceived(evidence, eventsById(evidence, event.id));
  return first?.kept.event.kid === kept.event.kid;
}

/** They stand in the order of their coming; in packages of older hubs in none. */
function firstReceived({ file }: Evidence, same: readonly EvidenceEvent[]): EvidenceEvent | undefined {
  const isEarlier = (one: EvidenceEvent, other: EvidenceEvent) => (one.receipt?.time ?? 0) < (other.receipt?.time ?? 0);
  if (file.v >= 3) return same[0];
  return same.reduce<EvidenceEvent | undefined>(
    (first, one) => (first && !isEarlier(one, first) ? first : one),
    undefined,
  );
}
