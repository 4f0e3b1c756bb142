import * as v from 'valibot';
import { codesOf } from '../domain/shared/codes.ts';
import { passClasses, passDirections } from '../domain/shared/gate-codes.ts';
import { momentSchema } from './signed.ts';

/** At most so many in one answer to `GET /api/v1/passages`. */
export const mostPassages = 20_000;

/** The answer to `GET /api/v1/passages`: what a gate's counter measured, by time. A class this build does not know is null. */
export const passagesSchema = v.object({
  v: v.literal(1),
  gate: v.string(),
  from: momentSchema,
  to: momentSchema,
  passages: v.array(
    v.object({
      at: momentSchema,
      direction: v.picklist(codesOf(passDirections)),
      class: v.nullable(v.picklist(codesOf(passClasses))),
      count: v.number(),
    }),
  ),
  /** There were more: ask for a shorter time. */
  isCut: v.boolean(),
});
export type Passages = v.InferOutput<typeof passagesSchema>;
