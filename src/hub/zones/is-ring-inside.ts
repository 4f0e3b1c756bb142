import type { GridRing } from './grid.ts';

/** Whether a ring lies in another it does not cross, which it may touch: told by its first point that is not on the other's border. */
export function isRingInside(ring: GridRing, outer: GridRing): boolean {
  for (let at = 0; at < ring.length; at += 2) {
    const side = sideOf(ring[at] as number, ring[at + 1] as number, outer);
    if (side !== 'border') return side === 'inside';
  }
  return true;
}

/** Whether every point of a ring lies in another or on its border: the two may cross or not. */
export function isEveryPointInside(ring: GridRing, outer: GridRing): boolean {
  for (let at = 0; at < ring.length; at += 2)
    if (sideOf(ring[at] as number, ring[at + 1] as number, outer) === 'outside') return false;
  return true;
}

/** Where a point lies, by the crossings of a ray to the east. */
function sideOf(x: number, y: number, ring: GridRing): 'inside' | 'outside' | 'border' {
  let isInside = false;
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    const [ax, ay] = [(ring[at] as number) - x, (ring[at + 1] as number) - y];
    const [bx, by] = [(ring[next] as number) - x, (ring[next + 1] as number) - y];
    if (ay > 0 && by > 0) continue;
    if (ay < 0 && by < 0) continue;
    const cross = ax * by - bx * ay;
    if (cross === 0 && ax * bx <= 0 && ay * by <= 0) return 'border';
    if (ay > 0 !== by > 0 && cross > 0 === by > ay) isInside = !isInside;
  }
  return isInside ? 'inside' : 'outside';
}
