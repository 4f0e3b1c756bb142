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
  readonly tree: RunTree;
  readonly anchors: AnchorGrid;
}

/** Boxes over runs, and boxes over so many of these, up to one over all. */
export interface RunTree {
  /** West, south, east, north of each node: first the runs, level by level up to the root. */
  readonly boxes: Int32Array;
  /** The number of the first node of each level, and that of all nodes at the end. */
  readonly levels: readonly number[];
}

/** Where the cells of a coarse grid lie, west to east and south to north. Their middles lie on half units: on no vertex's meridian or parallel. */
export interface AnchorFrame {
  readonly west: number;
  readonly south: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly columns: number;
  readonly rows: number;
}

/** What is known beforehand of each cell: the winding number at its middle, and which nodes to look at. */
export interface AnchorGrid extends AnchorFrame {
  readonly windings: Int32Array;
  /** The place in `nearby` where each cell's nodes begin, and the number of all at the end. */
  readonly nearbyFrom: Uint32Array;
  /**
   * Nodes (as `entryOf` writes them) under which lies, for any point of the cell, the nearest edge; and every edge that reaches into
   * the cell: nodes that touch the cell come first.
   */
  readonly nearby: Int32Array;
}

/** Gaps and overlaps narrower than this are rounding, not land. */
export const seamUnits = 4;

/** How many nodes share a parent. */
export const nodesPerParent = 16;

/** A node, its level, and whether it touches the cell nowhere, as one number. */
export function entryOf(node: number, level: number, isBeyond: boolean): number {
  return node * 16 + level * 2 + (isBeyond ? 1 : 0);
}

/** The number of the cell that holds a point, −1 where there is none. */
export function cellAt(
  { west, south, cellWidth, cellHeight, columns, rows }: AnchorFrame,
  x: number,
  y: number,
): number {
  const column = Math.floor((x - west) / cellWidth);
  const row = Math.floor((y - south) / cellHeight);
  // Not "< 0 || >= columns": a point that is no number must end here too.
  return column >= 0 && row >= 0 && column < columns && row < rows ? row * columns + column : -1;
}

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
