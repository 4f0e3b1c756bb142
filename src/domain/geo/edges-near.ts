import type { EdgeIndex } from './edge-index.ts';
import { runsTouching } from './runs-touching.ts';

type Quad = readonly [number, number, number, number];

/** The edges (x1, y1, x2, y2 in units) whose boxes touch the box around the two ends of a line. */
export function edgesNear(index: EdgeIndex, [x1, y1, x2, y2]: Quad): Quad[] {
  const box: Quad = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
  return runsTouching(index.tree, box).flatMap((run) =>
    edgesOfRun(index, run).filter((edge) => isTouching(boxOfEdge(edge), box)),
  );
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
