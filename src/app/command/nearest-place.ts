import type { FeatureCollection } from 'geojson';

/** The named place nearest to a point: how far off, and in which of eight directions the point lies from it (0 north, clockwise). */
export interface NearestPlace {
  readonly zh: string;
  readonly en: string;
  readonly meters: number;
  readonly direction: number;
}

const meterPerDegree = 111_200;

/** The nearest of the map's places within `withinMeters`; null when there is none. Good to a few metres in a hundred: for words only. */
export function nearestPlace(
  { lon, lat }: { readonly lon: number; readonly lat: number },
  places: FeatureCollection,
  withinMeters = 15_000,
): NearestPlace | null {
  let nearest: NearestPlace | null = null;
  for (const { geometry, properties } of places.features) {
    if (geometry.type !== 'Point') continue;
    const [placeLon = 0, placeLat = 0] = geometry.coordinates;
    const east = (lon - placeLon) * meterPerDegree * Math.cos((lat * Math.PI) / 180);
    const north = (lat - placeLat) * meterPerDegree;
    const meters = Math.hypot(east, north);
    if (meters >= (nearest?.meters ?? withinMeters)) continue;
    const direction = Math.round((Math.atan2(east, north) / (2 * Math.PI)) * 8 + 8) % 8;
    const en = String(properties?.['en'] ?? properties?.['name'] ?? '');
    nearest = { zh: String(properties?.['zh'] ?? en), en, meters, direction };
  }
  return nearest;
}
