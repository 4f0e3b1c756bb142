import {
  type AnchorGrid,
  cellAt,
  type EdgeIndex,
  entryOf,
  middleOfCell,
  nodesPerParent,
  type RunTree,
} from './edge-index.ts';
import { isLeftOfEdge } from './left-of-edge.ts';

/** Entries still to look at. A tree has at most 8 levels of 16 below each of a cell's few nodes. */
const waiting = new Int32Array(256);

/**
 * How often the area's edges wind around a point (units of the index's grid), counter-clockwise: the winding number at the
 * middle of the point's cell, and what changes on the way from there, first north or south (at `ax`), then east or west.
 */
export function windingNumber(index: EdgeIndex, x: number, y: number): number {
  const { anchors } = index;
  const cell = cellAt(anchors, x, y);
  return cell < 0 ? 0 : (anchors.windings[cell] as number) + changeOnWay(index, cell, wayTo(anchors, cell, x, y));
}

/** From (ax, ay) along the meridian to (ax, y), then along the parallel to (x, y). */
interface Way {
  readonly ax: number;
  readonly ay: number;
  readonly x: number;
  readonly y: number;
}

function wayTo({ west, south, cellWidth, cellHeight, columns }: AnchorGrid, cell: number, x: number, y: number): Way {
  const row = Math.floor(cell / columns);
  const column = cell - row * columns;
  return { ax: middleOfCell(west, cellWidth, column), ay: middleOfCell(south, cellHeight, row), x, y };
}

function changeOnWay(index: EdgeIndex, cell: number, way: Way): number {
  const { nearbyFrom, nearby } = index.anchors;
  const end = nearbyFrom[cell + 1] as number;
  let change = 0;
  for (let at = nearbyFrom[cell] as number; at < end; at += 1) {
    const entry = nearby[at] as number;
    if ((entry & 1) === 1) break;
    if (isOnWay(index.tree.boxes, 4 * (entry >> 4), way)) change += changeBelow(index, entry, way);
  }
  return change;
}

function changeBelow(index: EdgeIndex, top: number, way: Way): number {
  let change = 0;
  let count = 1;
  waiting[0] = top;
  while (count > 0) {
    count -= 1;
    const entry = waiting[count] as number;
    const level = (entry >> 1) & 7;
    if (level === 0) change += changeInRun(index, entry >> 4, way);
    else count = pushChildren(index.tree, entry >> 4, level, way, count);
  }
  return change;
}

function pushChildren({ levels, boxes }: RunTree, node: number, level: number, way: Way, waitingCount: number): number {
  const first = (levels[level - 1] as number) + (node - (levels[level] as number)) * nodesPerParent;
  const end = Math.min(first + nodesPerParent, levels[level] as number);
  let count = waitingCount;
  for (let child = first; child < end; child += 1) {
    if (isOnWay(boxes, child * 4, way)) waiting[count++] = entryOf(child, level - 1, false);
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
