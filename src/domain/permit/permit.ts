import type { Polygon } from 'geojson';
import type { Act } from '../shared/codes.ts';

/** An approval of planned burning or works by a people's government at county level or above (article 3 of the notice). */
export interface Permit {
  readonly id: string;
  readonly acts: readonly Act[];
  /** Where, WGS 84. */
  readonly area: Polygon;
  /** From when to when, epoch ms, both included. */
  readonly fromAt: number;
  readonly toAt: number;
}
