/** What the rules say about one act at one place and moment. */
export type Verdict = BannedVerdict | PermittedVerdict | ClearVerdict | UnsureVerdict;

/** Signed metres, negative inside; null where not known (no fix) or farther than the package reaches. */
export interface Distances {
  readonly forestMeters: number | null;
  readonly residentialMeters: number | null;
  /** To the nearest edge of the ban area, negative inside it. */
  readonly edgeMeters: number | null;
}

export interface BannedVerdict extends Distances {
  readonly kind: 'banned';
  readonly reason: 'in-zone';
  /** Articles of the rulebook that say so, ascending. */
  readonly articles: readonly number[];
  /** Last civil date of the ban, Asia/Shanghai, inclusive. */
  readonly untilOn: string;
}

export interface PermittedVerdict extends Distances {
  readonly kind: 'permitted';
  readonly reason: 'permit';
  readonly articles: readonly number[];
  readonly permit: string;
}

export interface ClearVerdict extends Distances {
  readonly kind: 'clear';
  readonly reason: 'not-in-force' | 'out-of-season' | 'outside-zone';
  readonly articles: readonly number[];
  /** First civil date of the next season under this rulebook; null when there is none any more. */
  readonly nextFromOn: string | null;
}

export interface UnsureVerdict extends Distances {
  readonly kind: 'unsure';
  readonly reason: 'near-boundary' | 'poor-fix' | 'no-fix' | 'clock' | 'outside-package';
  readonly articles: readonly number[];
  /** How many metres of movement away from the edge, or of better accuracy, would settle it; null where metres cannot. */
  readonly settleMeters: number | null;
}

/** How sure the moment is. `bracket` when the clock cannot be right: the true time lies between the two. */
export type Now =
  | { readonly kind: 'known'; readonly at: number; readonly skewMs: number | null }
  | { readonly kind: 'doubtful'; readonly at: number; readonly because: 'before-seen' | 'before-build' | 'far-ahead' };
