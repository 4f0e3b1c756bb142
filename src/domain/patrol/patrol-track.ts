import { isJump, smoothOver, type TrackFix } from './smooth-fix.ts';

/** A patrol went into the ban area or came out of it, by the first fix of those that prove it (epoch ms). */
export interface Crossing {
  readonly kind: 'enter' | 'leave';
  readonly at: number;
}

export type Side = 'inside' | 'outside';

/** A patrol as far as its fixes tell: on which side it began and stands (null: not known yet), and where it changed sides. */
export interface PatrolTrack {
  readonly began: Side | null;
  readonly side: Side | null;
  readonly crossings: readonly Crossing[];
  /** The last fix that was no jump, as it came and smoothed. */
  readonly last: { readonly raw: TrackFix; readonly smooth: TrackFix } | null;
  /** Fixes in a row that are clear of the edge on another side than the patrol's. */
  readonly run: { readonly side: Side; readonly fromAt: number; readonly count: number } | null;
}

/** Signed metres to the edge of the ban area, negative inside; null where that is not known. */
export type EdgeAt = (fix: TrackFix) => number | null;

/** A side is taken when every fix for so long, and at least so many, lies on it and clear of the edge by the band. */
const provenMs = 20_000;
const provenFixes = 3;
const leastBandMeters = 8;
/** In accuracies. Chosen with the time above on seeds of their own: fewer false crossings for a few seconds more of delay. */
const bandShare = 2;

export const newTrack: PatrolTrack = { began: null, side: null, crossings: [], last: null, run: null };

/**
 * Where a patrol went in and out, from its fixes in any order, however often each came: of two of one moment the more exact counts.
 * Somebody walking along the edge makes hardly any crossings (`npm run bench geofence`).
 */
export function trackPatrol(fixes: readonly TrackFix[], edgeAt: EdgeAt): PatrolTrack {
  return inOrder(fixes).reduce((track, fix) => followFix(track, fix, edgeAt), newTrack);
}

/** The track one fix later; the fix is younger than all before it. */
export function followFix(track: PatrolTrack, fix: TrackFix, edgeAt: EdgeAt): PatrolTrack {
  if (track.last && isJump(track.last.raw, fix)) return track;
  const smooth = smoothOver(track.last, fix);
  const side = clearSide(smooth, edgeAt(smooth));
  const run = side === null || side === track.side ? null : longerRun(track.run, side, fix.takenAt);
  const next = { ...track, last: { raw: fix, smooth }, run };
  const isProven = run !== null && run.count >= provenFixes && fix.takenAt - run.fromAt >= provenMs;
  return isProven ? takeSide(next, run) : next;
}

function longerRun(run: PatrolTrack['run'], side: Side, takenAt: number): NonNullable<PatrolTrack['run']> {
  return run?.side === side ? { ...run, count: run.count + 1 } : { side, fromAt: takenAt, count: 1 };
}

function takeSide(track: PatrolTrack, { side, fromAt }: NonNullable<PatrolTrack['run']>): PatrolTrack {
  const crossing = { kind: side === 'inside' ? 'enter' : 'leave', at: fromAt } as const;
  const crossings = track.side === null ? track.crossings : [...track.crossings, crossing];
  return { ...track, began: track.began ?? side, side, crossings, run: null };
}

function clearSide({ accuracyMeters }: TrackFix, edge: number | null): Side | null {
  const band = Math.max(leastBandMeters, bandShare * accuracyMeters);
  if (edge === null || Math.abs(edge) < band) return null;
  return edge < 0 ? 'inside' : 'outside';
}

function inOrder(fixes: readonly TrackFix[]): TrackFix[] {
  const sorted = fixes.toSorted(
    (a, b) => a.takenAt - b.takenAt || a.accuracyMeters - b.accuracyMeters || a.lon - b.lon || a.lat - b.lat,
  );
  return sorted.filter(({ takenAt }, index) => takenAt !== sorted[index - 1]?.takenAt);
}
