import Flatbush from 'flatbush';
import { type Box, isTouchingBox } from '../../domain/geo/box.ts';
import type { Clipper } from './clipper.ts';
import { boxOfRings, type GridRing } from './grid.ts';
import type { Work } from './work.ts';

/** Some rings that belong together, with the box around them. */
interface Piece {
  readonly rings: readonly GridRing[];
  readonly box: Box;
}

/**
 * The union of pieces, each without crossings in itself. Clipper's time grows with what one sweep line meets: so pieces that hang together
 * are joined in narrow strips first, then strip to strip, and a ring that lies clear of the other side stays out of it.
 */
export async function unite(
  pieces: readonly (readonly GridRing[])[],
  clipper: Clipper,
  work: Work,
): Promise<GridRing[]> {
  const boxed = pieces.filter((rings) => rings.length > 0).map(pieceOf);
  const united: GridRing[] = [];
  let done = 0;
  for (const group of hangingTogether(boxed)) {
    united.push(...(await joinStrips(stripsOf(group), clipper, () => work.step(done, boxed.length))));
    done += group.length;
  }
  return united;
}

function pieceOf(rings: readonly GridRing[]): Piece {
  return { rings, box: boxOfRings(rings) };
}

/** Sets of pieces whose boxes touch, directly or through others. */
function hangingTogether(pieces: readonly Piece[]): Piece[][] {
  if (pieces.length === 0) return [];
  const index = new Flatbush(pieces.length);
  for (const { box } of pieces) index.add(...box);
  index.finish();
  const isFree = new Uint8Array(pieces.length).fill(1);
  return pieces.flatMap((_, first) => (isFree[first] ? [groupAround(first, pieces, index, isFree)] : []));
}

function groupAround(first: number, pieces: readonly Piece[], index: Flatbush, isFree: Uint8Array): Piece[] {
  const members = [first];
  isFree[first] = 0;
  for (const member of members) {
    const near = index.search(...(pieces[member] as Piece).box, (other) => isFree[other] === 1);
    for (const other of near) isFree[other] = 0;
    members.push(...near);
  }
  return members.map((member) => pieces[member] as Piece);
}

/** As many strips from west to east as there are pieces in each. */
function stripsOf(group: readonly Piece[]): Piece[][] {
  const west = group.toSorted((one, other) => one.box[0] + one.box[2] - other.box[0] - other.box[2]);
  const size = Math.ceil(Math.sqrt(group.length));
  return Array.from({ length: Math.ceil(west.length / size) }, (_, strip) =>
    west.slice(strip * size, (strip + 1) * size),
  );
}

async function joinStrips(
  strips: readonly Piece[][],
  clipper: Clipper,
  breathe: () => Promise<void>,
): Promise<readonly GridRing[]> {
  let level: Piece[] = [];
  for (const strip of strips) {
    await breathe();
    const rings = strip.flatMap((piece) => piece.rings);
    level.push(pieceOf(strip.length === 1 ? rings : clipper.union(rings)));
  }
  while (level.length > 1) {
    const next: Piece[] = [];
    for (let at = 0; at < level.length; at += 2) {
      await breathe();
      const [one, other] = [level[at] as Piece, level[at + 1]];
      next.push(other ? join(one, other, clipper) : one);
    }
    level = next;
  }
  return level[0]?.rings ?? [];
}

function join(one: Piece, other: Piece, clipper: Clipper): Piece {
  const [near, clear] = [[] as GridRing[], [] as GridRing[]];
  for (const ring of one.rings) (isTouchingBox(boxOfRings([ring]), other.box) ? near : clear).push(ring);
  for (const ring of other.rings) (isTouchingBox(boxOfRings([ring]), one.box) ? near : clear).push(ring);
  return pieceOf([...clear, ...(near.length === 0 ? [] : clipper.union(near))]);
}
