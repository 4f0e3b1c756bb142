import type { Rulebook } from '../rulebook/rulebook.ts';
import { judgeAct } from '../verdict/judge-act.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import type { EdgeAt } from './patrol-track.ts';

/** The edge that these rulebooks and packages draw around where any fire is banned, whatever the season. */
export function edgeOfBan(rulebooks: readonly Rulebook[], packages: readonly ZoneSet[]): EdgeAt {
  return ({ lon, lat, takenAt }) => {
    const fix = { lon, lat, takenAt, accuracyMeters: 0, source: 'gps' } as const;
    return judgeAct(null, fix, { kind: 'known', at: takenAt, skewMs: null }, rulebooks, packages).edgeMeters;
  };
}
