/** Whole-number coordinates: units per degree each way, and where (0, 0) lies, counted in units from 0° E 0° N. */
export interface EdgeGrid {
  readonly xPerDegree: number;
  readonly yPerDegree: number;
  readonly originX: number;
  readonly originY: number;
}

/** The grid of what is held in memory alone: 1e-8°, at most 1.1 mm apart. */
export const finestPerDegree = 1e8;

/** Farther from the origin than this no unit is counted: Int32, less room for arithmetic. At 1e-8° that is ±20°. */
export const farthestUnits = 2_000_000_000;
