import * as v from 'valibot';
import { codesOf, roles } from '../domain/shared/codes.ts';
import { sha256Hex } from './bytes.ts';
import { nonceSchema } from './custody.ts';
import { enrolmentCodeSchema } from './enrolment-link.ts';
import { hubKeysSchema } from './hub-keys.ts';
import {
  kidSchema,
  momentSchema,
  publicJwkSchema,
  type Signed,
  sha256Schema,
  signatureSchema,
  signedSchema,
  uuidSchema,
} from './signed.ts';

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
  /** Thumbprint of the key enrolled: with it the answer can be shown to a restored hub. Answers of older hubs lack it. */
  kid: v.optional(kidSchema),
  chain: uuidSchema,
  grant: grantSchema,
  hub: hubKeysSchema,
  epoch: uuidSchema,
  time: momentSchema,
});
export type EnrolmentAnswer = v.InferOutput<typeof enrolmentAnswerSchema>;

/** Of so many further people a phone shows the hub's answers: those enrolled last. */
export const maxRecalledGrants = 16;

/**
 * Body of `POST /api/v1/enrolments/recall`: the hub's own answer of before, and proof of the key it was for (over `recallText`).
 * `grants`: its answers to further people's enrolments with the same key. `closings`: the hub's signed heads that told of a successor, the first chain's first. `certificates`: of the keys that signed them, which a
 * restored hub may have lost. None from older apps.
 */
export const recallRequestSchema = v.object({
  answer: signedSchema,
  key: publicJwkSchema,
  sig: signatureSchema,
  grants: v.optional(v.pipe(v.array(signedSchema), v.maxLength(maxRecalledGrants)), []),
  closings: v.optional(v.pipe(v.array(signedSchema), v.maxLength(32)), []),
  certificates: v.optional(v.pipe(v.array(signedSchema), v.maxLength(200)), []),
});
export type RecallRequest = v.InferOutput<typeof recallRequestSchema>;

/** What is signed, purpose `session`, to recall an enrolment. */
export async function recallText({ raw }: Signed): Promise<string> {
  return `recall\n${await sha256Hex(raw)}`;
}

export const challengeRequestSchema = v.object({ device: kidSchema });
export const challengeAnswerSchema = v.object({ nonce: nonceSchema });
/** Body of `POST /api/v1/sessions`: the nonce signed with the device key, purpose `session`. */
export const sessionRequestSchema = v.object({
  device: kidSchema,
  nonce: nonceSchema,
  sig: signatureSchema,
  /** Which of the device's people; absent: whoever was enrolled last. */
  grant: v.optional(uuidSchema),
});
export const sessionAnswerSchema = v.object({ grant: grantSchema, time: momentSchema, expiresAt: momentSchema });

/** Body of `POST /api/v1/codes` (administrator's session): who is to be enrolled. */
export const codeRequestSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  role: v.picklist(codesOf(roles)),
  area: v.optional(v.pipe(v.string(), v.maxLength(40)), '*'),
});
export const codeAnswerSchema = v.object({ link: v.string(), code: enrolmentCodeSchema, expiresAt: momentSchema });
