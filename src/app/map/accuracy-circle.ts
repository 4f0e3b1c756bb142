import type { Polygon } from 'geojson';

const semiMajorMeters = 6_378_137;
const eccentricitySquared = 0.006_694_379_990_141;
const corners = 72;

/**
 * The circle of `radiusMeters` true metres around a point, as a closed ring of 72 corners. Uses the WGS 84 radii of curvature at the
 * point's latitude (N across, M along the meridian), so that it is a circle on the ground and not in the projection.
 */
export function accuracyCircle(lon: number, lat: number, radiusMeters: number): Polygon {
  const phi = (lat * Math.PI) / 180;
  const w = 1 - eccentricitySquared * Math.sin(phi) ** 2;
  const across = (semiMajorMeters / Math.sqrt(w)) * Math.cos(phi);
  const along = (semiMajorMeters * (1 - eccentricitySquared)) / w ** 1.5;
  const ring = Array.from({ length: corners + 1 }, (_, corner) => {
    const angle = ((corner % corners) / corners) * 2 * Math.PI;
    const east = ((radiusMeters * Math.sin(angle)) / across) * (180 / Math.PI);
    const north = ((radiusMeters * Math.cos(angle)) / along) * (180 / Math.PI);
    return [lon + east, lat + north];
  });
  return { type: 'Polygon', coordinates: [ring] };
}
