import * as v from 'valibot';
import { codesOf, roles } from '../domain/shared/codes.ts';
import { hubKeysSchema, nonceSchema } from './custody.ts';
import { uuidSchema } from './event.ts';
import { kidSchema, momentSchema, publicJwkSchema, sha256Schema, signatureSchema } from './signed.ts';

/** A one-time code: 128 random bits, base64url. */
export const enrolmentCodeSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'not an enrolment code'));

/** Who works with a device, in which role and area, from when to when. `area` is an administrative code, `*` for all. */
export const grantSchema = v.object({
  id: uuidSchema,
  device: uuidSchema,
  person: v.object({ id: uuidSchema, name: v.string() }),
  role: v.picklist(codesOf(roles)),
  area: v.string(),
  fromAt: momentSchema,
  toAt: v.nullable(momentSchema),
});
export type Grant = v.InferOutput<typeof grantSchema>;

/** Body of `POST /api/v1/enrolments`. `sig` is the new key's signature over the code, purpose `session`: proof of possession. */
export const enrolmentRequestSchema = v.object({
  code: enrolmentCodeSchema,
  key: publicJwkSchema,
  sig: signatureSchema,
});
export type EnrolmentRequest = v.InferOutput<typeof enrolmentRequestSchema>;

/** Raw text of the signed answer. The same code with the same key gets the same text again. */
export const enrolmentAnswerSchema = v.object({
  v: v.literal(1),
  request: sha256Schema,
  device: uuidSchema,
  chain: uuidSchema,
  grant: grantSchema,
  hub: hubKeysSchema,
  epoch: uuidSchema,
  time: momentSchema,
});
export type EnrolmentAnswer = v.InferOutput<typeof enrolmentAnswerSchema>;

export const challengeRequestSchema = v.object({ device: kidSchema });
export const challengeAnswerSchema = v.object({ nonce: nonceSchema });
/** Body of `POST /api/v1/sessions`: the nonce signed with the device key, purpose `session`. */
export const sessionRequestSchema = v.object({ device: kidSchema, nonce: nonceSchema, sig: signatureSchema });
export const sessionAnswerSchema = v.object({ grant: grantSchema, time: momentSchema, expiresAt: momentSchema });

/**
 * What an enrolment link's fragment carries: `#enrol=<code>&hub=<thumbprint of the hub's identity key>`.
 * Null when the fragment is no enrolment link.
 */
export function readEnrolmentFragment(fragment: string): { code: string; hub: string } | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const link = { code: fields.get('enrol'), hub: fields.get('hub') };
  const schema = v.object({ code: enrolmentCodeSchema, hub: kidSchema });
  const result = v.safeParse(schema, link);
  return result.success ? result.output : null;
}

export function enrolmentLink(publicUrl: string, code: string, hub: string): string {
  return `${publicUrl.replace(/\/$/, '')}/#enrol=${code}&hub=${hub}`;
}

/** Body of `POST /api/v1/codes` (administrator's session): who is to be enrolled. */
export const codeRequestSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  role: v.picklist(codesOf(roles)),
  area: v.optional(v.pipe(v.string(), v.maxLength(40)), '*'),
});
export const codeAnswerSchema = v.object({ link: v.string(), code: enrolmentCodeSchema, expiresAt: momentSchema });
