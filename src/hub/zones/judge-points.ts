import type { EdgeIndex } from '../../domain/geo/edge-index.ts';
import { signedDistance } from '../../domain/geo/signed-distance.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { ZoneLayer } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import { judgeAct } from '../../domain/verdict/judge-act.ts';
import { locateInZone } from '../../domain/zone/locate-in-zone.ts';
import type { ZoneSet } from '../../domain/zone/zone-set.ts';
import type { PointRow } from './read-points.ts';

export const judgedHeader = 'lon,lat,relation,forest_m,residential_m,verdict';

/**
 * One line of `judge`'s answer: where the point stands towards the zones of the rulebook (inside if inside any, unsure if any may hold it), signed metres to
 * forest and residential areas (negative inside, empty where the package has no such layer), and what is said of any outdoor fire there.
 * Without an accuracy the point is taken as placed by hand; without a moment it is judged as of `now`.
 */
export function judgePoint(row: PointRow, rulebook: Rulebook, zones: ZoneSet, now: number): string {
  const at = row.at ?? now;
  const fix: Fix = {
    ...row.position,
    accuracyMeters: row.accuracy,
    takenAt: at,
    source: row.accuracy === null ? 'hand' : 'gps',
  };
  const verdict = judgeAct(null, fix, { kind: 'known', at, skewMs: 0 }, [rulebook], [zones]);
  const forest = forestLayer(rulebook, zones.layers);
  const meters = [forest, zones.layers.residential].map((index) => metersTo(index, fix));
  return [...row.text, relationTo(rulebook, fix, zones), ...meters, verdict.kind].join(',');
}

function relationTo(rulebook: Rulebook, fix: Fix, zones: ZoneSet): 'inside' | 'outside' | 'unsure' {
  const kinds = rulebook.zones.map((zone) => locateInZone(fix, zone, rulebook.area, [zones]).kind);
  return (['inside', 'unsure'] as const).find((kind) => kinds.includes(kind)) ?? 'outside';
}

/** What stands for the forest is the layer of that name, or else the first the rulebook's zones grow from. */
function forestLayer({ zones }: Rulebook, layers: ZoneSet['layers']): EdgeIndex | undefined {
  const names: readonly ZoneLayer[] = ['forest', ...zones.flatMap(({ base }) => base)];
  return names.map((name) => layers[name]).find((index) => index !== undefined);
}

function metersTo(index: EdgeIndex | undefined, { lon, lat }: Fix): string {
  const meters = index ? signedDistance(index, lon, lat) : Infinity;
  return Number.isFinite(meters) ? meters.toFixed(3) : '';
}
