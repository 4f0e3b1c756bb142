import * as v from 'valibot';
import { codesOf, type Outcome, quarantineReasons } from '../domain/shared/codes.ts';
import { sentEventSchema, uuidSchema } from './event.ts';
import { hubKeysSchema } from './hub-keys.ts';
import { kidSchema, momentSchema, publicJwkSchema, sha256Schema, signedSchema } from './signed.ts';

/** One push: at most this many events and bytes before compression. */
export const maxPushEvents = 200;
export const maxPushBytes = 512 * 1024;

const seqSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const nonceSchema = v.pipe(v.string(), v.minLength(16), v.maxLength(200));

export { nonceSchema };

/** What a receipt's raw text says. Signed once, stored, returned byte for byte for ever. */
export const receiptSchema = v.object({
  v: v.literal(1),
  chain: uuidSchema,
  seq: seqSchema,
  hash: sha256Schema,
  outcome: v.picklist(['stored', 'held', 'fork']),
  time: momentSchema,
  epoch: uuidSchema,
});
export type Receipt = v.InferOutput<typeof receiptSchema>;

export const headSchema = v.object({ seq: seqSchema, hash: v.nullable(sha256Schema) });
export type Head = v.InferOutput<typeof headSchema>;

/** A head names so many erased events at most: beside missing parts they must fit into a signed text. */
export const maxErasedTold = 1000;

/** Raw text of the signed answer to `GET /api/v1/chains/{chain}/head`. `seq` 0 and `hash` null for an empty chain. */
export const headAnswerSchema = v.object({
  v: v.literal(1),
  request: sha256Schema,
  chain: uuidSchema,
  epoch: uuidSchema,
  seq: seqSchema,
  hash: v.nullable(sha256Schema),
  /** Parts that events name and the hub lacks, on all chains that the device of this one wrote; a full answer may be cut. */
  missing: v.array(sha256Schema),
  time: momentSchema,
  /** Everything the hub stored up to this moment is in a backup; null: no backup announced. */
  horizon: v.nullable(momentSchema),
  /** The chain was closed: its device goes on with this one. */
  successor: v.exactOptional(uuidSchema),
  /** To a courier: ids of the chain's events that were erased, those last ordered first, at most `maxErasedTold`. What opens them is to be forgotten. */
  erased: v.exactOptional(v.array(uuidSchema)),
  /** Digest of the hub's certificates (`digestOfCertificates`): a phone that knows other ones asks for them. */
  keys: v.optional(sha256Schema),
  nonce: nonceSchema,
});
export type HeadAnswer = v.InferOutput<typeof headAnswerSchema>;

/** Body of `POST /api/v1/push`, gzip or plain JSON. Events ascending in one chain. */
export const pushSchema = v.object({
  v: v.literal(1),
  chain: uuidSchema,
  events: v.pipe(v.array(sentEventSchema), v.minLength(1), v.maxLength(maxPushEvents)),
});
export type Push = v.InferOutput<typeof pushSchema>;

/** What became of one pushed event, by its place in the batch. */
export const pushResultSchema = v.variant('outcome', [
  v.object({
    outcome: v.picklist(['stored', 'held', 'dup', 'fork']),
    seq: seqSchema,
    hash: sha256Schema,
    receipt: signedSchema,
  }),
  v.object({ outcome: v.literal('need'), from: seqSchema }),
  v.object({ outcome: v.literal('quarantined'), hash: sha256Schema, reason: v.picklist(codesOf(quarantineReasons)) }),
]);
export type PushResult = v.InferOutput<typeof pushResultSchema>;
/** The outcomes a result may name beside those of the protocol. */
export type PushOutcome = Outcome | 'quarantined';

/** Raw text of the signed answer to a push. */
export const pushAnswerSchema = v.object({
  v: v.literal(1),
  request: sha256Schema,
  chain: uuidSchema,
  epoch: uuidSchema,
  results: v.array(pushResultSchema),
  head: headSchema,
  missing: v.array(sha256Schema),
  time: momentSchema,
  nonce: nonceSchema,
});
export type PushAnswer = v.InferOutput<typeof pushAnswerSchema>;

/** Raw text of the signed answer to `PUT /api/v1/parts/{sha256}`. */
export const partAnswerSchema = v.object({
  v: v.literal(1),
  request: sha256Schema,
  sha256: sha256Schema,
  complete: v.literal(true),
  time: momentSchema,
  nonce: nonceSchema,
});
export type PartAnswer = v.InferOutput<typeof partAnswerSchema>;

/** One chunk of a part may not be longer. */
export const maxChunkBytes = 1024 * 1024;

/**
 * Raw text of the signed answer to `GET /api/v1/parts/{sha256}` and `PATCH /api/v1/parts/{sha256}?offset=`: the hub has the first
 * `offset` of its `bytes`. `complete`: it has them all, they hash to the name, and they are on disk; before that an offset is no promise.
 */
export const partProgressSchema = v.object({
  v: v.literal(1),
  request: sha256Schema,
  sha256: sha256Schema,
  bytes: seqSchema,
  offset: seqSchema,
  complete: v.boolean(),
  time: momentSchema,
  nonce: nonceSchema,
});
export type PartProgress = v.InferOutput<typeof partProgressSchema>;

/** Raw text of a certificate signed by the hub's identity key. */
export const keyCertificateSchema = v.object({
  v: v.literal(1),
  use: v.picklist(['signing', 'sealing']),
  kid: kidSchema,
  jwk: publicJwkSchema,
  /** The fire season a sealing key belongs to, e.g. `2026-2027`. */
  season: v.optional(v.pipe(v.string(), v.regex(/^\d{4}-\d{4}$/))),
  issuedAt: momentSchema,
});
export type KeyCertificate = v.InferOutput<typeof keyCertificateSchema>;

/** The answer to `GET /api/v1/keys`. Not signed as a whole: each certificate bears the identity key's own signature. */
export const hubKeysAnswerSchema = v.object({ v: v.literal(1), ...hubKeysSchema.entries });
