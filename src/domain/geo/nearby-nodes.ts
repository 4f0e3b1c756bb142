import type { EdgeGrid } from './edge-grid.ts';
import { type AnchorFrame, type AnchorGrid, entryOf, nodesPerParent, type RunTree } from './edge-index.ts';
import { localMetricAt } from './local-metric.ts';
import { runsTouching } from './runs-touching.ts';

/** So many cells each way share one look into the tree. */
const blockCells = 3;
/** A cell with more runs to look at than this gets their parents instead. */
const mostPerCell = 32;

/** A row of cells: metres per unit in its middle, and how far around each of its cells (in these metres) the nearest edge may lie. */
interface Row {
  readonly south: number;
  readonly perX: number;
  readonly perY: number;
  readonly reaches: Float64Array;
}

/** Runs in a tree, and which of them count for winding alone. */
interface Runs extends RunTree {
  readonly hidden: Uint8Array;
}

/**
 * For every cell the nodes to look at. `vertices` has x, y of a vertex that counts for distance, the nearer to each cell's middle
 * the better, NaN where there is none at all.
 */
export function nearbyNodes(
  runs: Runs,
  frame: AnchorFrame,
  grid: EdgeGrid,
  vertices: Float64Array,
): Pick<AnchorGrid, 'nearbyFrom' | 'nearby'> {
  const lists = new CellLists(runs, frame);
  for (let first = 0; first < frame.rows; first += blockCells) {
    const count = Math.min(blockCells, frame.rows - first);
    const rows = Array.from({ length: count }, (_, step) => rowOf(frame, grid, vertices, first + step));
    const blocks = blocksOf(runs, frame, rows);
    for (const row of rows) {
      for (let column = 0; column < frame.columns; column += 1) {
        lists.add(row, column, blocks[Math.floor(column / blockCells)] ?? []);
      }
    }
  }
  return lists.finish();
}

function rowOf(frame: AnchorFrame, grid: EdgeGrid, vertices: Float64Array, row: number): Row {
  const south = frame.south + row * frame.cellHeight;
  const metric = rowMetric(grid, south, frame.cellHeight);
  const reaches = new Float64Array(frame.columns);
  for (let column = 0; column < frame.columns; column += 1) {
    const cell = row * frame.columns + column;
    const dx = Math.abs((vertices[2 * cell] as number) - frame.west - frame.cellWidth * (column + 0.5));
    const dy = Math.abs((vertices[2 * cell + 1] as number) - south - frame.cellHeight / 2);
    const [x, y] = [metric.perX * (dx + frame.cellWidth / 2), metric.perY * (dy + frame.cellHeight / 2)];
    reaches[column] = reachOf(metric, Math.sqrt(x * x + y * y));
  }
  return { south, perX: metric.perX, perY: metric.perY, reaches };
}

/** The metric in a row's middle, by what factor it may be off elsewhere in the row, and the share narrowing and stretching make of a metre. */
function rowMetric(grid: EdgeGrid, south: number, height: number) {
  const [low, middle, high] = [south, south + height / 2, south + height].map((y) =>
    localMetricAt(0, Math.min(90, Math.max(-90, (y + grid.originY) / grid.yPerDegree))),
  ) as [Metric, Metric, Metric];
  const factors = [low, high].flatMap(({ kx, ky }) => [kx / middle.kx, middle.kx / kx, ky / middle.ky, middle.ky / ky]);
  const bends = [low, middle, high].map(
    ({ narrowing, stretching, ky }) => (Math.abs(narrowing) + Math.abs(stretching)) / ky,
  );
  return {
    perX: middle.kx / grid.xPerDegree,
    perY: middle.ky / grid.yPerDegree,
    factor: Math.max(1, ...factors),
    bend: Math.max(...bends),
  };
}

type Metric = ReturnType<typeof localMetricAt>;

/**
 * How far from a cell the edges lie, in its row's metric, that may be nearest to any of its points, when a vertex lies within so many metres of all of them:
 * the points measure by metrics of their own, in which lines far away are narrowed and stretched.
 */
function reachOf({ factor, bend }: ReturnType<typeof rowMetric>, meters: number): number {
  if (Number.isNaN(meters)) return 0; // nothing counts for distance
  const flat = meters * factor;
  const longest = flat * (1 + bend * flat);
  const share = 1 - 1.1 * bend * longest;
  return share > 0 ? (1.000_001 * factor * longest) / share : Infinity;
}

