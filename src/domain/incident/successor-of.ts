import type { Incident } from './incident.ts';

/**
 * Under which incident one goes on that is not there any more: an incident's id is a member's, so it is wherever that member is now.
 * Null when the member itself is gone: a sighting that was taken back, trouble that turned out to be no storm.
 */
export function successorOf(id: string, incidents: readonly Incident[]): string | null {
  return incidents.find(({ members }) => members.includes(id))?.id ?? null;
}
