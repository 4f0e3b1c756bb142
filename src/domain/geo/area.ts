import type { Polygon } from 'geojson';
import { type BoxedPolygon, boxPolygon } from './boxed-polygon.ts';
import { type Edge, unionEdges } from './union-edges.ts';

/** The union of a set of polygons, ready for questions about single points. */
export interface Area {
  readonly polygons: readonly BoxedPolygon[];
  /** lon1, lat1, lon2, lat2 of each edge of the union, none longer than 400 m, in runs of neighbours. */
  readonly edges: Float64Array;
  /** West, south, east, north of each run of `edgesPerRun` edges. */
  readonly runs: Float64Array;
}

/** How many edges share one box. */
export const edgesPerRun = 16;
/** Longer edges are cut: within this length a straight lon/lat line is straight in the local metric, to 2 mm. */
const longestEdgeMeters = 400;
const metersPerDegree = 111_700;

const areas = new WeakMap<readonly Polygon[], Area>();

/** The area of a set of polygons. Built once for an array and kept as long as the array lives, which must not change. */
export function areaOf(polygons: readonly Polygon[]): Area {
  const known = areas.get(polygons);
  if (known) return known;
  const area = buildArea(polygons);
  areas.set(polygons, area);
  return area;
}

function buildArea(polygons: readonly Polygon[]): Area {
  const boxed = polygons.map(boxPolygon);
  const edges = Float64Array.from(unionEdges(boxed).flatMap(shortEdges).flat());
  return { polygons: boxed, edges, runs: boxRuns(edges) };
}

function shortEdges([lon1, lat1, lon2, lat2]: Edge): Edge[] {
  const count = Math.max(1, Math.ceil((Math.hypot(lon2 - lon1, lat2 - lat1) * metersPerDegree) / longestEdgeMeters));
  const lonAt = (step: number) => (step === count ? lon2 : lon1 + ((lon2 - lon1) * step) / count);
  const latAt = (step: number) => (step === count ? lat2 : lat1 + ((lat2 - lat1) * step) / count);
  return Array.from({ length: count }, (_, step): Edge => [lonAt(step), latAt(step), lonAt(step + 1), latAt(step + 1)]);
}

function boxRuns(edges: Float64Array): Float64Array {
  const runs = new Float64Array(Math.ceil(edges.length / 4 / edgesPerRun) * 4);
  for (let run = 0; run < runs.length; run += 4) {
    const members = edges.subarray(run * edgesPerRun, (run + 4) * edgesPerRun);
    const lons = members.filter((_, index) => index % 2 === 0);
    const lats = members.filter((_, index) => index % 2 === 1);
    runs.set([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], run);
  }
  return runs;
}
