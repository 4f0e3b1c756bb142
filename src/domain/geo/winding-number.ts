import { type AnchorGrid, type EdgeIndex, middleOfCell, nodesPerParent } from './edge-index.ts';
import { isLeftOfEdge } from './left-of-edge.ts';

/** Nodes still to look at: number · 8 + level. A tree has at most 8 levels of 16. */
const waiting = new Int32Array(256);

/**
 * How often the area's edges wind around a point (units of the index's grid), counter-clockwise: the winding number at the
 * middle of the point's cell, and what changes on the way from there, first north or south (at `ax`), then east or west.
 */
export function windingNumber(index: EdgeIndex, x: number, y: number): number {
  const { anchors } = index;
  const column = Math.floor((x - anchors.west) / anchors.cellWidth);
  const row = Math.floor((y - anchors.south) / anchors.cellHeight);
  // Not "< 0 || >= columns": a point that is no number must end here too.
  if (!(column >= 0 && row >= 0 && column < anchors.columns && row < anchors.rows)) return 0;
  return (
    (anchors.windings[row * anchors.columns + column] as number) + changeOnWay(index, wayTo(anchors, column, row, x, y))
  );
}

/** From (ax, ay) along the meridian to (ax, y), then along the parallel to (x, y). */
interface Way {
  readonly ax: number;
  readonly ay: number;
  readonly x: number;
  readonly y: number;
}

function wayTo(
  { west, south, cellWidth, cellHeight }: AnchorGrid,
  column: number,
  row: number,
  x: number,
  y: number,
): Way {
  return { ax: middleOfCell(west, cellWidth, column), ay: middleOfCell(south, cellHeight, row), x, y };
}

function changeOnWay(index: EdgeIndex, way: Way): number {
  const { levels, boxes } = index;
  const top = levels.length - 2;
  if (top < 0) return 0;
  let change = 0;
  let count = 0;
  if (isOnWay(boxes, (levels[top] as number) * 4, way)) waiting[count++] = (levels[top] as number) * 8 + top;
  while (count > 0) {
    const entry = waiting[--count] as number;
    if ((entry & 7) === 0) change += changeInRun(index, entry >> 3, way);
    else count = pushChildren(index, entry >> 3, entry & 7, way, count);
  }
  return change;
}

function pushChildren(
  { levels, boxes }: EdgeIndex,
  node: number,
  level: number,
  way: Way,
  waitingCount: number,
): number {
  const first = (levels[level - 1] as number) + (node - (levels[level] as number)) * nodesPerParent;
  const end = Math.min(first + nodesPerParent, levels[level] as number);
  let count = waitingCount;
  for (let child = first; child < end; child += 1) {
    if (isOnWay(boxes, child * 4, way)) waiting[count++] = child * 8 + level - 1;
  }
  return count;
}

function isOnWay(boxes: Int32Array, at: number, { ax, ay, x, y }: Way): boolean {
  const west = boxes[at] as number;
  const south = boxes[at + 1] as number;
  const east = boxes[at + 2] as number;
  const north = boxes[at + 3] as number;
  if (west <= ax && ax <= east && (ay < y ? south <= y && ay <= north : south <= ay && y <= north)) return true;
  return south <= y && y <= north && (ax < x ? west <= x && ax <= east : west <= ax && x <= east);
}

/** What the edges of a run that cross the meridian or the parallel of the way's corner change on the legs. */
function changeInRun({ xy, runs }: EdgeIndex, run: number, { ax, ay, x, y }: Way): number {
  const end = 2 * ((runs[run + 1] as number) - 1);
  let at = 2 * (runs[run] as number);
  let x1 = xy[at] as number;
  let y1 = xy[at + 1] as number;
  let change = 0;
  while (at < end) {
    at += 2;
    const x2 = xy[at] as number;
    const y2 = xy[at + 1] as number;
    const isMeridianCrossed = x1 < ax !== x2 < ax;
    const isParallelCrossed = y1 <= y !== y2 <= y;
    if (isMeridianCrossed || isParallelCrossed) {
      const atCorner = isLeftOfEdge(ax, y, x1, y1, x2, y2) ? 1 : 0;
      if (isMeridianCrossed) change += atCorner - (isLeftOfEdge(ax, ay, x1, y1, x2, y2) ? 1 : 0);
      if (isParallelCrossed) change += (isLeftOfEdge(x, y, x1, y1, x2, y2) ? 1 : 0) - atCorner;
    }
    x1 = x2;
    y1 = y2;
  }
  return change;
}
