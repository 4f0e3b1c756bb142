import * as v from 'valibot';
import { codesOf } from '../domain/shared/codes.ts';
import { sightingSigns, sightingSizes, sightingSources } from '../domain/shared/incident-codes.ts';
import { fixSchema } from './fix.ts';
import { momentSchema } from './signed.ts';

/** Nobody sees a fire from further off. */
export const mostAimMeters = 50_000;

/**
 * Body of a sighting of suspected fire, schema 1: everything that is not personal; the sealed `fields` part is of the form of a
 * violation's (name and phone of who called, words). `fix` is where it is, or with `aim` where whoever saw
 * it stood; null where nobody knows. Persisted: changing this breaks stored data.
 */
export const sightingBodySchema = v.pipe(
  v.object({
    source: v.picklist(codesOf(sightingSources)),
    sign: v.picklist(codesOf(sightingSigns)),
    size: v.picklist(codesOf(sightingSizes)),
    fix: v.nullable(fixSchema),
    aim: v.nullable(
      v.object({
        bearingDegrees: v.pipe(v.number(), v.minValue(0), v.maxValue(360)),
        distanceMeters: v.pipe(v.number(), v.minValue(1), v.maxValue(mostAimMeters)),
      }),
    ),
    seenAt: momentSchema,
  }),
  v.check(({ fix, aim }) => fix !== null || aim === null, 'a direction from nowhere'),
);
export type SightingBody = v.InferOutput<typeof sightingBodySchema>;
