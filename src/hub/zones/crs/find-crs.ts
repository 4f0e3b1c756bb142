import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import gcoord from 'gcoord';
import proj4 from 'proj4';
import * as v from 'valibot';
import type { Box } from '../../../domain/geo/box.ts';
import { StartProblem } from '../../start-problem.ts';
import { hasCode } from '../../store/file.ts';
import { type Crs, chinaBox, wgs84Key } from './crs.ts';

const epsgSchema = v.object({
  proj4: v.nullish(v.string()),
  /** North, west, south, east. */
  bbox: v.nullish(v.tuple([v.number(), v.number(), v.number(), v.number()])),
});
/** Surveys reach a little beyond the zone they are computed in; a wrong zone or swapped axes lie far beyond. */
const beyondDegrees = 3;
const require = createRequire(import.meta.url);
const wgs84 = '+proj=longlat +datum=WGS84 +no_defs';
const obfuscated = { 'GCJ-02': gcoord.GCJ02, 'BD-09': gcoord.BD09 } as const;

/**
 * The coordinates a text names: `EPSG:4549` (or the number alone, or its URN), `WGS 84`, `CGCS2000`, `GCJ-02`, `BD-09`, a PROJ definition, or the WKT
 * of a .prj. Throws a `StartProblem` for what nobody knows, and for a datum whose way to WGS 84 is unknown: it could be 100 m off in silence.
 */
export function findCrs(text: string): Crs {
  const plain = text
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_-]/g, '');
  if (plain === 'GCJ02') return moved('GCJ-02');
  if (plain === 'BD09') return moved('BD-09');
  if (plain === 'WGS84' || plain === 'CRS84') return epsg('4326');
  if (plain === 'CGCS2000') return epsg('4490');
  const code = /^(?:URN:OGC:DEF:CRS:)?(?:EPSG:(?:[\d.]*:)?)?(\d{4,6})$/.exec(text.trim().toUpperCase())?.[1];
  if (code) return epsg(code);
  if (/^\+(?:proj|init)=/.test(text.trim())) return projected(text.trim(), text.trim(), null);
  if (/^\s*[A-Z_0-9]+\s*\[/i.test(text)) return ofWkt(text);
  throw new StartProblem(`"${text}" names no coordinates: give EPSG:4490, EPSG:4550, GCJ-02, BD-09 … or a PROJ text`);
}

function moved(name: keyof typeof obfuscated): Crs {
  return {
    ...{ name, key: name, area: chinaBox, isGeographic: false, isObfuscated: true },
    toWgs84: (x, y) => gcoord.transform<[number, number]>([x, y], obfuscated[name], gcoord.WGS84),
  };
}

function epsg(code: string): Crs {
  const known = readEpsg(code);
  if (!known?.proj4) throw new StartProblem(`EPSG:${code} is not among the coordinates known here: give a PROJ text`);
  return projected(`EPSG:${code}`, known.proj4, known.bbox ? areaOf(known.bbox) : null);
}

function readEpsg(code: string): v.InferOutput<typeof epsgSchema> | null {
  const folder = dirname(require.resolve('epsg-index/package.json'));
  try {
    return v.parse(epsgSchema, JSON.parse(readFileSync(join(folder, 's', `${code}.json`), 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function areaOf([north, west, south, east]: readonly [number, number, number, number]): Box | null {
  if (east <= west || east - west > 180) return null;
  return [west - beyondDegrees, south - beyondDegrees, east + beyondDegrees, north + beyondDegrees];
}

/** The outermost authority of a WKT is the whole's; without one the definition itself is used. */
function ofWkt(wkt: string): Crs {
  const code = /(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$/i.exec(wkt)?.[1];
  if (code && readEpsg(code)?.proj4) return epsg(code);
  const name = /"([^"]+)"/.exec(wkt)?.[1] ?? 'WKT';
  return projected(name, wkt, null);
}

function projected(name: string, definition: string, area: Box | null): Crs {
  const proj = parse(name, definition);
  refuseUnknownDatum(name, definition, proj.datum);
  const isGeographic = proj.projName === 'longlat' && proj.datum.datum_type !== 1 && proj.datum.datum_type !== 2;
  const { forward } = proj4(definition, wgs84);
  return {
    ...{ name, key: isGeographic ? wgs84Key : definition, area: area ?? chinaBox, isGeographic, isObfuscated: false },
    toWgs84: isGeographic ? (x, y) => [x, y] : (x, y) => forward<[number, number]>([x, y]),
  };
}

/** What proj4 makes of a definition, as far as it is looked at here. */
interface Parsed {
  readonly projName: string;
  readonly datum: { readonly datum_type: number; readonly a: number; readonly es: number };
}

function parse(name: string, definition: string): Parsed {
  try {
    const proj: unknown = new proj4.Proj(definition);
    return proj as Parsed;
  } catch (cause) {
    throw new StartProblem(`${name} is not understood: ${(cause as Error).message ?? String(cause)}`, { cause });
  }
}

/** WGS 84, CGCS2000, ETRS89 and GRS 80 agree within decimetres; a datum with its seven parameters is brought over; any other is not. */
function refuseUnknownDatum(name: string, definition: string, { datum_type: type, a, es }: Parsed['datum']): void {
  const [gridShift, none] = [3, 5];
  const isLikeWgs84 = Math.abs(a - 6_378_137) < 1 && Math.abs(es - 0.006_694_38) < 1e-7;
  const isWebMercator =
    definition.includes('+nadgrids=@null') || /Pseudo-?_?Mercator|Mercator_Auxiliary_Sphere/i.test(definition);
  if (type !== gridShift && (type !== none || isLikeWgs84 || isWebMercator)) return;
  throw new StartProblem(
    `${name} has a datum whose way to WGS 84 is not known here, and could be 100 m off: convert the file to CGCS2000, or give --crs a PROJ text with +towgs84=…`,
  );
}
