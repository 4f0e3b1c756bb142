import { ByteSource } from './byte-source.ts';
import { type EdgeGrid, farthestUnits, finestPerDegree } from './edge-grid.ts';
import type { RingSet } from './ring-set.ts';
import { isTransferForm, mostLowBits, transferHeadBytes, transferSum } from './transfer-form.ts';

interface Head {
  readonly grid: EdgeGrid;
  readonly persistence: number;
  readonly ringCount: number;
  readonly vertexCount: number;
  readonly parts: readonly [heads: ByteSource, highX: ByteSource, highY: ByteSource, low: ByteSource];
}

/**
 * The rings of a transfer form, on a grid refined to nearly 1e-8° (each unit of the form becomes a whole number of units), so
 * that long edges can be cut without bending. Throws an Error that says what is wrong with bytes that are not one whole transfer form.
 */
export function decodeEdges(transfer: Uint8Array): RingSet {
  const head = readHead(transfer);
  const xy = new Int32Array(2 * head.vertexCount);
  const starts = new Uint32Array(head.ringCount + 1);
  const [factorX, factorY] = [refinement(head.grid.xPerDegree), refinement(head.grid.yPerDegree)];
  const reader = new RingReader(head, xy);
  for (let ring = 0; ring < head.ringCount; ring += 1) starts[ring + 1] = reader.readRing(starts[ring] as number);
  if (starts[head.ringCount] !== head.vertexCount) throw new Error('Edges: vertices are missing');
  if (head.parts.some(({ left }) => left > 0)) throw new Error('Edges: bytes are left over');
  refine(xy, factorX, factorY);
  return { grid: refinedGrid(head.grid, factorX, factorY), xy, starts, hidden: null };
}

function readHead(transfer: Uint8Array): Head {
  if (!isTransferForm(transfer)) throw new Error('Edges: not a file of edges, or of another form');
  if (transfer.length < transferHeadBytes) throw new Error('Edges: cut short');
  const sum = new DataView(transfer.buffer, transfer.byteOffset).getUint32(transferHeadBytes - 4, true);
  if (sum !== transferSum(transfer)) throw new Error('Edges: cut short or altered: the check sum is wrong');
  const source = new ByteSource(transfer.subarray(transferHeadBytes));
  const [xPerDegree, yPerDegree, originX, originY] = [source.count(), source.count(), source.whole(), source.whole()];
  const [persistence, ringCount, vertexCount] = [source.count(), source.count(), source.count()];
  const lengths = [source.count(), source.count(), source.count(), source.count()] as const;
  const grid = checkedGrid({ xPerDegree, yPerDegree, originX, originY });
  // Each vertex but a ring's first takes a byte of x and of y at least, each ring four of its head.
  if (persistence > 4 || vertexCount > lengths[1] + ringCount || ringCount * 4 > lengths[0]) {
    throw new Error('Edges: absurd sizes');
  }
  const parts = [
    source.part(lengths[0]),
    source.part(lengths[1]),
    source.part(lengths[2]),
    source.part(lengths[3]),
  ] as const;
  if (source.left > 0) throw new Error('Edges: bytes are left over');
  return { grid, persistence, ringCount, vertexCount, parts };
}

function checkedGrid(grid: EdgeGrid): EdgeGrid {
  const { xPerDegree, yPerDegree, originX, originY } = grid;
  const isUsable = [xPerDegree, yPerDegree].every((perDegree) => perDegree >= 1e4 && perDegree <= finestPerDegree);
  if (!isUsable || Math.abs(originX) > 180 * xPerDegree || Math.abs(originY) > 90 * yPerDegree) {
    throw new Error('Edges: an absurd grid');
  }
  return grid;
}

/** Reads ring after ring into `xy`. */
class RingReader {
  readonly #head: Head;
  readonly #xy: Int32Array;
  readonly #farthestX: number;
  readonly #farthestY: number;
  #beginX = 0;
  #beginY = 0;

  constructor(head: Head, xy: Int32Array) {
    this.#head = head;
    this.#farthestX = farthestUnits / refinement(head.grid.xPerDegree);
    this.#farthestY = farthestUnits / refinement(head.grid.yPerDegree);
    this.#xy = xy;
  }

  /** Reads the next ring from the given vertex on and returns the vertex after it. */
  readRing(first: number): number {
    const [heads] = this.#head.parts;
    this.#beginX += heads.whole();
    this.#beginY += heads.whole();
    const end = first + heads.count();
    const lowBits = heads.count();
    if (end < first + 3 || end > this.#head.vertexCount || lowBits > mostLowBits)
      throw new Error('Edges: an absurd ring');
    this.#put(first, this.#beginX, this.#beginY);
    this.#readSteps(first + 1, end, lowBits);
    return end;
  }

  #readSteps(from: number, end: number, lowBits: number): void {
    const { persistence, parts } = this.#head;
    const [, highX, highY, low] = parts;
    const scale = 2 ** lowBits;
    let [x, y, stepX, stepY] = [this.#beginX, this.#beginY, 0, 0];
    for (let vertex = from; vertex < end; vertex += 1) {
      stepX = Math.round((stepX * persistence) / 4) + highX.whole() * scale + low.bits(lowBits);
      stepY = Math.round((stepY * persistence) / 4) + highY.whole() * scale + low.bits(lowBits);
      x += stepX;
      y += stepY;
      this.#put(vertex, x, y);
    }
  }

  #put(vertex: number, x: number, y: number): void {
    // Not ">": a sum that is no number any more must end here too.
    if (!(Math.abs(x) <= this.#farthestX && Math.abs(y) <= this.#farthestY)) {
      throw new Error('Edges: a vertex lies too far away');
    }
    this.#xy[2 * vertex] = x;
    this.#xy[2 * vertex + 1] = y;
  }
}

function refinement(perDegree: number): number {
  return Math.floor(finestPerDegree / perDegree);
}

function refine(xy: Int32Array, factorX: number, factorY: number): void {
  for (let at = 0; at < xy.length; at += 2) {
    xy[at] = (xy[at] as number) * factorX;
    xy[at + 1] = (xy[at + 1] as number) * factorY;
  }
}

function refinedGrid(
  { xPerDegree, yPerDegree, originX, originY }: EdgeGrid,
  factorX: number,
  factorY: number,
): EdgeGrid {
  return {
    ...{ xPerDegree: xPerDegree * factorX, yPerDegree: yPerDegree * factorY },
    ...{ originX: originX * factorX, originY: originY * factorY },
  };
}
