/**
 * Whether a point lies to the left of a directed edge; one exactly on its line is taken to lie a hair further north and
 * a far finer one further east, so that a point on a border two areas share lies in one of them.
 */
export function isLeftOfEdge(x: number, y: number, x1: number, y1: number, x2: number, y2: number): boolean {
  const cross = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
  return cross > 0 || (cross === 0 && (x2 > x1 || (x2 === x1 && y2 < y1)));
}
