import type { Map as LibreMap, PointLike } from 'maplibre-gl';

/** A mark as it is told to the page. */
export interface MarkAt {
  readonly id: string;
  readonly kind: string;
}

/** A fingertip is this wide, in CSS pixels from its middle. */
const touchReach = 14;

/** The uppermost mark under a finger; null where there is none. */
export function markAt(map: LibreMap, { x, y }: { readonly x: number; readonly y: number }): MarkAt | null {
  const reach: [PointLike, PointLike] = [
    [x - touchReach, y - touchReach],
    [x + touchReach, y + touchReach],
  ];
  const [mark] = map.queryRenderedFeatures(reach, { layers: ['marks'] });
  return mark ? { id: String(mark.properties['id']), kind: String(mark.properties['kind']) } : null;
}
