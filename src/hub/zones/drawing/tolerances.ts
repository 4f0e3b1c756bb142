/** The zoom the belt is drawn to exactly; a map that goes closer shows the same shapes larger. */
export const deepestZoom = 14;
export const leastZoom = 5;
/** Steps of a tile's side. */
export const tileExtent = 4096;
/** How far an arc's chords may fall inside the circle. */
export const arcToleranceMeters = 0.25;
/** For the bend of lines between projections and whole millimetres. */
const slackMeters = 0.05;
const equatorMeters = 40_075_017;

/** How the belt may differ from the exact one, in metres: never less (0 is allowed for), and at most so much more. */
export interface DrawingTolerance {
  /** Added to the belt before it is drawn. */
  readonly marginMeters: number;
  readonly mostOutsideMeters: number;
  readonly mostInsideMeters: 0;
}

/** The tolerance of a drawing whose southernmost or northernmost latitude nearest the equator is this: tile steps are widest there. */
export function toleranceAt(leastLatitude: number): DrawingTolerance {
  const step = (equatorMeters * Math.cos((leastLatitude * Math.PI) / 180)) / (2 ** deepestZoom * tileExtent);
  const rounding = step * Math.SQRT1_2;
  const marginMeters = arcToleranceMeters + rounding + slackMeters;
  return { marginMeters, mostOutsideMeters: marginMeters + rounding + slackMeters, mostInsideMeters: 0 };
}
