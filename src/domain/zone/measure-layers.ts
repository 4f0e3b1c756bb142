import { type Box, isInBox } from '../geo/box.ts';
import { localMetricAt } from '../geo/local-metric.ts';
import { signedDistance } from '../geo/signed-distance.ts';
import type { ZoneLayer } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import type { ZoneSet } from './zone-set.ts';

export interface MeasuredLayers {
  /** Signed metres to the layers taken together, Infinity where they are empty. */
  readonly meters: number;
  /** Whether a package that answers here has each of them. */
  readonly isWhole: boolean;
  /** Metres around the fix within which the packages that have them answer. */
  readonly reach: number;
}

/**
 * Signed metres from a fix to several layers of several packages, taken the stricter way where packages overlap: land is
 * `any` package's forest, but left out only where `every` package that answers here leaves it out.
 */
export function measureLayers(
  layers: readonly ZoneLayer[],
  overlapping: 'any' | 'every',
  fix: Fix,
  packages: readonly ZoneSet[],
): MeasuredLayers {
  const each = layers.map((layer) => measureLayer(layer, overlapping, fix, packages));
  return {
    meters: Math.min(Infinity, ...each.map(({ meters }) => meters)),
    isWhole: each.every(({ isWhole }) => isWhole),
    reach: Math.min(Infinity, ...each.map(({ reach }) => reach)),
  };
}

function measureLayer(
  layer: ZoneLayer,
  overlapping: 'any' | 'every',
  { lon, lat }: Fix,
  packages: readonly ZoneSet[],
): MeasuredLayers {
  const having = packages.filter(({ layers }) => layers[layer] !== undefined);
  const here = having.filter(({ bounds }) => isInBox(bounds, lon, lat));
  const meters = (overlapping === 'any' ? having : here).map(({ layers }) => {
    const index = layers[layer];
    return index === undefined ? Infinity : signedDistance(index, lon, lat);
  });
  const isWhole = here.length > 0;
  return {
    meters: overlapping === 'any' || !isWhole ? Math.min(Infinity, ...meters) : Math.max(...meters),
    isWhole,
    reach: isWhole ? Math.max(...here.map(({ bounds }) => metersToBounds(bounds, lon, lat))) : Infinity,
  };
}

function metersToBounds([west, south, east, north]: Box, lon: number, lat: number): number {
  const { kx, ky } = localMetricAt(lon, lat);
  return Math.min(kx * Math.min(lon - west, east - lon), ky * Math.min(lat - south, north - lat));
}
