import { type Area, edgesPerRun } from './area.ts';
import { isInsideAny } from './boxed-polygon.ts';
import { type LocalMetric, localMetricAt, metersToEdge } from './local-metric.ts';

/** Keeps a box's lower bound below the truth wherever longitude narrows on the way to it (up to 15° of latitude). */
const boundShare = 0.9;

/**
 * Metres from a point to the nearest edge of the area, negative inside, Infinity when the area is empty. Edges are those
 * of the union, straight in lon/lat (RFC 7946), on the WGS 84 ellipsoid: within 1 km of an edge good to 5 mm.
 */
export function signedDistance(area: Area, lon: number, lat: number): number {
  const meters = metersToUnionEdge(area, localMetricAt(lon, lat));
  return isInsideAny(area.polygons, lon, lat) ? -meters : meters;
}

function metersToUnionEdge(area: Area, metric: LocalMetric): number {
  const first = likeliestRun(area, metric);
  let nearest = metersToRun(area, metric, first);
  for (let run = 0; run < area.runs.length; run += 4) {
    if (run === first || leastMetersToRun(area, metric, run) >= nearest) continue;
    nearest = Math.min(nearest, metersToRun(area, metric, run));
  }
  return nearest;
}

function likeliestRun(area: Area, metric: LocalMetric): number {
  let likeliest = 0;
  let least = Infinity;
  for (let run = 0; run < area.runs.length; run += 4) {
    const meters = leastMetersToRun(area, metric, run);
    if (meters < least) [likeliest, least] = [run, meters];
  }
  return likeliest;
}

function leastMetersToRun({ runs }: Area, { lon, lat, kx, ky }: LocalMetric, run: number): number {
  const east = kx * Math.max(0, numberAt(runs, run) - lon, lon - numberAt(runs, run + 2));
  const north = ky * Math.max(0, numberAt(runs, run + 1) - lat, lat - numberAt(runs, run + 3));
  return boundShare * Math.sqrt(east * east + north * north);
}

function metersToRun({ edges }: Area, metric: LocalMetric, run: number): number {
  let nearest = Infinity;
  const end = Math.min(edges.length, (run + 4) * edgesPerRun);
  for (let at = run * edgesPerRun; at < end; at += 4) {
    const [lon1, lat1] = [numberAt(edges, at), numberAt(edges, at + 1)];
    const [lon2, lat2] = [numberAt(edges, at + 2), numberAt(edges, at + 3)];
    nearest = Math.min(nearest, metersToEdge(metric, lon1, lat1, lon2, lat2));
  }
  return nearest;
}

function numberAt(numbers: Float64Array, index: number): number {
  return numbers[index] as number;
}
