import * as v from 'valibot';
import { momentSchema, sha256Schema } from './signed.ts';

const currentSchema = v.object({
  id: v.string(),
  version: v.string(),
  /** What records cite: SHA-256 of a zone package's manifest text, of a rulebook's file. */
  sha256: sha256Schema,
  /** Everything there is to fetch. */
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
export type CurrentPackage = v.InferOutput<typeof currentSchema>;

/**
 * Raw text (purpose `package`) of the answer to `GET /api/v1/packages/current?nonce=`: the rulebooks and zone packages every phone
 * should have. `request` is the digest of that request, so that an old list cannot be played back as a new one.
 */
export const currentPackagesSchema = v.object({
  v: v.literal(1),
  kind: v.literal('current'),
  request: sha256Schema,
  time: momentSchema,
  /** SHA-256 of what is named: as in the change that announces it. */
  digest: sha256Schema,
  rulebooks: v.array(currentSchema),
  zones: v.array(currentSchema),
  /** This hub signs each rulebook by itself; lists of older hubs say nothing of it, and their rulebooks bear no signature. */
  statements: v.optional(v.literal(true)),
});
export type CurrentPackages = v.InferOutput<typeof currentPackagesSchema>;

/** Body of a change of the entity `package`, key `current`: the list has changed. Its `digest` is the list's. */
export const packageChangeSchema = v.object({ digest: sha256Schema });

/** The paths of packages under the API, all content-addressed but the list itself. */
export const packagePaths = {
  current: (nonce: string) => `/api/v1/packages/current?nonce=${nonce}`,
  /** A zone package's `package.json` by its manifest's SHA-256, or a rulebook's file by its own. */
  document: (sha256: string) => `/api/v1/packages/documents/${sha256}`,
  /** What the hub signed about a rulebook, by the SHA-256 of the rulebook's file. */
  statement: (sha256: string) => `/api/v1/packages/statements/${sha256}`,
  /** One chunk of a zone package's file. */
  chunk: (sha256: string) => `/api/v1/packages/chunks/${sha256}`,
} as const;
