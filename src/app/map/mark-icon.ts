/** The shapes a mark can have; the shape alone tells the kind. */
export const markShapes = ['incident', 'alarm', 'smoke-sensor', 'gate', 'gateway', 'ranger', 'violation'] as const;
export type MarkShape = (typeof markShapes)[number];

/** What a mark's colour, fill and sign tell. `unknown` is hollow with a question mark, `voided` grey with a stroke through it, `closed` a gate nobody may go in by. */
export type MarkLook =
  | 'alarm'
  | 'closed'
  | 'acknowledged'
  | 'cleared'
  | 'fine'
  | 'fault'
  | 'recorded'
  | 'voided'
  | 'unknown';

/** The name of a mark's image on the map. */
export function markIcon(shape: MarkShape, look: MarkLook): string {
  return `mark/${shape}/${look}`;
}

/** Shape and look of an image name; null for an image that is no mark. */
export function readMarkIcon(name: string): { shape: MarkShape; look: MarkLook } | null {
  const [mark, shape, look] = name.split('/');
  if (mark !== 'mark' || !shape || !look) return null;
  return { shape: shape as MarkShape, look: look as MarkLook };
}
