import type { Polygon } from 'geojson';
import type { Act, ApproverLevel, PermitPurpose, Term } from '../shared/codes.ts';

/** A written approval: planned burning (article 3 of the notice), works, or going into a high-risk area. */
export interface Permit {
  readonly id: string;
  readonly documentNumber: string;
  /** Who approved. Which level it takes, the rulebook says. */
  readonly approver: { readonly name: string; readonly level: ApproverLevel };
  readonly purpose: PermitPurpose;
  readonly acts: readonly Act[];
  /** Where, WGS 84. */
  readonly area: Polygon;
  /** First and last civil date in Weihai, both included. */
  readonly fromOn: string;
  readonly toOn: string;
  /** Weihai's clock, `HH:MM`, both minutes included, on each of its days; over midnight (and never past `toOn`) when it would end before it begins. Null: all day. */
  readonly hours: { readonly from: string; readonly to: string } | null;
  /** What must be kept to. No program can see whether it is: it is shown with the permit. */
  readonly conditions: readonly Term[];
  /** From this moment on it covers nothing any more; what was done before stays covered. Left out or null: it was not withdrawn. */
  readonly withdrawnAt?: number | null;
}
