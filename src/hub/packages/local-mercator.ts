/** A flat map around one meridian, in metres, and back. */
export interface LocalMercator {
  project(lon: number, lat: number): [x: number, y: number];
  unproject(x: number, y: number): [lon: number, lat: number];
}

const equatorialMeters = 6_378_137;
const flattening = 1 / 298.257_223_563;
const n = flattening / (2 - flattening);
const e = Math.sqrt(flattening * (2 - flattening));
const rectifying = (equatorialMeters / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
const forward = [
  n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3,
  (13 / 48) * n ** 2 - (3 / 5) * n ** 3,
  (61 / 240) * n ** 3,
];
const backward = [
  n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3,
  (1 / 48) * n ** 2 + (1 / 15) * n ** 3,
  (17 / 480) * n ** 3,
];
const degrees = 180 / Math.PI;

/**
 * Transverse Mercator on WGS 84 with scale 1 on the central meridian (Krüger's series to n³, J. H. L. Krüger 1912):
 * within a few kilometres of the meridian lengths are true to 0.3 mm per kilometre.
 */
export function localMercator(centralLon: number): LocalMercator {
  return {
    project(lon, lat) {
      const lambda = (lon - centralLon) / degrees;
      const sin = Math.sin(lat / degrees);
      const t = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
      const xi = Math.atan2(t, Math.cos(lambda));
      const eta = Math.atanh(Math.sin(lambda) / Math.hypot(1, t));
      const north = forward.reduce(
        (sum, a, j) => sum + a * Math.sin(2 * (j + 1) * xi) * Math.cosh(2 * (j + 1) * eta),
        xi,
      );
      const east = forward.reduce(
        (sum, a, j) => sum + a * Math.cos(2 * (j + 1) * xi) * Math.sinh(2 * (j + 1) * eta),
        eta,
      );
      return [rectifying * east, rectifying * north];
    },
    unproject(x, y) {
      const [north, east] = [y / rectifying, x / rectifying];
      const xi = backward.reduce(
        (sum, b, j) => sum - b * Math.sin(2 * (j + 1) * north) * Math.cosh(2 * (j + 1) * east),
        north,
      );
      const eta = backward.reduce(
        (sum, b, j) => sum - b * Math.cos(2 * (j + 1) * north) * Math.sinh(2 * (j + 1) * east),
        east,
      );
      const lambda = Math.atan2(Math.sinh(eta), Math.cos(xi));
      return [centralLon + lambda * degrees, latitudeOf(Math.sin(xi) / Math.cosh(eta)) * degrees];
    },
  };
}

/** Geodetic latitude from the sine of the conformal one, by iteration to the last bit that matters. */
function latitudeOf(conformalSine: number): number {
  const isometric = Math.atanh(conformalSine);
  let sin = conformalSine;
  for (let round = 0; round < 12; round += 1) {
    const next = Math.tanh(isometric + e * Math.atanh(e * sin));
    if (next === sin) break; // and would stay so
    sin = next;
  }
  return Math.asin(sin);
}
