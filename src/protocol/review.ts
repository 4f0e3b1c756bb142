import * as v from 'valibot';
import { codesOf, quarantineReasons, reviewOutcomes } from '../domain/shared/codes.ts';
import { momentSchema, sha256Schema, uuidSchema } from './signed.ts';

/** Body of `POST /api/v1/reviews`: what command decides about a held event. */
export const reviewRequestSchema = v.object({
  chain: uuidSchema,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  outcome: v.picklist(codesOf(reviewOutcomes)),
});

/** The answer to `POST /api/v1/closings`: the chain on which the device goes on. */
export const closingAnswerSchema = v.object({ successor: uuidSchema });

/** Names one item of the quarantine. */
export const quarantineKeySchema = v.object({
  source: v.picklist(['push', 'mqtt']),
  reason: v.picklist(codesOf(quarantineReasons)),
  origin: v.string(),
  hash: sha256Schema,
});
export type QuarantineKey = v.InferOutput<typeof quarantineKeySchema>;

/** The answer to `GET /api/v1/quarantine`: the newest of what could not be accepted at all. */
export const quarantineAnswerSchema = v.object({
  items: v.array(
    v.object({
      ...quarantineKeySchema.entries,
      detail: v.string(),
      bytes: v.number(),
      times: v.number(),
      firstAt: momentSchema,
      lastAt: momentSchema,
      /** How it begins; null: its bytes were too many to keep, or are no text. */
      text: v.nullable(v.string()),
      /** Who sent it, as far as is known: not whoever it names. */
      gateway: v.optional(v.nullable(v.string()), null),
    }),
  ),
  more: v.boolean(),
  /** How many items there are of each kind, whatever was asked for. */
  kinds: v.optional(
    v.array(
      v.object({
        source: quarantineKeySchema.entries.source,
        reason: quarantineKeySchema.entries.reason,
        gateway: v.nullable(v.string()),
        items: v.number(),
      }),
    ),
    [],
  ),
});
export type QuarantineAnswer = v.InferOutput<typeof quarantineAnswerSchema>;
export type QuarantineItem = QuarantineAnswer['items'][number];

/** The answer to `GET /api/v1/quarantine/content`: the first bytes as they came, base64url; null when they were not kept. */
export const quarantineContentSchema = v.object({ start: v.nullable(v.string()) });
