import type { IncidentVerdict } from '../../domain/shared/incident-codes.ts';
import type { IncidentRow } from '../incident-ports.ts';

const dayMs = 86_400_000;

/** Incidents by what was found out about them, as the rows come: newest first. */
export function incidentsByVerdict(
  rows: readonly IncidentRow[],
): Readonly<Record<IncidentVerdict, readonly IncidentRow[]>> {
  const of = (verdict: IncidentVerdict) => rows.filter((row) => row.verdict === verdict);
  return { unverified: of('unverified'), confirmed: of('confirmed'), false: of('false') };
}

/** Whether somebody should look at it now: nobody has, and no permit explains it. */
export function isIncidentUrgent({ verdict, permit, kind }: IncidentRow): boolean {
  return kind === 'fire' && verdict === 'unverified' && permit === null;
}

/**
 * Whether an incident stands on the map.
 *
 * | Found false? | Over? | Within a day? | On the map |
 * |--------------|-------|---------------|------------|
 * | yes          | –     | –             | no         |
 * | no           | no    | –             | yes        |
 * | no           | yes   | yes           | yes        |
 * | no           | yes   | no            | no         |
 */
export function isIncidentOnMap({ verdict, toAt }: IncidentRow, now: number): boolean {
  return verdict !== 'false' && (toAt === null || now - toAt <= dayMs);
}
