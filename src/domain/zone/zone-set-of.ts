import type { FeatureCollection, Geometry, Polygon } from 'geojson';
import { indexPolygons } from '../geo/index-polygons.ts';
import type { ZoneSet } from './zone-set.ts';

/** The zone set of a package whose layers are GeoJSON (manifest v1). Multipolygons are taken apart; throws when a layer holds anything but areas. */
export function zoneSetOf(
  forest: FeatureCollection,
  residential: FeatureCollection,
  bounds: ZoneSet['bounds'],
): ZoneSet {
  const layers = { forest: indexPolygons(polygonsOf(forest)), residential: indexPolygons(polygonsOf(residential)) };
  return { bounds, layers };
}

function polygonsOf(layer: FeatureCollection): Polygon[] {
  return layer.features.flatMap(({ geometry }) => partsOf(geometry));
}

function partsOf(geometry: Geometry): Polygon[] {
  if (geometry.type === 'Polygon') return [geometry];
  if (geometry.type !== 'MultiPolygon') throw new TypeError(`A zone layer holds a ${geometry.type}`);
  return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
}
