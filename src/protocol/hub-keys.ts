import * as v from 'valibot';
import { publicJwkSchema, signedSchema } from './signed.ts';

/** The hub's public keys: the identity key, and certificates for every signing and sealing key it ever used, newest last. */
export const hubKeysSchema = v.object({
  identity: publicJwkSchema,
  certificates: v.pipe(v.array(signedSchema), v.minLength(1), v.maxLength(10_000)),
});
export type HubKeys = v.InferOutput<typeof hubKeysSchema>;
