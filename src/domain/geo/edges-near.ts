import { type EdgeIndex, nodesPerParent } from './edge-index.ts';

type Quad = readonly [number, number, number, number];

/** The edges (x1, y1, x2, y2 in units) whose boxes touch the box around the two ends of a line. */
export function edgesNear(index: EdgeIndex, [x1, y1, x2, y2]: Quad): Quad[] {
  const box: Quad = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
  return runsNear(index, box).flatMap((run) =>
    edgesOfRun(index, run).filter((edge) => isTouching(boxOfEdge(edge), box)),
  );
}

function runsNear(index: EdgeIndex, box: Quad): number[] {
  const { levels } = index;
  let nodes = levels.length < 2 ? [] : [levels.at(-2) as number];
  for (let level = levels.length - 2; level >= 0; level -= 1) {
    nodes = nodes.filter((node) => isTouching(boxOfNode(index, node), box));
    if (level > 0) nodes = nodes.flatMap((node) => childrenOf(levels, node, level));
  }
  return nodes;
}

function childrenOf(levels: readonly number[], node: number, level: number): number[] {
  const own = levels[level] as number;
  const first = (levels[level - 1] as number) + (node - own) * nodesPerParent;
  return Array.from({ length: Math.min(nodesPerParent, own - first) }, (_, child) => first + child);
}

function boxOfNode({ boxes }: EdgeIndex, node: number): Quad {
  const [west = 0, south = 0, east = 0, north = 0] = boxes.subarray(4 * node, 4 * node + 4);
  return [west, south, east, north];
}

function edgesOfRun({ xy, runs }: EdgeIndex, run: number): Quad[] {
  const first = runs[run] as number;
  return Array.from({ length: (runs[run + 1] as number) - 1 - first }, (_, step) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = xy.subarray(2 * (first + step), 2 * (first + step) + 4);
    return [x1, y1, x2, y2] as const;
  });
}

function boxOfEdge([x1, y1, x2, y2]: Quad): Quad {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

function isTouching(one: Quad, other: Quad): boolean {
  return one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
}
