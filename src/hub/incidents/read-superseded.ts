import type { IncidentStepBody } from '../../protocol/incident.ts';
import type { Queryable } from '../ports.ts';

/** The alarm that stands for one by now: itself, or what superseded it, through however many. */
export type StandsFor = (alarm: string) => string;

/** Reads what superseded what, because readings came late. */
export async function readSuperseded(tx: Queryable): Promise<StandsFor> {
  const rows = await tx.query<{ id: string; by: string }>(
    'select id, superseded_by as by from alarm where superseded_by is not null',
  );
  const next = new Map(rows.map(({ id, by }) => [id, by]));
  return (alarm) => {
    let standing = alarm;
    const passed = new Set<string>();
    for (let by = next.get(alarm); by !== undefined && !passed.has(by); by = next.get(by)) {
      passed.add(by);
      standing = by;
    }
    return standing;
  };
}

/** A decision as it counts now: what it says of a superseded alarm is said of the one that stands for it. */
export function saidOfStanding(said: IncidentStepBody, standsFor: StandsFor): IncidentStepBody {
  const standing = (ids: readonly string[]) => [...new Set(ids.map(standsFor))];
  if (said.deed === 'undo') return said;
  if (said.deed === 'verify') return { ...said, members: standing(said.members) };
  return { ...said, these: standing(said.these), those: standing(said.those) };
}
