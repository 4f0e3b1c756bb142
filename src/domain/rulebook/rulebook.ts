import type { Polygon } from 'geojson';
import type { Act, ApproverLevel, Breach, PermitPurpose, Term, Tier, ZoneLayer } from '../shared/codes.ts';

/**
 * One notice or order as data. Dates are Asia/Shanghai civil dates (`YYYY-MM-DD`, yearly ones `MM-DD`), both ends included.
 * Everything that bans is said by `bans`: who reads them knows which acts, in which zone, in which period.
 */
export interface Rulebook {
  readonly id: string;
  readonly version: string;
  /** A standing notice returns every year; an order is given for its dates. */
  readonly kind: 'notice' | 'order';
  readonly title: Term;
  readonly documentNumber: string;
  readonly issuer: Term;
  readonly issuedOn: string | null;
  readonly inForceOn: string;
  /** Null: until it is withdrawn. */
  readonly expiresOn: string | null;
  readonly area: RuleArea;
  readonly zones: readonly RuleZone[];
  readonly periods: readonly RulePeriod[];
  readonly bans: readonly RuleBan[];
  /** Every act the rulebook names. `other-fire`, where it is named, takes in every act that is not. */
  readonly acts: readonly { readonly code: Act; readonly article: number; readonly names: Term }[];
  /** What it forbids otherwise than fire, wherever and whenever it bans any fire. */
  readonly breaches: readonly { readonly code: Breach; readonly article: number }[];
  /** None: no permit lifts its bans. */
  readonly exceptions: readonly RuleException[];
  readonly duties: readonly { readonly article: number; readonly who: Term; readonly what: Term }[];
  readonly checklists: readonly RuleChecklist[];
  /** Each article in short words of our own. */
  readonly articles: readonly { readonly article: number; readonly text: Term }[];
  readonly source: Term;
  readonly verified: { readonly by: string | null; readonly on: string | null; readonly note: Term };
  readonly demonstration: boolean;
}

/** The district by its name and, where an order draws its area, by its outline (WGS 84). Without one it holds wherever it is in use. */
export interface RuleArea {
  readonly name: Term;
  readonly outline: readonly Polygon[] | null;
}

/** Land a ban is about: the base layers and their belt, less the exclusions, inside the area. Without a base, the whole area. */
export interface RuleZone {
  readonly id: string;
  readonly name: Term;
  readonly base: readonly ZoneLayer[];
  readonly beltMeters: number;
  /** What the text says of the belt's width; all distances are measured horizontally, which is the wider belt on a slope. */
  readonly distance: 'horizontal' | 'unspecified';
  readonly exclusions: readonly ZoneLayer[];
  readonly article: number;
}

/** When a ban stands: every year from `MM-DD` to `MM-DD` (one that would begin after its end runs over New Year), or once, on full dates. */
export interface RulePeriod {
  readonly id: string;
  readonly name: Term;
  readonly tier: Tier;
  readonly every: 'year' | 'once';
  readonly from: string;
  readonly to: string;
  readonly article: number;
}

/** What is banned in a zone during a period, by their ids. `entry`: nobody goes in without approval. */
export interface RuleBan {
  readonly what: 'every-act' | 'entry' | readonly Act[];
  readonly zone: string;
  readonly period: string;
}

/** How a banned act may be done all the same: by a permit from this level up, for one of these purposes. */
export interface RuleException {
  readonly article: number;
  readonly text: Term;
  readonly leastApprover: ApproverLevel;
  readonly purposes: readonly PermitPurpose[];
  /** While a ban of one of these tiers stands, no permit lifts it. */
  readonly suspendedBy: readonly Tier[];
}

/** What is looked at on an inspection, by the article that asks for it. */
export interface RuleChecklist {
  readonly id: string;
  readonly title: Term;
  readonly items: readonly { readonly id: string; readonly article: number; readonly text: Term }[];
}
