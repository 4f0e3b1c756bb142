import * as v from 'valibot';
import { momentSchema, sha256Schema } from './signed.ts';

/** What a record's sealed fields say of its photos: the plaintext hashes at capture. Persisted: changing this breaks stored data. */
export const attachmentsSchema = v.array(
  v.object({
    part: sha256Schema,
    plain: sha256Schema,
    bytes: v.number(),
    type: v.pipe(v.string(), v.maxLength(200)),
    takenAt: momentSchema,
    /** The part that holds a small picture of it. */
    thumbnail: v.optional(sha256Schema),
  }),
);
