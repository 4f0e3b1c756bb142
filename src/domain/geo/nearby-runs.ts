import type { AnchorFrame } from './edge-index.ts';

/**
 * For every cell a run that lies near its middle (among the nearest, if not the nearest): a bound within which the search
 * for the nodes near the cell may stay. −1 everywhere when there is no run to be near. `middles` has x, y of a vertex of each run.
 */
export function nearbyRuns(frame: AnchorFrame, middles: Int32Array, hidden: Uint8Array): Int32Array {
  const nearby = new Int32Array(frame.columns * frame.rows).fill(-1);
  const { west, south, cellWidth, cellHeight, columns, rows } = frame;
  for (let run = 0; run < hidden.length; run += 1) {
    const column = Math.floor(((middles[2 * run] as number) - west) / cellWidth);
    const row = Math.floor(((middles[2 * run + 1] as number) - south) / cellHeight);
    if (hidden[run] === 0) nearby[row * columns + column] = run;
  }
  for (let row = 0; row < rows; row += 1) spread(frame, middles, nearby, row, 1);
  for (let row = rows - 1; row >= 0; row -= 1) spread(frame, middles, nearby, row, -1);
  return nearby;
}

/** Hands the runs of the row before, then those of the row itself, on to cells that have none as near. */
function spread(frame: AnchorFrame, middles: Int32Array, nearby: Int32Array, row: number, step: 1 | -1): void {
  const { columns } = frame;
  const before = row - step;
  if (before >= 0 && before < frame.rows) {
    for (let column = 0; column < columns; column += 1)
      offer(frame, middles, nearby, column, row, before * columns + column);
  }
  for (let column = 1; column < columns; column += 1)
    offer(frame, middles, nearby, column, row, row * columns + column - 1);
  for (let column = columns - 2; column >= 0; column -= 1)
    offer(frame, middles, nearby, column, row, row * columns + column + 1);
}

function offer(
  frame: AnchorFrame,
  middles: Int32Array,
  nearby: Int32Array,
  column: number,
  row: number,
  from: number,
): void {
  const [own, other] = [nearby[row * frame.columns + column] as number, nearby[from] as number];
  if (other < 0 || other === own) return;
  const isNearer =
    own < 0 || cellsApart(frame, middles, column, row, other) < cellsApart(frame, middles, column, row, own);
  if (isNearer) nearby[row * frame.columns + column] = other;
}

/** The square of how many cells lie between a cell's middle and a run's vertex. */
function cellsApart(
  { west, south, cellWidth, cellHeight }: AnchorFrame,
  middles: Int32Array,
  column: number,
  row: number,
  run: number,
): number {
  const dx = ((middles[2 * run] as number) - west) / cellWidth - column - 0.5;
  const dy = ((middles[2 * run + 1] as number) - south) / cellHeight - row - 0.5;
  return dx * dx + dy * dy;
}
