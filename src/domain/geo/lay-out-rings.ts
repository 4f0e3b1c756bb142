import { anchorWindings } from './anchor-windings.ts';
import type { Box } from './box.ts';
import type { EdgeGrid } from './edge-grid.ts';
import { type AnchorFrame, levelsOver } from './edge-index.ts';
import { checkSum, type FlatViews, flatBytes, flatMagic, flatViews } from './flat-form.ts';
import { hilbertTree } from './hilbert-tree.ts';
import { nearbyNodes } from './nearby-nodes.ts';
import { nearbyRuns } from './nearby-runs.ts';
import type { RingSet } from './ring-set.ts';
import { type ShortRuns, shortRuns } from './short-runs.ts';

/** Lays rings out as an index in one buffer, runs in the order of a Hilbert curve, so that neighbours lie together. Throws on absurd sizes. */
export function layOutRings(rings: RingSet): ArrayBuffer {
  const cut = shortRuns(rings);
  const { boxes, order } = hilbertTree(cut);
  const runs = {
    boxes,
    levels: levelsOver(order.length),
    hidden: Uint8Array.from(order, (run) => cut.hidden[run] as number),
  };
  const edgeCount = cut.lengths.reduce((sum, length) => sum + length, 0);
  const anchors = anchorWindings(rings.grid, rootBox(boxes), edgeCount, (visit) => eachEdge(cut, visit));
  const lists = nearbyNodes(runs, anchors, rings.grid, verticesNear(anchors, middlesOf(cut, order), runs.hidden));
  const plan = {
    ...{ vertexCount: edgeCount + order.length, runCount: order.length },
    ...{ nearbyCount: lists.nearby.length, frame: anchors },
  };
  const buffer = new ArrayBuffer(flatBytes(plan));
  const views = flatViews(buffer, plan);
  copyRuns(views, cut, order);
  views.boxes.set(boxes);
  views.hidden.set(runs.hidden);
  views.windings.set(anchors.windings);
  views.nearbyFrom.set(lists.nearbyFrom);
  views.nearby.set(lists.nearby);
  fillHead(views, rings.grid, [plan.vertexCount, plan.runCount, plan.nearbyCount, ...frameWords(anchors)]);
  return buffer;
}

/** The last box is that of all. */
function rootBox(boxes: Int32Array): Box {
  const [west = 0, south = 0, east = 0, north = 0] = boxes.subarray(-4);
  return [west, south, east, north];
}

/** For each cell x, y of a vertex near its middle. */
function verticesNear(frame: AnchorFrame, middles: Int32Array, hidden: Uint8Array): Float64Array {
  const vertices = new Float64Array(2 * frame.columns * frame.rows);
  for (const [cell, run] of nearbyRuns(frame, middles, hidden).entries()) {
    vertices[2 * cell] = middles[2 * run] ?? Number.NaN;
    vertices[2 * cell + 1] = middles[2 * run + 1] ?? Number.NaN;
  }
  return vertices;
}

/** A vertex from the middle of each run. */
function middlesOf({ xy, firsts, lengths }: ShortRuns, order: readonly number[]): Int32Array {
  const middles = new Int32Array(2 * order.length);
  for (const [place, run] of order.entries()) {
    const vertex = (firsts[run] as number) + ((lengths[run] as number) >> 1);
    middles[2 * place] = xy[2 * vertex] as number;
    middles[2 * place + 1] = xy[2 * vertex + 1] as number;
  }
  return middles;
}

function frameWords({ west, south, cellWidth, cellHeight, columns, rows }: AnchorFrame): number[] {
  return [west, south, cellWidth, cellHeight, columns, rows];
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

/** A few numbers a run only: views for `set` would cost more than the copying. */
function copyRuns({ xy, runs }: FlatViews, cut: ShortRuns, order: readonly number[]): void {
  let vertex = 0;
  for (const [place, run] of order.entries()) {
    const from = 2 * (cut.firsts[run] as number);
    const count = (cut.lengths[run] as number) + 1;
    for (let step = 0; step < 2 * count; step += 1) xy[2 * vertex + step] = cut.xy[from + step] as number;
    runs[place] = vertex;
    vertex += count;
  }
  runs[order.length] = vertex;
}

function fillHead({ head, doubles, words }: FlatViews, grid: EdgeGrid, sizes: readonly number[]): void {
  head.set([flatMagic, 0, words.length * 4, ...sizes]);
  doubles.set([grid.xPerDegree, grid.yPerDegree, grid.originX, grid.originY]);
  head[1] = checkSum(words);
}
