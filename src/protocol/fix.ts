import * as v from 'valibot';
import { codesOf, fixSources } from '../domain/shared/codes.ts';
import { momentSchema } from './signed.ts';

/** A position as it is recorded, WGS 84. `accuracyMeters` as the device gave it; null when placed by hand. */
export const fixSchema = v.object({
  lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  accuracyMeters: v.nullable(v.pipe(v.number(), v.minValue(0))),
  takenAt: momentSchema,
  source: v.picklist(codesOf(fixSources)),
});
export type RecordedFix = v.InferOutput<typeof fixSchema>;
