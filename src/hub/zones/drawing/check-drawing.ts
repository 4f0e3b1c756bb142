import { PMTiles, type RangeResponse } from 'pmtiles';
import type { Box } from '../../../domain/geo/box.ts';
import type { EdgeIndex } from '../../../domain/geo/edge-index.ts';
import type { ZoneLayer } from '../../../domain/shared/codes.ts';
import type { Work } from '../work.ts';
import { type DrawnZone, metersToZone } from './drawn-zone.ts';
import { readTileLayer } from './read-tile.ts';
import { tileAt } from './tiles-of.ts';
import { type DrawingTolerance, deepestZoom, tileExtent } from './tolerances.ts';

/** How far a drawing was found to differ from the exact zones, metres: beyond them (+) and short of them (−). */
export interface DrawingCheck {
  readonly mostOutsideMeters: number;
  readonly mostInsideMeters: number;
  readonly samples: number;
  /** The places farthest beyond the tolerance, the worst first, a few of each kind; none when the drawing holds. */
  readonly faults: readonly DrawingFault[];
}

export interface DrawingFault {
  readonly zone: string;
  readonly at: readonly [lon: number, lat: number];
  /** Signed metres from the drawn edge to the exact one; or to the exact edge from a place drawn as what it is not. */
  readonly meters: number;
  readonly what: 'edge' | 'missing' | 'surplus';
}

/** About so many points of drawn edges are measured, spread evenly, and so many places of every tile looked at. */
const edgeSamples = 30_000;
const probesPerTile = 6;
/** So many of each kind are kept. */
const mostFaults = 5;

/**
 * Measures the drawn zones, as they lie in the tiles of the deepest zoom, against the exact distance: corners and middles of drawn edges
 * must lie on the exact edge within the tolerance, and places in every tile must be drawn as what they are.
 */
export async function checkDrawing(
  archive: Uint8Array,
  zones: readonly DrawnZone[],
  layers: ReadonlyMap<ZoneLayer, EdgeIndex>,
  box: Box,
  tolerance: DrawingTolerance,
  work: Work,
): Promise<DrawingCheck> {
  const tiles = await readTiles(archive, zones, box, work);
  const edges = tiles.reduce((sum, { rings }) => sum + rings.reduce((steps, ring) => steps + ring.length / 2, 0), 0);
  const stride = Math.max(1, Math.floor((edges * 2) / edgeSamples));
  const tally = new Tally(tolerance);
  for (const [done, tile] of tiles.entries()) {
    await work.step(done, tiles.length);
    for (const [x, y] of edgePoints(tile, stride)) tally.edge(tile.zone.id, ...measured(tile, layers, x, y));
    for (const [x, y] of probesOf(tile))
      tally.probe(tile.zone.id, isDrawn(tile.rings, x, y), ...measured(tile, layers, x, y));
  }
  return tally.result();
}

/** What is drawn of a zone in one tile. */
interface ZoneTile {
  readonly zone: DrawnZone;
  readonly x: number;
  readonly y: number;
  readonly rings: readonly Int32Array[];
}

async function readTiles(archive: Uint8Array, zones: readonly DrawnZone[], box: Box, work: Work): Promise<ZoneTile[]> {
  const source = new PMTiles(new MemorySource(archive));
  const [[fromX, fromY], [toX, toY]] = [tileAt(box[0], box[3], deepestZoom), tileAt(box[2], box[1], deepestZoom)];
  const tiles: ZoneTile[] = [];
  for (let x = fromX; x <= toX; x += 1) {
    await work.step(x - fromX, (toX - fromX) * 2);
    for (let y = fromY; y <= toY; y += 1) {
      const found = await source.getZxy(deepestZoom, x, y);
      const features = found ? readTileLayer(new Uint8Array(found.data), 'belt') : [];
      for (const zone of zones) {
        const own = features.filter(({ properties }) => properties.zone === zone.id);
        tiles.push({ zone, x, y, rings: own.flatMap(({ rings }) => rings) });
      }
    }
  }
  return tiles;
}

