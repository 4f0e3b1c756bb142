import { nodesPerParent, type RunTree } from './edge-index.ts';

/** Every run whose box touches a box of units, in the order they lie. */
export function runsTouching(
  { boxes, levels }: RunTree,
  [west, south, east, north]: readonly [west: number, south: number, east: number, north: number],
): number[] {
  let nodes = levels.length < 2 ? [] : [levels.at(-2) as number];
  for (let level = levels.length - 2; level >= 0; level -= 1) {
    const next: number[] = [];
    for (const node of nodes) {
      const at = 4 * node;
      if ((boxes[at] as number) > east || (boxes[at + 2] as number) < west) continue;
      if ((boxes[at + 1] as number) > north || (boxes[at + 3] as number) < south) continue;
      if (level === 0) next.push(node);
      else pushChildren(next, levels, node, level);
    }
    nodes = next;
  }
  return nodes;
}

function pushChildren(nodes: number[], levels: readonly number[], node: number, level: number): void {
  const own = levels[level] as number;
  const first = (levels[level - 1] as number) + (node - own) * nodesPerParent;
  const end = Math.min(first + nodesPerParent, own);
  for (let child = first; child < end; child += 1) nodes.push(child);
}
