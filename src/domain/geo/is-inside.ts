import { type EdgeIndex, seamUnits } from './edge-index.ts';
import { windingNumber } from './winding-number.ts';

/** Whether the area's edges wind around a point (winding number ≠ 0), exact in lon/lat; on an outer edge itself either answer may come. */
export function isInside(index: EdgeIndex, lon: number, lat: number): boolean {
  const { xPerDegree, yPerDegree, originX, originY } = index.grid;
  const [x, y] = [lon * xPerDegree - originX, lat * yPerDegree - originY];
  return windingNumber(index, x, y) !== 0 || (index.hasSeams && isInSeam(index, x, y));
}

/** A gap between united polygons is no outside: there is inside on both its sides. */
function isInSeam(index: EdgeIndex, x: number, y: number): boolean {
  const isIn = (dx: number, dy: number) => windingNumber(index, x + dx, y + dy) !== 0;
  return (isIn(-seamUnits, 0) && isIn(seamUnits, 0)) || (isIn(0, -seamUnits) && isIn(0, seamUnits));
}
