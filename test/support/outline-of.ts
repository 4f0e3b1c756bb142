import type { EdgeIndex } from '../../src/domain/geo/edge-index.ts';

/** The edges of an index's outline in degrees: lon1, lat1, lon2, lat2. Those inside the union are left out. */
export function outlineOf({ grid, xy, runs, hidden }: EdgeIndex): [number, number, number, number][] {
  const lonAt = (vertex: number) => ((xy[2 * vertex] ?? Number.NaN) + grid.originX) / grid.xPerDegree;
  const latAt = (vertex: number) => ((xy[2 * vertex + 1] ?? Number.NaN) + grid.originY) / grid.yPerDegree;
  return [...hidden].flatMap((isHidden, run) => {
    const [first = 0, end = 0] = runs.subarray(run, run + 2);
    return Array.from({ length: isHidden ? 0 : end - first - 1 }, (_, step): [number, number, number, number] => {
      const vertex = first + step;
      return [lonAt(vertex), latAt(vertex), lonAt(vertex + 1), latAt(vertex + 1)];
    });
  });
}