/** For each block of cells along some rows the runs within its cells' reach. */
function blocksOf(runs: Runs, { west, cellWidth, cellHeight, columns }: AnchorFrame, rows: readonly Row[]): number[][] {
  const [first, last] = [rows[0] as Row, rows.at(-1) as Row];
  const blocks: number[][] = [];
  for (let column = 0; column < columns; column += blockCells) {
    const end = Math.min(columns, column + blockCells);
    let [aroundX, aroundY] = [0, 0];
    for (const { reaches, perX, perY } of rows) {
      for (let at = column; at < end; at += 1) {
        aroundX = Math.max(aroundX, (reaches[at] as number) / perX);
        aroundY = Math.max(aroundY, (reaches[at] as number) / perY);
      }
    }
    const [left, right] = [west + column * cellWidth - aroundX, west + end * cellWidth + aroundX];
    blocks.push(runsTouching(runs, [left, first.south - aroundY, right, last.south + cellHeight + aroundY]));
  }
  return blocks;
}

/** Lists of entries, cell after cell. */
class CellLists {
  readonly #runs: Runs;
  readonly #frame: AnchorFrame;
  readonly #from: Uint32Array;
  #nearby: Int32Array;
  #cells = 0;
  #count = 0;
  /** Nodes of the cell at hand. Counted here, for arrays cut to no length would be made anew for every cell. */
  readonly #touching: number[] = [];
  readonly #beyond: number[] = [];
  #touchingCount = 0;
  #beyondCount = 0;

  constructor(runs: Runs, frame: AnchorFrame) {
    this.#runs = runs;
    this.#frame = frame;
    this.#from = new Uint32Array(frame.columns * frame.rows + 1);
    this.#nearby = new Int32Array(8 * this.#from.length + mostPerCell);
  }

  /** Adds the next cell's list, made of such of the runs as lie within its reach. */
  add(row: Row, column: number, runs: readonly number[]): void {
    this.#sift(row, column, runs);
    let level = 0;
    for (; this.#touchingCount + this.#beyondCount > mostPerCell; level += 1) {
      const sifted = [...this.#touching.slice(0, this.#touchingCount), ...this.#beyond.slice(0, this.#beyondCount)];
      this.#sift(row, column, parentsOf(this.#runs.levels, sifted, level));
    }
    this.#append(level);
  }

  finish(): Pick<AnchorGrid, 'nearbyFrom' | 'nearby'> {
    return { nearbyFrom: this.#from, nearby: this.#nearby.slice(0, this.#count) };
  }

  /** Parts nodes into those that touch the cell, those beyond it within its reach, and others. One that counts for winding alone matters only where it touches. */
  #sift({ south, perX, perY, reaches }: Row, column: number, nodes: readonly number[]): void {
    const { boxes, hidden } = this.#runs;
    const { west, cellWidth, cellHeight } = this.#frame;
    const limit = (reaches[column] as number) ** 2;
    const [twiceX, twiceY] = [2 * west + (2 * column + 1) * cellWidth, 2 * south + cellHeight];
    const [touching, beyond] = [this.#touching, this.#beyond];
    let [touchingCount, beyondCount] = [0, 0];
    for (let place = 0; place < nodes.length; place += 1) {
      const node = nodes[place] as number;
      const dx = perX * gapBetween(twiceX, cellWidth, boxes[4 * node] as number, boxes[4 * node + 2] as number);
      const dy = perY * gapBetween(twiceY, cellHeight, boxes[4 * node + 1] as number, boxes[4 * node + 3] as number);
      const squared = dx * dx + dy * dy;
      if (squared > limit) continue;
      if (squared === 0) touching[touchingCount++] = node;
      else if (hidden[node] !== 1) beyond[beyondCount++] = node;
    }
    this.#touchingCount = touchingCount;
    this.#beyondCount = beyondCount;
  }

  #append(level: number): void {
    this.#makeRoom();
    for (let at = 0; at < this.#touchingCount; at += 1) this.#push(entryOf(this.#touching[at] as number, level, false));
    for (let at = 0; at < this.#beyondCount; at += 1) this.#push(entryOf(this.#beyond[at] as number, level, true));
    this.#cells += 1;
    this.#from[this.#cells] = this.#count;
  }

  #push(entry: number): void {
    this.#nearby[this.#count] = entry;
    this.#count += 1;
  }

  #makeRoom(): void {
    if (this.#count + mostPerCell <= this.#nearby.length) return;
    const wider = new Int32Array(2 * this.#nearby.length);
    wider.set(this.#nearby);
    this.#nearby = wider;
  }
}

/** How far a stretch with twice such a middle lies from another, 0 when they touch. Without branches, which would cost the most of all. */
function gapBetween(twiceMiddle: number, length: number, from: number, to: number): number {
  const twice = Math.abs(from + to - twiceMiddle) - (to - from) - length;
  return 0.25 * (twice + Math.abs(twice));
}

/** The parents of nodes of one level, each once. */
function parentsOf(levels: readonly number[], nodes: readonly number[], level: number): number[] {
  const [own, above] = [levels[level] as number, levels[level + 1] as number];
  return [...new Set(nodes.map((node) => above + Math.floor((node - own) / nodesPerParent)))];
}
