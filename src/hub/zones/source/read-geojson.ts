import { StartProblem } from '../../start-problem.ts';
import { featureName, ringOf, type Source, type SourceFeature, type SourceShape } from './source.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads GeoJSON: a feature collection, a feature or a bare geometry. The `crs` member of 2008 counts as a declaration; its absence, which
 * RFC 7946 takes to mean WGS 84, does not, because too much GeoJSON in other coordinates lacks it. `NaN` and `Infinity`, which are no JSON
 * but get written, make their own feature faulty, not the file.
 */
export function readGeojson(text: string): Source {
  const root = parse(text.replace(/^\uFEFF/, ''));
  if (!isObject(root)) throw new StartProblem('is no GeoJSON: there is no object in it');
  return { format: 'geojson', declaredCrs: declaredCrs(root.crs), features: featuresOf(root) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const repaired = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : 'null',
    );
    if (repaired !== text) return parse(repaired);
    throw new StartProblem(`is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** `urn:ogc:def:crs:EPSG::4490`, `EPSG:4490`, `urn:ogc:def:crs:OGC:1.3:CRS84`. */
function declaredCrs(crs: unknown): string | null {
  const name = isObject(crs) && isObject(crs.properties) ? crs.properties.name : null;
  if (typeof name !== 'string') return null;
  const code = /EPSG:(?:[\d.]*:)?(\d+)$/i.exec(name)?.[1];
  return code ? `EPSG:${code}` : /CRS:?84$/i.test(name) ? 'EPSG:4326' : name;
}

function featuresOf(root: Json): SourceFeature[] {
  if (root.type === 'FeatureCollection') {
    if (!Array.isArray(root.features)) throw new StartProblem('is a FeatureCollection without features');
    return root.features.map((feature, index) => featureOf(feature, index + 1));
  }
  if (root.type === 'Feature') return [featureOf(root, 1)];
  if (typeof root.type === 'string') return [{ name: '1', shape: shapeOf(root) }];
  throw new StartProblem('is JSON, but no GeoJSON: it has no type');
}

function featureOf(feature: unknown, place: number): SourceFeature {
  if (!isObject(feature)) return { name: String(place), shape: { kind: 'other', type: 'nothing of GeoJSON' } };
  const properties = isObject(feature.properties) ? feature.properties : {};
  const id = typeof feature.id === 'string' || typeof feature.id === 'number' ? { id: feature.id } : {};
  return { name: featureName(place, { ...properties, ...id }), shape: shapeOf(feature.geometry) };
}

/** Areas of a GeometryCollection are put together; it is refused when anything else is in it. */
function shapeOf(geometry: unknown): SourceShape {
  if (geometry === null || geometry === undefined) return { kind: 'empty' };
  if (!isObject(geometry)) return { kind: 'other', type: 'nothing of GeoJSON' };
  const { type, coordinates, geometries } = geometry;
  if (type === 'Polygon') return polygonsOf([coordinates]);
  if (type === 'MultiPolygon') return polygonsOf(coordinates);
  if (type === 'GeometryCollection') return togetherOf(Array.isArray(geometries) ? geometries.map(shapeOf) : []);
  return { kind: 'other', type: String(type) };
}

function polygonsOf(coordinates: unknown): SourceShape {
  const isNested = (value: unknown): value is unknown[][][] =>
    Array.isArray(value) && value.every((polygon) => Array.isArray(polygon) && polygon.every(Array.isArray));
  if (!isNested(coordinates)) return { kind: 'other', type: 'polygon without lists of positions' };
  const polygons = coordinates.filter((polygon) => polygon.length > 0).map((polygon) => polygon.map(ringOf));
  return polygons.length === 0 ? { kind: 'empty' } : { kind: 'polygons', polygons };
}

function togetherOf(shapes: readonly SourceShape[]): SourceShape {
  const strange = shapes.find(({ kind }) => kind !== 'polygons' && kind !== 'empty');
  if (strange) return strange;
  const polygons = shapes.flatMap((shape) => (shape.kind === 'polygons' ? shape.polygons : []));
  return polygons.length === 0 ? { kind: 'empty' } : { kind: 'polygons', polygons };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
