import { cellAt, type EdgeIndex, entryOf, nodesPerParent, type RunTree } from './edge-index.ts';
import { type LocalMetric, localMetricAt } from './local-metric.ts';

/** A point on an index's grid with the metric around it, in metres per unit. */
interface Probe {
  readonly x: number;
  readonly y: number;
  readonly perX: number;
  readonly perY: number;
  /** Share by which a unit northwards narrows longitude and stretches latitude. */
  readonly narrowing: number;
  readonly stretching: number;
}

/** Entries still to look at, each with the square of a lower bound of its distance; of those pushed together the nearest is last. */
const waiting = new Int32Array(256);
const bounds = new Float64Array(256);

/** Metres from a point to the nearest edge of the area's outline, Infinity when none is nearer than `reachMeters`. */
export function metersToNearestEdge(index: EdgeIndex, lon: number, lat: number, reachMeters: number): number {
  const probe = probeAt(index, localMetricAt(lon, lat));
  let best = reachMeters * reachMeters;
  let limit = prunedFrom(probe, best);
  let count = pushFirst(index, probe, limit);
  while (count > 0) {
    count -= 1;
    if ((bounds[count] as number) >= limit) continue;
    const entry = waiting[count] as number;
    if ((entry & 14) > 0) {
      count = pushChildren(index.tree, probe, entry, limit, count);
      continue;
    }
    const squared = squaredToRun(index, probe, entry >> 4);
    if (squared >= best) continue;
    best = squared;
    limit = prunedFrom(probe, best);
  }
  return best < reachMeters * reachMeters ? Math.sqrt(best) : Infinity;
}

function probeAt({ grid }: EdgeIndex, { lon, lat, kx, ky, narrowing, stretching }: LocalMetric): Probe {
  return {
    x: lon * grid.xPerDegree - grid.originX,
    y: lat * grid.yPerDegree - grid.originY,
    perX: kx / grid.xPerDegree,
    perY: ky / grid.yPerDegree,
    narrowing: narrowing / grid.yPerDegree,
    stretching: stretching / grid.yPerDegree,
  };
}

/**
 * The square of the flat bound from which on nothing nearer than √best can lie in a box: narrowing and stretching take away a
 * share of it at most, which grows with how far north or south that may be.
 */
function prunedFrom({ perY, narrowing, stretching }: Probe, best: number): number {
  const units = (1.1 * Math.sqrt(best)) / perY;
  const share = 1 - units * (Math.abs(narrowing) + Math.abs(stretching));
  return share > 0 ? best / (share * share) : Infinity;
}

/** The nodes near the point's cell, or the root when it lies in none. */
function pushFirst({ anchors, tree }: EdgeIndex, probe: Probe, limit: number): number {
  const cell = cellAt(anchors, probe.x, probe.y);
  if (cell < 0) return pushRoot(tree, probe, limit);
  const { nearbyFrom, nearby } = anchors;
  const end = nearbyFrom[cell + 1] as number;
  let count = 0;
  for (let at = nearbyFrom[cell] as number; at < end; at += 1) {
    count = push(tree, probe, nearby[at] as number, limit, count);
  }
  return lastNearest(0, count);
}

function pushRoot(tree: RunTree, probe: Probe, limit: number): number {
  const top = tree.levels.length - 2;
  return top < 0 ? 0 : push(tree, probe, entryOf(tree.levels[top] as number, top, true), limit, 0);
}

function pushChildren(tree: RunTree, probe: Probe, entry: number, limit: number, base: number): number {
  const { levels } = tree;
  const level = (entry >> 1) & 7;
  const first = (levels[level - 1] as number) + ((entry >> 4) - (levels[level] as number)) * nodesPerParent;
  const end = Math.min(first + nodesPerParent, levels[level] as number);
  let count = base;
  for (let child = first; child < end; child += 1) {
    count = push(tree, probe, entryOf(child, level - 1, true), limit, count);
  }
  return lastNearest(base, count);
}

function push({ boxes }: RunTree, probe: Probe, entry: number, limit: number, count: number): number {
  const bound = squaredToBox(boxes, 4 * (entry >> 4), probe);
  waiting[count] = entry;
  bounds[count] = bound;
  return bound < limit ? count + 1 : count;
}

/** Puts the nearest of those from `base` on at the end. */
function lastNearest(base: number, count: number): number {
  let nearest = base;
  for (let at = base + 1; at < count; at += 1) if ((bounds[at] as number) < (bounds[nearest] as number)) nearest = at;
  if (count > base) swap(nearest, count - 1);
  return count;
}

function swap(one: number, other: number): void {
  const [entry, bound] = [waiting[one] as number, bounds[one] as number];
  waiting[one] = waiting[other] as number;
  bounds[one] = bounds[other] as number;
  waiting[other] = entry;
  bounds[other] = bound;
}

function squaredToBox(boxes: Int32Array, at: number, { x, y, perX, perY }: Probe): number {
  const west = boxes[at] as number;
  const south = boxes[at + 1] as number;
  const east = boxes[at + 2] as number;
  const north = boxes[at + 3] as number;
  // Twice how far the point lies beyond the sides, below 0 between them: d + |d| is 0 there. Branches here would cost the most of all.
  const beyondX = Math.abs(2 * x - west - east) - (east - west);
  const beyondY = Math.abs(2 * y - south - north) - (north - south);
  const dx = 0.25 * perX * (beyondX + Math.abs(beyondX));
  const dy = 0.25 * perY * (beyondY + Math.abs(beyondY));
  return dx * dx + dy * dy;
}

/** The square of the metres to the nearest edge of a run; Infinity for a hidden one. */
function squaredToRun({ xy, runs, hidden, hasSeams }: EdgeIndex, probe: Probe, run: number): number {
  if (hasSeams && hidden[run] === 1) return Infinity;
  const { x, y, perX, perY, narrowing, stretching } = probe;
  const end = 2 * (runs[run + 1] as number);
  let at = 2 * (runs[run] as number);
  let dy = (xy[at + 1] as number) - y;
  let x1 = perX * ((xy[at] as number) - x) * (1 - narrowing * dy);
  let y1 = perY * dy * (1 + stretching * dy);
  let nearest = Infinity;
  for (at += 2; at < end; at += 2) {
    dy = (xy[at + 1] as number) - y;
    const x2 = perX * ((xy[at] as number) - x) * (1 - narrowing * dy);
    const y2 = perY * dy * (1 + stretching * dy);
    const squared = squaredToSegment(x1, y1, x2 - x1, y2 - y1);
    if (squared < nearest) nearest = squared;
    x1 = x2;
    y1 = y2;
  }
  return nearest;
}

/** From the origin to the segment that begins at (x, y). */
function squaredToSegment(x: number, y: number, dx: number, dy: number): number {
  const along = -(x * dx + y * dy);
  const length = dx * dx + dy * dy;
  if (along <= 0) return x * x + y * y;
  const share = along >= length ? 1 : along / length;
  const footX = x + share * dx;
  const footY = y + share * dy;
  return footX * footX + footY * footY;
}
