import { eventsById } from './look-up.ts';
import type { Evidence, EvidenceEvent } from './open-evidence.ts';

type Opening = Evidence['file']['openings'][number];

/** The event that an opening is of, by its hash; older hubs named its id alone: the first of that id that names all its parts, or the first. */
export function openedEvent(evidence: Evidence, opening: Opening): EvidenceEvent | undefined {
  const same = eventsById(evidence, opening.event);
  if (opening.hash !== undefined) return same.find(({ hash }) => hash === opening.hash);
  return same.find((one) => namesAll(one, opening)) ?? same[0];
}

/** What was opened of an event: of itself, or of the same record written by the same key on another chain. */
export function openedParts(evidence: Evidence, one: EvidenceEvent): Opening['parts'] {
  const ofThisId = evidence.file.openings.filter(({ event }) => event === one.event?.id);
  return ofThisId.flatMap((opening) => {
    const opened = openedEvent(evidence, opening);
    const isSame = opened?.kept.event.kid === one.kept.event.kid;
    return isSame && namesAll(one, opening) ? opening.parts : [];
  });
}

function namesAll({ event }: EvidenceEvent, { parts }: Opening): boolean {
  return parts.every(({ sha256 }) => event?.parts.some((part) => part.sha256 === sha256) ?? false);
}
