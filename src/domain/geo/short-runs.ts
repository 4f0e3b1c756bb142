import type { RingSet } from './ring-set.ts';

/** Rings cut into edges of at most 400 m, and these into runs of at most 16 neighbours that are all hidden or all not. */
export interface ShortRuns {
  /** x, y of the vertices of each ring, its first one again at its end. */
  readonly xy: Int32Array;
  /** The vertex each run begins with, and how many edges it has. */
  readonly firsts: Uint32Array;
  readonly lengths: Uint8Array;
  readonly hidden: Uint8Array;
}

/** Within this length a straight lon/lat line is straight in the local metric, to 2 mm. */
const longestEdgeMeters = 400;
const edgesPerRun = 16;
const metersPerDegree = 111_700;
/** More than any package may hold: corrupt coordinates are found out before they fill the memory. */
const mostEdges = 30_000_000;

/** Cuts the rings; throws when that makes more edges than any package may hold. */
export function shortRuns(rings: RingSet): ShortRuns {
  const pieces = piecesPerEdge(rings);
  const edgeCount = pieces.reduce((sum, count) => sum + count, 0);
  if (edgeCount > mostEdges) throw new RangeError(`The edges make ${edgeCount} pieces of 400 m, at most ${mostEdges}`);
  const ringCount = rings.starts.length - 1;
  const chain = new Chain(edgeCount + ringCount);
  for (let ring = 0; ring < ringCount; ring += 1) addRing(chain, rings, pieces, ring);
  return chain.finish();
}

/** Into how many pieces each vertex's edge is cut. */
function piecesPerEdge({ grid, xy, starts }: RingSet): Uint32Array {
  const pieces = new Uint32Array(xy.length / 2);
  const perY = metersPerDegree / grid.yPerDegree / longestEdgeMeters;
  const perX = (metersPerDegree / grid.xPerDegree / longestEdgeMeters) * widestCosine({ grid, xy });
  for (let ring = 0; ring + 1 < starts.length; ring += 1) {
    const [first, end] = [starts[ring] as number, starts[ring + 1] as number];
    for (let vertex = first; vertex < end; vertex += 1) {
      const to = vertex + 1 === end ? first : vertex + 1;
      const dx = ((xy[2 * to] as number) - (xy[2 * vertex] as number)) * perX;
      const dy = ((xy[2 * to + 1] as number) - (xy[2 * vertex + 1] as number)) * perY;
      pieces[vertex] = Math.max(1, Math.ceil(Math.sqrt(dx * dx + dy * dy)));
    }
  }
  return pieces;
}

/** The cosine of the latitude nearest the equator. */
function widestCosine({ grid, xy }: Pick<RingSet, 'grid' | 'xy'>): number {
  let least = Infinity;
  for (let at = 1; at < xy.length; at += 2) least = Math.min(least, Math.abs((xy[at] as number) + grid.originY));
  return Math.cos(((Math.min(least, 90 * grid.yPerDegree) / grid.yPerDegree) * Math.PI) / 180);
}

function addRing(chain: Chain, { xy, starts, hidden }: RingSet, pieces: Uint32Array, ring: number): void {
  const [first, end] = [starts[ring] as number, starts[ring + 1] as number];
  chain.begin(xy[2 * first] as number, xy[2 * first + 1] as number);
  let runFrom = first;
  for (let vertex = first; vertex < end; vertex += 1) {
    const to = vertex + 1 === end ? first : vertex + 1;
    chain.cutTo(xy[2 * to] as number, xy[2 * to + 1] as number, pieces[vertex] as number);
    const isHidden = hidden?.[runFrom] ?? 0;
    if (vertex + 1 < end && (hidden?.[vertex + 1] ?? 0) === isHidden) continue;
    chain.endRuns(isHidden);
    runFrom = vertex + 1;
  }
}

/** Vertices as they are strung together, and the runs they make. */
class Chain {
  readonly #xy: Int32Array;
  readonly #firsts: number[] = [];
  readonly #lengths: number[] = [];
  readonly #hidden: number[] = [];
  #count = 0;
  #runFrom = 0;

  constructor(vertexCount: number) {
    this.#xy = new Int32Array(2 * vertexCount);
  }

  begin(x: number, y: number): void {
    this.#runFrom = this.#count;
    this.#push(x, y);
  }

  cutTo(x: number, y: number, pieces: number): void {
    const [x0, y0] = [this.#xy[2 * this.#count - 2] as number, this.#xy[2 * this.#count - 1] as number];
    for (let piece = 1; piece < pieces; piece += 1) {
      const share = piece / pieces;
      this.#push(Math.round(x0 + (x - x0) * share), Math.round(y0 + (y - y0) * share));
    }
    this.#push(x, y);
  }

  /** Makes runs of about equal length of what was strung since the last ones. */
  endRuns(hidden: number): void {
    const edges = this.#count - 1 - this.#runFrom;
    const runs = Math.ceil(edges / edgesPerRun);
    for (let run = 0; run < runs; run += 1) {
      const from = Math.floor((edges * run) / runs);
      this.#firsts.push(this.#runFrom + from);
      this.#lengths.push(Math.floor((edges * (run + 1)) / runs) - from);
      this.#hidden.push(hidden);
    }
    this.#runFrom = this.#count - 1;
  }

  finish(): ShortRuns {
    return {
      xy: this.#xy,
      firsts: Uint32Array.from(this.#firsts),
      lengths: Uint8Array.from(this.#lengths),
      hidden: Uint8Array.from(this.#hidden),
    };
  }

  #push(x: number, y: number): void {
    this.#xy[2 * this.#count] = x;
    this.#xy[2 * this.#count + 1] = y;
    this.#count += 1;
  }
}
