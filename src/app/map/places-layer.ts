import type { Feature, FeatureCollection, GeoJsonProperties } from 'geojson';

/** The map's two languages. */
export type MapLanguage = 'zh' | 'en';

/** Places with the label of one language. `massif` sets mountains apart from settlements; features without a name are left out. */
export function placesToLayer(places: FeatureCollection, language: MapLanguage): FeatureCollection {
  const features = places.features.flatMap((place): Feature[] => {
    const label = nameOf(place.properties, language);
    if (label === '') return [];
    const kind = place.properties?.['kind'] === 'massif' ? 'massif' : 'settlement';
    const rank = Number(place.properties?.['rank'] ?? 5);
    return [{ type: 'Feature', properties: { label, kind, rank }, geometry: place.geometry }];
  });
  return { type: 'FeatureCollection', features };
}

function nameOf(properties: GeoJsonProperties, language: MapLanguage): string {
  const other = language === 'zh' ? 'en' : 'zh';
  return String(properties?.[language] ?? properties?.[other] ?? properties?.['name'] ?? '');
}
