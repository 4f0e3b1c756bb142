import Flatbush from 'flatbush';
import { anchorWindings } from './anchor-windings.ts';
import type { Box } from './box.ts';
import type { EdgeGrid } from './edge-grid.ts';
import { levelsOver, nodesPerParent } from './edge-index.ts';
import { checkSum, type FlatViews, flatBytes, flatMagic, flatViews } from './flat-form.ts';
import { nearbyRuns } from './nearby-runs.ts';
import type { RingSet } from './ring-set.ts';
import { type ShortRuns, shortRuns } from './short-runs.ts';

/** Lays rings out as an index in one buffer, runs in the order of a Hilbert curve (flatbush), so that neighbours lie together. Throws on absurd sizes. */
export function layOutRings(rings: RingSet): ArrayBuffer {
  const cut = shortRuns(rings);
  const boxes = boxesOf(cut);
  const order = hilbertOrder(boxes);
  const anchors = anchorWindings(rings.grid, boxAround(boxes), edgeCountOf(cut), (visit) => eachEdge(cut, visit));
  const plan = { vertexCount: edgeCountOf(cut) + order.length, runCount: order.length, frame: anchors };
  const buffer = new ArrayBuffer(flatBytes(plan));
  const views = flatViews(buffer, plan);
  views.windings.set(anchors.windings);
  copyRuns(views, cut, boxes, order);
  views.nearby.set(nearbyRuns(anchors, middlesOf(views, order.length), views.hidden));
  boxParents(views.boxes, order.length);
  fillHead(views, rings.grid, [plan.vertexCount, plan.runCount, ...frameWords(anchors)]);
  return buffer;
}

/** A vertex from the middle of each run. */
function middlesOf({ xy, runs }: FlatViews, count: number): Int32Array {
  const middles = new Int32Array(2 * count);
  for (let run = 0; run < count; run += 1) {
    const vertex = ((runs[run] as number) + (runs[run + 1] as number)) >> 1;
    middles[2 * run] = xy[2 * vertex] as number;
    middles[2 * run + 1] = xy[2 * vertex + 1] as number;
  }
  return middles;
}

function frameWords(anchors: ReturnType<typeof anchorWindings>): number[] {
  const { west, south, cellWidth, cellHeight, columns, rows } = anchors;
  return [west, south, cellWidth, cellHeight, columns, rows];
}

function edgeCountOf({ lengths }: ShortRuns): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

function boxesOf({ xy, firsts, lengths }: ShortRuns): Int32Array {
  const boxes = new Int32Array(4 * firsts.length);
  for (let run = 0; run < firsts.length; run += 1) {
    const from = 2 * (firsts[run] as number);
    const end = from + 2 * (lengths[run] as number);
    boxes[4 * run] = boxes[4 * run + 2] = xy[from] as number;
    boxes[4 * run + 1] = boxes[4 * run + 3] = xy[from + 1] as number;
    for (let at = from + 2; at <= end; at += 2) widen(boxes, 4 * run, xy[at] as number, xy[at + 1] as number);
  }
  return boxes;
}

function hilbertOrder(boxes: Int32Array): readonly number[] {
  if (boxes.length === 0) return [];
  const tree = new Flatbush(boxes.length / 4, nodesPerParent, Int32Array);
  for (let at = 0; at < boxes.length; at += 4) {
    tree.add(boxes[at] as number, boxes[at + 1] as number, boxes[at + 2], boxes[at + 3]);
  }
  tree.finish();
  return tree.search(-Infinity, -Infinity, Infinity, Infinity);
}

function boxAround(boxes: Int32Array): Box {
  const around = boxes.slice(0, 4);
  for (let at = 4; at < boxes.length; at += 2) widen(around, 0, boxes[at] as number, boxes[at + 1] as number);
  const [west = 0, south = 0, east = 0, north = 0] = around;
  return [west, south, east, north];
}

/** Makes the box at a place in a row of boxes hold a point. */
function widen(boxes: Int32Array, at: number, x: number, y: number): void {
  if (x < (boxes[at] as number)) boxes[at] = x;
  if (y < (boxes[at + 1] as number)) boxes[at + 1] = y;
  if (x > (boxes[at + 2] as number)) boxes[at + 2] = x;
  if (y > (boxes[at + 3] as number)) boxes[at + 3] = y;
}

function eachEdge(
  { xy, firsts, lengths }: ShortRuns,
  visit: (x1: number, y1: number, x2: number, y2: number) => void,
): void {
  for (let run = 0; run < firsts.length; run += 1) {
    const from = 2 * (firsts[run] as number);
    const end = from + 2 * (lengths[run] as number);
    for (let at = from; at < end; at += 2) {
      visit(xy[at] as number, xy[at + 1] as number, xy[at + 2] as number, xy[at + 3] as number);
    }
  }
}

function copyRuns(views: FlatViews, cut: ShortRuns, boxes: Int32Array, order: readonly number[]): void {
  let vertex = 0;
  for (let place = 0; place < order.length; place += 1) {
    const run = order[place] as number;
    const count = (cut.lengths[run] as number) + 1;
    copyNumbers(cut.xy, 2 * (cut.firsts[run] as number), views.xy, 2 * vertex, 2 * count);
    copyNumbers(boxes, 4 * run, views.boxes, 4 * place, 4);
    views.hidden[place] = cut.hidden[run] as number;
    views.runs[place] = vertex;
    vertex += count;
  }
  views.runs[order.length] = vertex;
}

/** A few numbers only: views for `set` would cost more than the copying. */
function copyNumbers(from: Int32Array, fromAt: number, to: Int32Array, toAt: number, count: number): void {
  for (let step = 0; step < count; step += 1) to[toAt + step] = from[fromAt + step] as number;
}

/** Fills the boxes of the tree's upper levels from those of the runs. */
function boxParents(boxes: Int32Array, runCount: number): void {
  const levels = levelsOver(runCount);
  for (let level = 1; level + 1 < levels.length; level += 1) {
    const [below, own, end] = [levels[level - 1] as number, levels[level] as number, levels[level + 1] as number];
    for (let node = own; node < end; node += 1) {
      const first = below + (node - own) * nodesPerParent;
      const children = boxes.subarray(4 * first, 4 * Math.min(first + nodesPerParent, own));
      boxes.set(boxAround(children), 4 * node);
    }
  }
}

function fillHead({ head, doubles, words }: FlatViews, grid: EdgeGrid, sizes: readonly number[]): void {
  head.set([flatMagic, 0, words.length * 4, ...sizes]);
  doubles.set([grid.xPerDegree, grid.yPerDegree, grid.originX, grid.originY]);
  head[1] = checkSum(words);
}
