import * as v from 'valibot';
import { sha256Schema } from './signed.ts';

/** Which document a record was judged by. `demonstration` is true for the built-in demo data (示例数据，非官方边界). */
export const citationSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(100)),
  version: v.pipe(v.string(), v.maxLength(40)),
  sha256: sha256Schema,
  demonstration: v.boolean(),
});
export type Citation = v.InferOutput<typeof citationSchema>;
