import * as v from 'valibot';
import { momentSchema } from './signed.ts';

/** At most this many steps in one answer to `GET /api/v1/readings`; a finer step is widened until they fit. */
export const maxReadingSteps = 2000;

/**
 * The answer to `GET /api/v1/readings`: each quantity of one station, averaged over steps of `stepSeconds` (the step used: it may be
 * wider than asked). True and false count as 1 and 0; texts are left out. A step without readings has no point.
 */
export const readingsSchema = v.object({
  v: v.literal(1),
  station: v.string(),
  from: momentSchema,
  to: momentSchema,
  stepSeconds: v.number(),
  /** Up to here finer steps were let go of: a point stands for its whole hour. Null, or left out by an older hub: nowhere. */
  hoursUntil: v.optional(v.nullable(momentSchema), null),
  series: v.array(
    v.object({
      name: v.string(),
      unit: v.nullable(v.string()),
      points: v.array(
        v.object({ at: momentSchema, mean: v.number(), least: v.number(), most: v.number(), count: v.number() }),
      ),
    }),
  ),
});
export type Readings = v.InferOutput<typeof readingsSchema>;
