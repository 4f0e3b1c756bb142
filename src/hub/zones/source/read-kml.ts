import { DOMParser, type Element } from '@xmldom/xmldom';
import { StartProblem } from '../../start-problem.ts';
import { featureName, ringOf, type Source, type SourceFeature, type SourceRing, type SourceShape } from './source.ts';

const geometries = new Set(['Point', 'LineString', 'LinearRing', 'Track', 'MultiTrack', 'Model', 'Polygon']);

/**
 * Reads KML, which is WGS 84 by its standard (OGC 12-007r2): every Placemark is a feature. The document comes by xmldom; its shapes are read
 * here, because togeojson closes open rings by itself and leaves out what is no number.
 */
export function readKml(text: string): Source {
  const placemarks = elementsOf(parse(text), 'Placemark');
  const features = placemarks.map((placemark, index): SourceFeature => {
    const name = childrenOf(placemark, 'name')[0]?.textContent ?? '';
    return { name: featureName(index + 1, { name }), shape: shapeOf(placemark) };
  });
  return { format: 'kml', declaredCrs: 'EPSG:4326', features };
}

function parse(text: string): Element {
  try {
    const onError = (level: string, message: string) => {
      if (level !== 'warning') throw new Error(message);
    };
    const root = new DOMParser({ onError }).parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml').documentElement;
    if (root?.localName === 'kml' || root?.localName === 'Document') return root;
  } catch (cause) {
    throw new StartProblem(`is no XML: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
  throw new StartProblem('is XML, but no KML');
}

/** A Placemark of polygons alone is an area; anything else beside them makes it another kind. */
function shapeOf(placemark: Element): SourceShape {
  const found = elementsOf(placemark, '*').filter(
    (element) => geometries.has(element.localName ?? '') && !isInPolygon(element),
  );
  const strange = found.find(({ localName }) => localName !== 'Polygon');
  if (strange) return { kind: 'other', type: strange.localName ?? 'unknown' };
  const polygons = found.map(ringsOf).filter((rings) => rings.length > 0);
  return polygons.length === 0 ? { kind: 'empty' } : { kind: 'polygons', polygons };
}

function isInPolygon({ parentNode }: Element): boolean {
  return parentNode !== null && /^(?:outer|inner)BoundaryIs$/.test((parentNode as Element).localName ?? '');
}

function ringsOf(polygon: Element): SourceRing[] {
  const boundaries = [...childrenOf(polygon, 'outerBoundaryIs'), ...childrenOf(polygon, 'innerBoundaryIs')];
  return boundaries
    .flatMap((boundary) => childrenOf(boundary, 'LinearRing'))
    .flatMap((ring) => childrenOf(ring, 'coordinates'))
    .map(({ textContent }) => ringOf(positionsOf(textContent ?? '')));
}

/** Tuples `lon,lat[,height]` with white space between them; some writers put it after the commas too. */
function positionsOf(text: string): unknown[] {
  const tuples = text
    .replaceAll(/\s*,\s*/g, ',')
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  return tuples.map((tuple) => tuple.split(',').map((number) => (number === '' ? Number.NaN : Number(number))));
}

function elementsOf(parent: Element, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS('*', name));
}

function childrenOf(parent: Element, name: string): Element[] {
  return Array.from(parent.childNodes).filter(
    (node): node is Element => node.nodeType === node.ELEMENT_NODE && (node as Element).localName === name,
  );
}
