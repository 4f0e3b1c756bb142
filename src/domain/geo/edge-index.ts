import type { EdgeGrid } from './edge-grid.ts';

/**
 * One area (winding number ≠ 0) ready for questions about points: its edges in runs of neighbours, a tree of boxes over the
 * runs, and the winding number at the middle of every cell of a coarse grid. Coordinates are units of `grid`.
 */
export interface EdgeIndex {
  readonly grid: EdgeGrid;
  /** x, y of the vertices of each run, both its ends included. */
  readonly xy: Int32Array;
  /** The first vertex of each run, and the number of vertices at the end. */
  readonly runs: Uint32Array;
  /** 1 for a run that lies inside the union: it counts for winding, not for distance. */
  readonly hidden: Uint8Array;
  /** Whether any run is hidden: polygons were united here, and rounding may have left gaps of `seamUnits` between them. */
  readonly hasSeams: boolean;
  /** West, south, east, north of each node: first the runs, level by level up to the root. */
  readonly boxes: Int32Array;
  /** The number of the first node of each level, and that of all nodes at the end. */
  readonly levels: readonly number[];
  readonly anchors: AnchorGrid;
}

/** Winding numbers at the middles of cells, and where to begin looking for edges, west to east and south to north. Middles lie on half units: on no vertex's meridian or parallel. */
export interface AnchorGrid {
  readonly west: number;
  readonly south: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly columns: number;
  readonly rows: number;
  readonly windings: Int32Array;
  /** For each cell a run near its middle, −1 where there is none to measure to. */
  readonly nearby: Int32Array;
}

/** Gaps and overlaps narrower than this are rounding, not land. */
export const seamUnits = 4;

/** How many nodes share a parent. */
export const nodesPerParent = 16;

/** The levels of a tree over so many runs: the number of the first node of each, and of all nodes at the end. */
export function levelsOver(runCount: number): number[] {
  const levels = [0];
  let count = runCount;
  let nodes = 0;
  while (count > 0) {
    nodes += count;
    levels.push(nodes);
    count = count === 1 ? 0 : Math.ceil(count / nodesPerParent);
  }
  return levels;
}

/** West, south and the half unit that makes a cell's middle. */
export function middleOfCell(from: number, size: number, cell: number): number {
  return from + size * cell + Math.floor(size / 2) + 0.5;
}
