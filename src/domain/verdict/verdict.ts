import type { Tier } from '../shared/codes.ts';

/**
 * What the rules say about one act at one place and moment: the word of the strictest rulebook (banned, unsure, permitted,
 * clear), and beside it what every rulebook that applies says.
 */
export type Verdict = Finding & {
  /** What each rulebook says that cites an article here, strictest first. The first is the one the verdict repeats. */
  readonly rulings: readonly Ruling[];
  /** Rulebooks by which nobody may go in here without approval, whatever he does. */
  readonly entry: readonly Ruling[];
};

/** What one rulebook says. */
export type Ruling = Finding & { readonly rulebook: { readonly id: string; readonly version: string } };

export type Finding = BannedVerdict | PermittedVerdict | ClearVerdict | UnsureVerdict;

/** Signed metres, negative inside; null where not known (no fix) or farther than the package reaches. */
export interface Distances {
  /** To the land the zone grows from: forests, unless the rulebook names other layers. */
  readonly forestMeters: number | null;
  /** To what the rulebook leaves out. */
  readonly residentialMeters: number | null;
  /** To the nearest edge of the ban area, negative inside it. */
  readonly edgeMeters: number | null;
}

export interface BannedVerdict extends Distances {
  readonly kind: 'banned';
  readonly reason: 'in-zone';
  /** Articles of the rulebook that say so, ascending. */
  readonly articles: readonly number[];
  /** The strictest tier that bans. */
  readonly tier: Tier;
  /** Last civil date of the ban, Asia/Shanghai, inclusive: what begins on the day after it counts on. */
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
  /** First civil date of the next season; null when there is none any more. */
  readonly nextFromOn: string | null;
}

export interface UnsureVerdict extends Distances {
  readonly kind: 'unsure';
  readonly reason: 'near-boundary' | 'poor-fix' | 'no-fix' | 'clock' | 'outside-package' | 'missing-layer';
  readonly articles: readonly number[];
  /** How many metres of movement away from the edge, or of better accuracy, would settle it; null where metres cannot. */
  readonly settleMeters: number | null;
}

/** How sure the moment is. `bracket` when the clock cannot be right: the true time lies between the two. */
export type Now =
  | { readonly kind: 'known'; readonly at: number; readonly skewMs: number | null }
  | { readonly kind: 'doubtful'; readonly at: number; readonly because: 'before-seen' | 'before-build' | 'far-ahead' };
