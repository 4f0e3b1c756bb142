import * as v from 'valibot';
import { acts, codesOf } from '../domain/shared/codes.ts';
import { sha256Schema } from './signed.ts';

const termSchema = v.object({ zh: v.string(), en: v.string() });
const civilDate = v.pipe(v.string(), v.isoDate());
/** Month and day of a yearly date, `MM-DD`. */
const yearlyDate = v.pipe(v.string(), v.regex(/^\d{2}-\d{2}$/));

/**
 * A rulebook: one notice as data. Dates are Asia/Shanghai civil dates, both ends included.
 * A zone is base layer ∪ its belt − exclusions.
 */
export const rulebookSchema = v.object({
  v: v.literal(1),
  id: v.string(),
  version: v.string(),
  title: termSchema,
  documentNumber: v.string(),
  issuer: termSchema,
  issuedOn: civilDate,
  inForceOn: civilDate,
  expiresOn: civilDate,
  area: termSchema,
  season: v.object({ from: yearlyDate, to: yearlyDate, article: v.number() }),
  zone: v.object({
    baseLayer: v.literal('forest'),
    beltMeters: v.number(),
    exclusions: v.array(v.literal('residential')),
    article: v.number(),
  }),
  acts: v.array(v.object({ code: v.picklist(codesOf(acts)), article: v.number() })),
  exception: v.object({ article: v.number(), text: termSchema }),
  /** Each article in short words of our own. */
  articles: v.array(v.object({ article: v.number(), text: termSchema })),
  source: termSchema,
  verified: v.object({ by: v.nullable(v.string()), on: v.nullable(civilDate), note: termSchema }),
  demonstration: v.boolean(),
});
export type Rulebook = v.InferOutput<typeof rulebookSchema>;

/** Manifest of a zone package: immutable, content-addressed; its own SHA-256 (of the file's bytes) is what records cite. */
export const zoneManifestSchema = v.object({
  v: v.literal(1),
  id: v.string(),
  version: v.string(),
  title: termSchema,
  crs: v.literal('EPSG:4326'),
  /** West, south, east, north in degrees: outside it the package says nothing. */
  bounds: v.tuple([v.number(), v.number(), v.number(), v.number()]),
  demonstration: v.boolean(),
  /** Shown wherever the zones are shown, when not empty. */
  banner: v.nullable(termSchema),
  attribution: v.array(v.string()),
  files: v.array(
    v.object({
      role: v.picklist(['forest', 'residential', 'belt', 'land', 'coast', 'places']),
      path: v.string(),
      sha256: sha256Schema,
      bytes: v.number(),
    }),
  ),
});
export type ZoneManifest = v.InferOutput<typeof zoneManifestSchema>;
