import type { Polygon, Position } from 'geojson';

/** The edges of polygons that reach within so many degrees of a position, each as a line of two positions: what a slow truth need look at. */
export function edgesAround([lon = 0, lat = 0]: Position, polygons: readonly Polygon[], degrees: number): Position[][] {
  const isNear = (one: number, other: number, middle: number) =>
    Math.min(one, other) <= middle + degrees && Math.max(one, other) >= middle - degrees;
  const around: Position[][] = [];
  for (const ring of polygons.flatMap(({ coordinates }) => coordinates)) {
    for (let at = 1; at < ring.length; at += 1) {
      const [from = [], to = []] = [ring[at - 1], ring[at]];
      const [lon1 = 0, lat1 = 0] = from;
      const [lon2 = 0, lat2 = 0] = to;
      if (isNear(lat1, lat2, lat) && isNear(lon1, lon2, lon)) around.push([from, to]);
    }
  }
  return around;
}
