import { type Box, isInBox } from '../../../domain/geo/box.ts';
import { localMetricAt, metersToEdge } from '../../../domain/geo/local-metric.ts';
import type { Crs } from '../crs/crs.ts';
import { type Finding, fault, repair } from '../findings.ts';
import { type GridRing, gridPerDegree } from '../grid.ts';
import type { SourceRing } from '../source/source.ts';

/** How the coordinates of one file become places. */
export interface Placing {
  readonly crs: Crs;
  /** Degrees: what lies beyond is refused. */
  readonly area: Box;
}

export type PlacedRing =
  | { readonly ok: true; readonly ring: GridRing; readonly repairs: readonly Finding[] }
  | { readonly ok: false; readonly fault: Finding };

type Position = readonly [lon: number, lat: number];

/** First and last point this near are one point written twice with too few decimals. */
const hairMeters = 1;
/** Straight lines of another projection are cut to this length, so that each piece is straight in lon/lat too, to 2 mm. */
const straightMeters = 400;

/** Brings a ring onto the grid in WGS 84: closed by a hair if it must be, without repeated points. */
export function placeRing(ring: SourceRing, placing: Placing): PlacedRing {
  const strange = ring.findIndex((value) => !Number.isFinite(value));
  if (strange >= 0) {
    const before = strange >= 2 ? placing.crs.toWgs84(ring[0] as number, ring[1] as number) : null;
    return refuse(fault('not-a-number', before && finite(before), Math.floor(strange / 2) + 1));
  }
  const positions = positionsOf(ring, placing.crs);
  const beyond = positions.findIndex(([lon, lat]) => !isInBox(placing.area, lon, lat));
  if (beyond >= 0) return refuse(sayBeyond(ring, beyond, positions[beyond] as Position, placing));
  return close(ring, positions, placing.crs);
}

function refuse(because: Finding): PlacedRing {
  return { ok: false, fault: because };
}

function finite([lon, lat]: Position): [number, number] | null {
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
}

function positionsOf(ring: SourceRing, crs: Crs): Position[] {
  return Array.from({ length: ring.length / 2 }, (_, at) =>
    crs.toWgs84(ring[at * 2] as number, ring[at * 2 + 1] as number),
  );
}

function sayBeyond(ring: SourceRing, at: number, position: Position, { crs, area }: Placing): Finding {
  const turned = crs.toWgs84(ring[at * 2 + 1] as number, ring[at * 2] as number);
  if (isInBox(area, ...turned)) return fault('swapped-axes', finite(turned));
  return fault('outside-area', finite(position), area.map((degrees) => Math.round(degrees * 1e4) / 1e4).join(', '));
}

function close(ring: SourceRing, positions: readonly Position[], crs: Crs): PlacedRing {
  const [first, last] = [positions[0], positions.at(-1)];
  if (!first || !last) return { ok: true, ring: new Float64Array(0), repairs: [] };
  const gap = metersBetween(first, last);
  if (gap > hairMeters) return refuse(fault('unclosed', [...last], gap));
  const isExact = ring[0] === ring.at(-2) && ring[1] === ring.at(-1) && positions.length > 1;
  const ends = isExact ? [] : [repair('closed', [...last], gap)];
  const grid = crs.isGeographic ? onGrid(positions) : onGrid(straightened(ring, positions, crs));
  const { ring: distinct, removed, at } = withoutRepeats(grid);
  const repeats = removed > 0 ? [repair('duplicate-points', at, removed)] : [];
  return { ok: true, ring: distinct, repairs: [...ends, ...repeats] };
}

function metersBetween([lon, lat]: Position, [lon2, lat2]: Position): number {
  return metersToEdge(localMetricAt(lon, lat), lon2, lat2, lon2, lat2);
}

/** The last position is the first again. */
function onGrid(positions: readonly Position[]): GridRing {
  const ring = new Float64Array(Math.max(0, positions.length - 1) * 2);
  for (let at = 0; at < ring.length; at += 2) {
    const [lon, lat] = positions[at / 2] as Position;
    ring[at] = Math.round(lon * gridPerDegree);
    ring[at + 1] = Math.round(lat * gridPerDegree);
  }
  return ring;
}

function straightened(ring: SourceRing, positions: readonly Position[], crs: Crs): Position[] {
  return positions.flatMap((from, at) => {
    const to = positions[at + 1];
    const pieces = to ? Math.ceil(metersBetween(from, to) / straightMeters) : 1;
    if (pieces < 2) return [from];
    const [x = 0, y = 0, x2 = 0, y2 = 0] = ring.subarray(at * 2, at * 2 + 4);
    const between = Array.from({ length: pieces - 1 }, (_, piece) => (piece + 1) / pieces);
    return [from, ...between.map((share) => crs.toWgs84(x + (x2 - x) * share, y + (y2 - y) * share))];
  });
}

function withoutRepeats(ring: GridRing): { ring: GridRing; removed: number; at: Finding['at'] } {
  const kept: number[] = [];
  let at: Finding['at'] = null;
  for (let from = 0; from < ring.length; from += 2) {
    const before = from === 0 ? ring.length - 2 : from - 2;
    const [x, y] = [ring[from] as number, ring[from + 1] as number];
    if (ring.length > 2 && x === ring[before] && y === ring[before + 1]) at ??= [x / gridPerDegree, y / gridPerDegree];
    else kept.push(x, y);
  }
  const removed = (ring.length - kept.length) / 2;
  return { ring: removed === 0 ? ring : Float64Array.from(kept), removed, at };
}
