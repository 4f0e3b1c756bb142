import * as v from 'valibot';
import { type Bytes, sha256Hex } from './bytes.ts';
import { type Signed, sha256Schema, signedSchema } from './signed.ts';

/**
 * Header of an answer whose whole body the hub signed: `{raw, sig, kid}` as JSON. It comes when the request has a nonce in its
 * `hulin-nonce` header; the body stays plain JSON for whoever asks without.
 */
export const signedBodyHeader = 'hulin-signed';

/** Raw text (purpose `answer`) of that header: the SHA-256 of the body's bytes, for the digest of this request. */
export const signedBodySchema = v.object({ v: v.literal(1), request: sha256Schema, body: sha256Schema });
export type SignedBody = v.InferOutput<typeof signedBodySchema>;

export async function signedBodyText(request: string, body: Bytes): Promise<string> {
  return JSON.stringify({ v: 1, request, body: await sha256Hex(body) } satisfies SignedBody);
}

/** The signature in the header's text; null for anything else. */
export function readSignedBody(header: string | null): Signed | null {
  if (header === null) return null;
  const signed = v.safeParse(v.pipe(v.string(), v.parseJson(), signedSchema), header);
  return signed.success ? signed.output : null;
}
