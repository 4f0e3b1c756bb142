import * as v from 'valibot';
import { wrapSchema } from './event.ts';

/**
 * A `recallRequest` sealed to the hub, for others to carry. Body of `POST /api/v1/enrolments/recall/carried`; persisted in bundles and on
 * the phones that carry them.
 */
export const sealedRecallSchema = v.object({
  wrap: wrapSchema,
  sealed: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(256 * 1024)),
});
export type SealedRecall = v.InferOutput<typeof sealedRecallSchema>;
