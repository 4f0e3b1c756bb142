import type { EdgeGrid } from './edge-grid.ts';
import { type AnchorFrame, type AnchorGrid, middleOfCell } from './edge-index.ts';
import { isLeftOfEdge } from './left-of-edge.ts';

const metersPerDegree = 111_700;
const cellMeters = 500;
/** Never more cells than these, nor than four an edge: the grid stays a small part of the whole. */
const mostCells = 262_144;

/**
 * The winding numbers at the middles of cells of about 500 m (or more, in wide and in small areas) over a box of units.
 * `eachEdge` calls back with x1, y1, x2, y2 of every edge.
 */
export function anchorWindings(
  grid: EdgeGrid,
  box: readonly [west: number, south: number, east: number, north: number],
  edgeCount: number,
  eachEdge: (visit: (x1: number, y1: number, x2: number, y2: number) => void) => void,
): AnchorFrame & Pick<AnchorGrid, 'windings'> {
  const frame = frameOver(grid, box, Math.min(mostCells, 4 * edgeCount));
  const windings = new Int32Array(frame.columns * frame.rows);
  eachEdge((x1, y1, x2, y2) => {
    const [first, last] = rowsCrossed(frame, y1, y2);
    for (let row = first; row <= last; row += 1) countCrossing(frame, windings, row, [x1, y1, x2, y2]);
  });
  sumFromEast(frame, windings);
  return { ...frame, windings };
}

function frameOver(
  grid: EdgeGrid,
  [west, south, east, north]: readonly [number, number, number, number],
  most: number,
): AnchorFrame {
  const [width, height] = [east - west + 2, north - south + 2];
  const lat = (south + grid.originY) / grid.yPerDegree;
  const cosine = Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  let cellHeight = Math.ceil((cellMeters / metersPerDegree) * grid.yPerDegree);
  let cellWidth = Math.ceil(((cellMeters / metersPerDegree) * grid.xPerDegree) / cosine);
  while (Math.ceil(width / cellWidth) * Math.ceil(height / cellHeight) > Math.max(1, most)) {
    cellWidth = Math.ceil(cellWidth * 1.25);
    cellHeight = Math.ceil(cellHeight * 1.25);
  }
  const [columns, rows] = [Math.ceil(width / cellWidth), Math.ceil(height / cellHeight)];
  return { west: west - 1, south: south - 1, cellWidth, cellHeight, columns, rows };
}

/** The rows whose middles an edge passes, none when the first is greater than the last. */
function rowsCrossed(
  { south, cellHeight, rows }: AnchorFrame,
  y1: number,
  y2: number,
): readonly [first: number, last: number] {
  const middle = middleOfCell(south, cellHeight, 0);
  const first = Math.ceil((Math.min(y1, y2) - middle) / cellHeight);
  const last = Math.floor((Math.max(y1, y2) - middle) / cellHeight);
  return [Math.max(0, first), Math.min(rows - 1, last)];
}

type Quad = readonly [x1: number, y1: number, x2: number, y2: number];

/** Counts an edge (up +1, down −1) for the easternmost middle of a row to its west. */
function countCrossing(frame: AnchorFrame, windings: Int32Array, row: number, edge: Quad): void {
  const { south, cellHeight, columns } = frame;
  const column = lastWestOf(frame, edge, middleOfCell(south, cellHeight, row));
  if (column < 0) return;
  windings[row * columns + column] = (windings[row * columns + column] as number) + (edge[3] > edge[1] ? 1 : -1);
}

/** The last column whose middle lies to the west of where the edge crosses the parallel; −1 when none does. */
function lastWestOf(frame: AnchorFrame, edge: Quad, y: number): number {
  const [x1, y1, x2, y2] = edge;
  const { west, cellWidth, columns } = frame;
  const crossing = x1 + ((x2 - x1) * (y - y1)) / (y2 - y1);
  const guess = Math.floor((crossing - middleOfCell(west, cellWidth, 0)) / cellWidth);
  let column = Math.min(columns - 1, Math.max(-1, guess));
  while (column + 1 < columns && isWestOf(frame, column + 1, y, edge)) column += 1;
  while (column >= 0 && !isWestOf(frame, column, y, edge)) column -= 1;
  return column;
}

function isWestOf({ west, cellWidth }: AnchorFrame, column: number, y: number, [x1, y1, x2, y2]: Quad): boolean {
  return isLeftOfEdge(middleOfCell(west, cellWidth, column), y, x1, y1, x2, y2) === y2 > y1;
}

function sumFromEast({ columns, rows }: AnchorFrame, windings: Int32Array): void {
  for (let row = 0; row < rows; row += 1) {
    for (let at = (row + 1) * columns - 2; at >= row * columns; at -= 1) {
      windings[at] = (windings[at] as number) + (windings[at + 1] as number);
    }
  }
}
