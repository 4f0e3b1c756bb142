/** West, south, east, north in degrees. Nothing here crosses the antimeridian. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** The smallest box around positions; an inverted, empty one around none. */
export function boxOf(positions: Iterable<readonly number[]>): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon = Number.NaN, lat = Number.NaN] of positions) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

/** Whether a point lies in the box, its border included. */
export function isInBox(box: Box, lon: number, lat: number): boolean {
  return lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3];
}

/** Whether two boxes share at least a point. */
export function isTouchingBox(one: Box, other: Box): boolean {
  return one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
}
