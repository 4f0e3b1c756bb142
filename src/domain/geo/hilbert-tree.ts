import Flatbush from 'flatbush';
import { levelsOver, nodesPerParent } from './edge-index.ts';
import type { ShortRuns } from './short-runs.ts';

/** The boxes of all nodes of a tree over runs, and the runs in the order in which the tree has them: along a Hilbert curve (flatbush). */
export function hilbertTree(runs: ShortRuns): { readonly boxes: Int32Array; readonly order: readonly number[] } {
  const own = boxesOf(runs);
  const order = hilbertOrder(own);
  const levels = levelsOver(order.length);
  const boxes = new Int32Array(4 * (levels.at(-1) ?? 0));
  for (let place = 0; place < order.length; place += 1) {
    const from = 4 * (order[place] as number);
    for (let side = 0; side < 4; side += 1) boxes[4 * place + side] = own[from + side] as number;
  }
  boxParents(boxes, levels);
  return { boxes, order };
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

/** Fills the boxes of the tree's upper levels from those of the runs. */
function boxParents(boxes: Int32Array, levels: readonly number[]): void {
  for (let level = 1; level + 1 < levels.length; level += 1) {
    const [below, own, end] = [levels[level - 1] as number, levels[level] as number, levels[level + 1] as number];
    for (let node = own; node < end; node += 1) {
      const first = below + (node - own) * nodesPerParent;
      boxes.copyWithin(4 * node, 4 * first, 4 * first + 4);
      for (let at = 4 * first; at < 4 * Math.min(first + nodesPerParent, own); at += 2) {
        widen(boxes, 4 * node, boxes[at] as number, boxes[at + 1] as number);
      }
    }
  }
}

/** Makes the box at a place in a row of boxes hold a point. */
function widen(boxes: Int32Array, at: number, x: number, y: number): void {
  if (x < (boxes[at] as number)) boxes[at] = x;
  if (y < (boxes[at + 1] as number)) boxes[at + 1] = y;
  if (x > (boxes[at + 2] as number)) boxes[at + 2] = x;
  if (y > (boxes[at + 3] as number)) boxes[at + 3] = y;
}
