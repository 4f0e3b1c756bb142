import type { FeatureCollection } from 'geojson';
import type { MapLayers } from '../package-ports.ts';
import type { SourceName } from './map-style.ts';
import { outsideToLayer } from './outside-layer.ts';
import { type MapLanguage, placesToLayer } from './places-layer.ts';

/** What lies under the marks: each source of the ground with its GeoJSON, places labelled in one language. */
export function layersToSources(layers: MapLayers, language: MapLanguage): ReadonlyMap<SourceName, FeatureCollection> {
  return new Map<SourceName, FeatureCollection>([
    ['land', layers.land],
    ['coast', layers.coast],
    ['belt', layers.belt],
    ['forest', layers.forest],
    ['residential', layers.residential],
    ['outside', outsideToLayer(layers.bounds)],
    ['places', placesToLayer(layers.places, language)],
  ]);
}
