import * as v from 'valibot';
import { sha256Schema } from './signed.ts';

/** The answer to `GET /api/v1/packages/`: every file of every rulebook and zone package, by the path to ask for it. */
export const packageListSchema = v.object({
  v: v.literal(1),
  files: v.array(v.object({ path: v.string(), bytes: v.number(), sha256: sha256Schema })),
});
export type PackageList = v.InferOutput<typeof packageListSchema>;
