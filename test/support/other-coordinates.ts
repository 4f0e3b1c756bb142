import type { Position } from 'geojson';

/** Coordinates computed by formulas of their own, sharing nothing with the product's libraries, so that both can be compared. */

/** Gauss-Krüger on CGCS2000 (J. P. Snyder, USGS Professional Paper 1395, 1987, eq. 8-9 to 8-15): millimetres within 2° of the meridian. */
export function gaussKruger(
  [lon = 0, lat = 0]: Position,
  centralLon: number,
  falseEasting = 500_000,
): [number, number] {
  const [a, f] = [6_378_137, 1 / 298.257_222_101];
  const e2 = f * (2 - f);
  const ep2 = e2 / (1 - e2);
  const [phi, dLon] = [(lat * Math.PI) / 180, ((lon - centralLon) * Math.PI) / 180];
  const n = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  const [t, c, big] = [Math.tan(phi) ** 2, ep2 * Math.cos(phi) ** 2, dLon * Math.cos(phi)];
  const m =
    a *
    ((1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256) * phi -
      ((3 * e2) / 8 + (3 * e2 ** 2) / 32 + (45 * e2 ** 3) / 1024) * Math.sin(2 * phi) +
      ((15 * e2 ** 2) / 256 + (45 * e2 ** 3) / 1024) * Math.sin(4 * phi) -
      ((35 * e2 ** 3) / 3072) * Math.sin(6 * phi));
  const x = n * (big + ((1 - t + c) * big ** 3) / 6 + ((5 - 18 * t + t ** 2 + 72 * c - 58 * ep2) * big ** 5) / 120);
  const y =
    m +
    n *
      Math.tan(phi) *
      (big ** 2 / 2 +
        ((5 - t + 9 * c + 4 * c ** 2) * big ** 4) / 24 +
        ((61 - 58 * t + t ** 2 + 600 * c - 330 * ep2) * big ** 6) / 720);
  return [falseEasting + x, y];
}

/** WGS 84 → GCJ-02, as the published reverse engineering has it. */
export function gcj02([lon = 0, lat = 0]: Position): [number, number] {
  const [a, ee] = [6_378_245, 0.006_693_421_622_965_943];
  const [x, y] = [lon - 105, lat - 35];
  const wave = (value: number, ...terms: readonly (readonly [number, number])[]) =>
    terms.reduce((sum, [size, period]) => sum + size * Math.sin((value * Math.PI) / period), 0);
  const common = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    common +
    (wave(y, [20, 1], [40, 3]) * 2) / 3 +
    (wave(y, [160, 12], [320, 30]) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    common +
    (wave(x, [20, 1], [40, 3]) * 2) / 3 +
    (wave(x, [150, 12], [300, 30]) * 2) / 3;
  const phi = (lat * Math.PI) / 180;
  const magic = 1 - ee * Math.sin(phi) ** 2;
  const root = Math.sqrt(magic);
  return [
    lon + (east * 180) / ((a / root) * Math.cos(phi) * Math.PI),
    lat + (north * 180) / (((a * (1 - ee)) / (magic * root)) * Math.PI),
  ];
}

/** WGS 84 → BD-09: GCJ-02 turned and pushed once more. */
export function bd09(position: Position): [number, number] {
  const [x, y] = gcj02(position);
  const pi = (Math.PI * 3000) / 180;
  const z = Math.hypot(x, y) + 0.000_02 * Math.sin(y * pi);
  const theta = Math.atan2(y, x) + 0.000_003 * Math.cos(x * pi);
  return [z * Math.cos(theta) + 0.0065, z * Math.sin(theta) + 0.006];
}
