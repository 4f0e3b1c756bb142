import type { Feature, FeatureCollection } from 'geojson';
import type { Fix } from '../../domain/shared/fix.ts';
import { accuracyCircle } from './accuracy-circle.ts';

/** Where I am: a point, and the accuracy circle in true metres where the accuracy is known. Empty without a fix. */
export function meToLayer(me: Fix | null): FeatureCollection {
  if (!me) return { type: 'FeatureCollection', features: [] };
  const point: Feature = {
    type: 'Feature',
    properties: { part: 'point', source: me.source },
    geometry: { type: 'Point', coordinates: [me.lon, me.lat] },
  };
  if (me.accuracyMeters === null) return { type: 'FeatureCollection', features: [point] };
  const circle: Feature = {
    type: 'Feature',
    properties: { part: 'accuracy' },
    geometry: accuracyCircle(me.lon, me.lat, me.accuracyMeters),
  };
  return { type: 'FeatureCollection', features: [circle, point] };
}