/** An archive in memory, as pmtiles wants it. */
export class MemorySource {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  getKey(): string {
    return 'zones.pmtiles';
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: new Uint8Array(this.#bytes.subarray(offset, offset + length)).buffer };
  }
}

/** Every so-many-th corner and middle of the drawn edges that lie in the tile proper: along its buffer the edges are cuts, not borders. */
function edgePoints({ rings }: ZoneTile, stride: number): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  const isWithin = (value: number) => value > 0 && value < tileExtent;
  let count = 0;
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const next = (at + 2) % ring.length;
      const [x, y, x2, y2] = [ring[at], ring[at + 1], ring[next], ring[next + 1]] as [number, number, number, number];
      if (!isWithin(x) || !isWithin(y)) continue;
      if ((count += 1) % stride === 0) points.push([x, y]);
      if (!isWithin(x2) || !isWithin(y2)) continue;
      if ((count += 1) % stride === 0) points.push([(x + x2) / 2, (y + y2) / 2]);
    }
  }
  return points;
}

/** Places in the tile, spread by Halton's sequence (bases 2 and 3), other ones in every tile. */
function probesOf({ x, y }: ZoneTile): (readonly [number, number])[] {
  const first = 1 + ((x * 31 + y * 17) % 1000) * probesPerTile;
  return Array.from({ length: probesPerTile }, (_, at) => [
    halton(first + at, 2) * tileExtent,
    halton(first + at, 3) * tileExtent,
  ]);
}

function halton(index: number, base: number): number {
  let [rest, share, sum] = [index, 1, 0];
  while (rest > 0) {
    share /= base;
    sum += share * (rest % base);
    rest = Math.floor(rest / base);
  }
  return sum;
}

function isDrawn(rings: readonly Int32Array[], x: number, y: number): boolean {
  let winding = 0;
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const next = (at + 2) % ring.length;
      const [ax, ay, bx, by] = [ring[at], ring[at + 1], ring[next], ring[next + 1]] as [number, number, number, number];
      if (ay > y === by > y) continue;
      if (x < ax + ((bx - ax) * (y - ay)) / (by - ay)) winding += by > ay ? 1 : -1;
    }
  }
  return winding !== 0;
}

function measured(
  { zone, x, y }: ZoneTile,
  layers: ReadonlyMap<ZoneLayer, EdgeIndex>,
  stepX: number,
  stepY: number,
): [at: readonly [number, number], meters: number] {
  const side = 2 ** deepestZoom;
  const lon = ((x + stepX / tileExtent) / side) * 360 - 180;
  const mercator = Math.PI * (1 - (2 * (y + stepY / tileExtent)) / side);
  const lat = (Math.atan(Math.sinh(mercator)) * 180) / Math.PI;
  return [[lon, lat], metersToZone(zone, layers, lon, lat)];
}

/** Keeps the extremes and the worst places. */
class Tally {
  readonly #tolerance: DrawingTolerance;
  #outside = 0;
  #inside = 0;
  #samples = 0;
  #faults: (DrawingFault & { readonly by: number })[] = [];

  constructor(tolerance: DrawingTolerance) {
    this.#tolerance = tolerance;
  }

  edge(zone: string, at: readonly [number, number], meters: number): void {
    this.#samples += 1;
    this.#outside = Math.max(this.#outside, meters);
    this.#inside = Math.min(this.#inside, meters);
    const by = Math.max(meters - this.#tolerance.mostOutsideMeters, this.#tolerance.mostInsideMeters - meters);
    if (by > 0) this.#keep({ zone, at, meters, what: 'edge', by });
  }

  probe(zone: string, isThere: boolean, at: readonly [number, number], meters: number): void {
    this.#samples += 1;
    if (!isThere && meters < this.#tolerance.mostInsideMeters)
      this.#keep({ zone, at, meters, what: 'missing', by: -meters });
    const surplus = meters - this.#tolerance.mostOutsideMeters;
    if (isThere && surplus > 0) this.#keep({ zone, at, meters, what: 'surplus', by: surplus });
  }

  #keep(found: DrawingFault & { readonly by: number }): void {
    const others = this.#faults.filter(({ what }) => what !== found.what);
    const same = [...this.#faults.filter(({ what }) => what === found.what), found].sort(worstFirst);
    this.#faults = [...others, ...same.slice(0, mostFaults)];
  }

  result(): DrawingCheck {
    return {
      mostOutsideMeters: this.#outside,
      mostInsideMeters: this.#inside,
      samples: this.#samples,
      faults: this.#faults.toSorted(worstFirst).map(({ by: _by, ...found }) => found),
    };
  }
}

function worstFirst(one: { readonly by: number }, other: { readonly by: number }): number {
  return other.by === one.by ? 0 : other.by - one.by;
}
