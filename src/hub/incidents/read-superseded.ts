import type { IncidentStepBody } from '../../protocol/incident.ts';
import type { Queryable } from '../ports.ts';

/** The alarm that stands for one by now: itself, or what superseded it, through however many. */
export type StandsFor = (alarm: string) => string;

/** By alarm, what took its place. */
export type Superseded = ReadonlyMap<string, string>;

/** Reads which alarms these have taken the place of, through however many, because readings came late. All are of one station. */
export async function readSuperseded(tx: Queryable, standing: readonly string[]): Promise<Superseded> {
  const rows = await tx.query<{ id: string; by: string }>(
    `with recursive before as (
       select a.id, a.station, a.superseded_by from alarm s join alarm a on a.station = s.station and a.superseded_by = s.id
        where s.id = any($1::uuid[])
       union select a.id, a.station, a.superseded_by from before b join alarm a on a.station = b.station and a.superseded_by = b.id)
     select id, superseded_by as by from before`,
    [standing],
  );
  return new Map(rows.map(({ id, by }) => [id, by]));
}

export function standsForIn(next: Superseded): StandsFor {
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
