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
  const [first] = eventsById(evidence, event.id);
  return first?.kept.event.kid === kept.event.kid;
}
