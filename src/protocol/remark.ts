import * as v from 'valibot';
import { acts, breaches, codesOf, voidingReasons } from '../domain/shared/codes.ts';
import { momentSchema, sha256Schema, uuidSchema } from './signed.ts';

/**
 * What is said about a record later: records never change. Words stand in a sealed `fields` part of the form of a violation's, so that
 * corrected personal fields and free text are as personal as those of the record.
 */

/** Body of a note, schema 1: its text is the sealed part's `note`. */
export const noteBodySchema = v.object({ about: uuidSchema });

/** Body of an amendment, schema 1: what was recorded wrongly. The reason, and corrected personal fields, are in the sealed part. */
export const amendmentBodySchema = v.object({
  about: uuidSchema,
  changes: v.object({
    act: v.exactOptional(v.picklist([...codesOf(acts), ...codesOf(breaches)])),
    happenedAt: v.exactOptional(momentSchema),
  }),
});

/** Body of a voiding, schema 1. The record stays, with the reason. */
export const voidingBodySchema = v.object({ about: uuidSchema, reason: v.picklist(codesOf(voidingReasons)) });

/** A remark as the desks and the record's own phone are told it. */
export const remarkSchema = v.object({
  event: uuidSchema,
  about: uuidSchema,
  kind: v.picklist(['note', 'amendment', 'voiding']),
  person: uuidSchema,
  fromAt: v.nullable(momentSchema),
  toAt: v.nullable(momentSchema),
  changes: amendmentBodySchema.entries.changes,
  reason: v.nullable(voidingBodySchema.entries.reason),
  parts: v.array(v.object({ sha256: sha256Schema, role: v.string(), type: v.string(), bytes: v.number() })),
});
export type Remark = v.InferOutput<typeof remarkSchema>;
