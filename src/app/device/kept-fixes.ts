import { keepAfterMs } from '../../domain/patrol/keep-after.ts';
import type { TrackFix } from '../../domain/patrol/smooth-fix.ts';
import type { Stop } from '../live.ts';
import type { Fixes, FixState } from '../ports.ts';

/** Of the phone's fixes those that are worth keeping: many near the edge of the ban area, few far from it. Everybody gets the same ones. */
export class KeptFixes {
  readonly #fixes: Fixes;
  readonly #edgeAt: (fix: TrackFix) => number | null;
  readonly #followers = new Set<(fix: TrackFix) => void>();
  #stop: Stop | null = null;
  #isOfBefore = false;
  #last: TrackFix | null = null;

  constructor(fixes: Fixes, edgeAt: (fix: TrackFix) => number | null) {
    this.#fixes = fixes;
    this.#edgeAt = edgeAt;
  }

  /** Tells each fix that comes and is kept from now on, and none of before; positions are watched only while somebody follows. */
  follow(onKept: (fix: TrackFix) => void, onProblem: (problem: unknown) => void): Stop {
    this.#followers.add(onKept);
    this.#isOfBefore = true; // what is told in the moment of subscribing
    this.#stop ??= this.#fixes.state.subscribe((state) => this.#isOfBefore || this.#weigh(state), onProblem);
    this.#isOfBefore = false;
    return () => {
      this.#followers.delete(onKept);
      if (this.#followers.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    };
  }

  #weigh(state: FixState): void {
    if (state.kind !== 'fix' || state.fix.accuracyMeters === null) return;
    const { takenAt, lon, lat, accuracyMeters } = state.fix;
    const fix = { takenAt, lon, lat, accuracyMeters };
    if (this.#last && isTooSoon(this.#last, fix, keepAfterMs(this.#edgeAt(fix), accuracyMeters))) return;
    this.#last = fix;
    for (const tell of [...this.#followers]) tell(fix);
  }
}

/** A clock that was set back begins anew. */
function isTooSoon(last: TrackFix, { takenAt }: TrackFix, afterMs: number): boolean {
  return takenAt >= last.takenAt && takenAt - last.takenAt < afterMs;
}
