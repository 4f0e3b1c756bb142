import * as v from 'valibot';
import { codesOf, zoneLayers } from '../domain/shared/codes.ts';
import { hubKeysSchema } from './hub-keys.ts';
import { sha256Schema, signedSchema } from './signed.ts';

const termSchema = v.object({ zh: v.string(), en: v.string() });
const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Inside the package's folder, with forward slashes; no way out of it. */
const pathSchema = v.pipe(
  v.string(),
  v.regex(/^(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._/-]{0,199}$/, 'not a path in the package'),
);

/** Files travel in pieces of this many bytes (the last may be shorter), so that a cut download goes on where it stopped. */
export const chunkBytes = 262_144;

/** A file of a package: SHA-256 of the whole and of each chunk, in order. */
export const packageFileSchema = v.object({
  path: pathSchema,
  sha256: sha256Schema,
  bytes: countSchema,
  chunks: v.array(sha256Schema),
});
export type PackageFile = v.InferOutput<typeof packageFileSchema>;

/** What one layer was built from, and what is in it: `edges` is the compact binary of `domain/geo`. */
export const packageLayerSchema = v.object({
  layer: v.picklist(codesOf(zoneLayers)),
  edges: packageFileSchema,
  polygons: countSchema,
  vertices: countSchema,
  source: v.object({
    file: v.string(),
    sha256: sha256Schema,
    format: v.picklist(['geojson', 'shapefile', 'geopackage', 'kml']),
    /** As declared: `EPSG:4490`, `EPSG:4550`, `GCJ-02`, `BD-09` … */
    crs: v.string(),
    licence: v.nullable(v.string()),
    features: countSchema,
  }),
});
export type PackageLayer = v.InferOutput<typeof packageLayerSchema>;

/** A warning kept with the package: which feature, what was the matter, what was done; WGS 84. */
export const packageWarningSchema = v.object({
  layer: v.picklist(codesOf(zoneLayers)),
  feature: v.string(),
  code: v.string(),
  text: termSchema,
  at: v.nullable(v.tuple([v.number(), v.number()])),
});
export type PackageWarning = v.InferOutput<typeof packageWarningSchema>;

/**
 * Manifest of a zone package, version 2: immutable, content-addressed; the SHA-256 of its text is what records cite.
 * Persisted: changing this breaks stored packages.
 */
export const zonePackageSchema = v.object({
  v: v.literal(2),
  kind: v.literal('zones'),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,60}$/)),
  version: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,40}$/)),
  title: termSchema,
  /** The rulebook whose belt is drawn. Judging measures anew, by whatever rulebook applies. */
  rulebook: v.object({ id: v.string(), version: v.string() }),
  crs: v.literal('EPSG:4326'),
  /** West, south, east, north in degrees: outside it the package says nothing. */
  bounds: v.tuple([v.number(), v.number(), v.number(), v.number()]),
  demonstration: v.boolean(),
  banner: v.nullable(termSchema),
  attribution: v.array(v.string()),
  layers: v.array(packageLayerSchema),
  /** PMTiles v3 of vector tiles, for the eye alone: layers `belt` and one per zone layer. */
  drawing: v.object({
    ...packageFileSchema.entries,
    minZoom: countSchema,
    maxZoom: countSchema,
    /** How far the drawn belt was found to lie outside (+) and inside (−) the exact one, metres, and how many points were measured. */
    belt: v.object({ mostOutsideMeters: v.number(), mostInsideMeters: v.number(), samples: countSchema }),
  }),
  warnings: v.array(packageWarningSchema),
});
export type ZonePackage = v.InferOutput<typeof zonePackageSchema>;

/** `package.json` of a package's folder: its manifest as signed text (purpose `package`) and the keys to check it by: the signing key's certificate by the identity key. */
export const signedPackageSchema = v.object({
  v: v.literal(1),
  manifest: signedSchema,
  keys: hubKeysSchema,
});
export type SignedPackage = v.InferOutput<typeof signedPackageSchema>;
