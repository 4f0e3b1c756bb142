import { filterFixes, type TrackFix } from './filter-fixes.ts';

/** A patrol went into the ban area or came out of it: by the first fix of those that prove it (epoch ms). */
export interface Crossing {
  readonly kind: 'enter' | 'leave';
  readonly at: number;
}

/** What a patrol's fixes say: on which side it began and stands, and where it changed sides. Null: not known yet. */
export interface PatrolZones {
  readonly began: Side | null;
  readonly side: Side | null;
  readonly crossings: readonly Crossing[];
}

export type Side = 'inside' | 'outside';

/** A side is taken when every fix for so long, and at least so many, lies on it and clear of the edge by the band. */
const provenMs = 20_000;
const provenFixes = 3;
const leastBandMeters = 8;
/** In accuracies. Chosen with the time above on seeds of their own: fewer false crossings for a few seconds more of delay. */
const bandShare = 2;

/**
 * Where a patrol went in and out, from its fixes in any order; `edgeAt` measures signed metres to the edge of the ban area, negative
 * inside (null: not known there). Someone walking along the edge makes no crossings: see `npm run bench geofence`.
 */
export function findCrossings(
  fixes: readonly TrackFix[],
  edgeAt: (lon: number, lat: number) => number | null,
): PatrolZones {
  let began: Side | null = null;
  let side: Side | null = null;
  let run: { side: Side; fromAt: number; count: number } | null = null;
  const crossings: Crossing[] = [];
  for (const fix of filterFixes(fixes)) {
    const clear = clearSide(fix, edgeAt(fix.lon, fix.lat));
    if (clear === null || clear === side) run = null;
    else run = run?.side === clear ? { ...run, count: run.count + 1 } : { side: clear, fromAt: fix.takenAt, count: 1 };
    if (!run || run.count < provenFixes || fix.takenAt - run.fromAt < provenMs) continue;
    if (side !== null) crossings.push({ kind: run.side === 'inside' ? 'enter' : 'leave', at: run.fromAt });
    side = run.side;
    began ??= side;
    run = null;
  }
  return { began, side, crossings };
}

function clearSide({ accuracyMeters }: TrackFix, edge: number | null): Side | null {
  const band = Math.max(leastBandMeters, bandShare * accuracyMeters);
  if (edge === null || Math.abs(edge) < band) return null;
  return edge < 0 ? 'inside' : 'outside';
}
