import { msg, str } from '@lit/localize';
import type { Position } from 'geojson';
import * as v from 'valibot';
import { checkOutline } from '../../domain/geo/check-outline.ts';
import type { Corner } from '../permit-ports.ts';
import { sayOutlineFault } from './permit-faults.ts';

/** An area from a file or from the clipboard, or why it cannot be one. */
export type ReadArea =
  | { readonly ok: true; readonly corners: readonly Corner[]; readonly holes: readonly (readonly Corner[])[] }
  | { readonly ok: false; readonly because: string };

const named = v.looseObject({ type: v.string() });
const wholeDegrees = new Set(['CRS84', 'EPSG::4326', 'EPSG:4326', 'EPSG::4490', 'EPSG:4490']);

/** Reads one polygon from GeoJSON: a geometry, a feature or a collection of one. Heights are left out, nothing is repaired. */
export function readGeoJson(text: string): ReadArea {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), named), text);
  if (!parsed.success) return refuse(msg('This is not GeoJSON.'));
  const crs = crsOf(parsed.output);
  if (crs !== null && ![...wholeDegrees].some((known) => crs.endsWith(known))) {
    return refuse(msg(str`Coordinates in ${crs} are not taken here: give WGS 84 degrees.`));
  }
  const polygons = polygonsIn(parsed.output);
  if (polygons.length === 0) return refuse(msg('There is no polygon in it.'));
  if (polygons.length > 1) return refuse(msg(str`There are ${polygons.length} polygons in it; a permit has one.`));
  return readPolygon(polygons[0]);
}

function readPolygon(coordinates: unknown): ReadArea {
  const flat = { type: 'Polygon', coordinates: withoutHeights(coordinates) };
  const fault = checkOutline(flat);
  if (fault?.kind === 'outside-weihai' && fault.at?.some((degrees) => Math.abs(degrees) > 180)) {
    return refuse(msg('These are metres of a projection, not degrees.'));
  }
  if (fault) return refuse(sayOutlineFault(fault));
  const rings = (flat.coordinates as Position[][]).map((ring) => ring.slice(0, -1).map(toCorner));
  const [corners = [], ...holes] = rings;
  return { ok: true, corners, holes };
}

function crsOf(value: Record<string, unknown>): string | null {
  const read = v.safeParse(v.object({ crs: v.object({ properties: v.object({ name: v.string() }) }) }), value);
  return read.success ? read.output.crs.properties.name : null;
}

/** The coordinates of every polygon, wherever it stands. */
function polygonsIn(value: unknown): unknown[] {
  const read = v.safeParse(named, value);
  if (!read.success) return [];
  const { type, features, geometry, geometries, coordinates } = read.output;
  const several = [features, geometries].find(Array.isArray) as unknown[] | undefined;
  if (several) return several.flatMap(polygonsIn);
  if (type === 'Feature') return polygonsIn(geometry);
  if (type === 'MultiPolygon' && Array.isArray(coordinates)) return coordinates;
  return type === 'Polygon' ? [coordinates] : [];
}

function withoutHeights(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  if (coordinates.length > 1 && coordinates.every((each) => typeof each === 'number')) return coordinates.slice(0, 2);
  return coordinates.map(withoutHeights);
}

function toCorner([lon = 0, lat = 0]: Position): Corner {
  return [lon, lat];
}

function refuse(because: string): ReadArea {
  return { ok: false, because };
}
