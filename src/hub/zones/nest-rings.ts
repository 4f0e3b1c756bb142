import Flatbush from 'flatbush';
import { boxOfRings, type GridRing, signedArea } from './grid.ts';
import { isRingInside } from './is-ring-inside.ts';

/** Puts every hole (clockwise) to the smallest outer ring (counter-clockwise) around it: polygons, outer ring first. Rings do not cross. */
export function nestRings(rings: readonly GridRing[]): GridRing[][] {
  const areas = rings.map((ring) => signedArea(ring));
  const outers = rings.filter((_, index) => (areas[index] as number) > 0);
  if (outers.length === 0) return [];
  const polygons = outers.map((outer) => [outer]);
  const find = parentFinder(outers);
  for (const hole of rings.filter((_, index) => (areas[index] as number) < 0)) polygons[find(hole)]?.push(hole);
  return polygons;
}

function parentFinder(outers: readonly GridRing[]): (hole: GridRing) => number {
  const boxes = outers.map((outer) => boxOfRings([outer]));
  const areas = outers.map(signedArea);
  const index = new Flatbush(outers.length);
  for (const box of boxes) index.add(...box);
  index.finish();
  return (hole) => {
    const [west, south, east, north] = boxOfRings([hole]);
    const around = index.search(west, south, east, north, (at) => {
      const [w, s, e, n] = boxes[at] as (typeof boxes)[number];
      return w <= west && s <= south && e >= east && n >= north;
    });
    if (around.length < 2) return around[0] ?? -1;
    const smallestFirst = around.toSorted((one, other) => (areas[one] as number) - (areas[other] as number));
    return smallestFirst.find((at) => isRingInside(hole, outers[at] as GridRing)) ?? -1;
  };
}
