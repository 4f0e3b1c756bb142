import * as v from 'valibot';
import {
  acts,
  breaches,
  codesOf,
  partRoles,
  partyKinds,
  verdictKinds,
  verdictReasons,
} from '../domain/shared/codes.ts';
import { alarmStepBodySchema } from './alarm-step.ts';
import { attachmentsSchema } from './attachments.ts';
import { caseStepBodySchema, conflictSettlementBodySchema } from './casework.ts';
import { citationSchema } from './citation.ts';
import { fixSchema } from './fix.ts';
import { gateModeBodySchema, gateSettlementBodySchema } from './gate-mode.ts';
import { incidentStepBodySchema } from './incident.ts';
import { legalTextBodySchema, rulebookBodySchema } from './office.ts';
import { passBodySchema } from './pass.ts';
import { permitBodySchema, permitWithdrawalBodySchema } from './permit.ts';
import { amendmentBodySchema, noteBodySchema, voidingBodySchema } from './remark.ts';
import { sightingBodySchema } from './sighting.ts';
import { kidSchema, momentSchema, sha256Schema, signatureSchema, uuidSchema } from './signed.ts';

export { fixSchema, uuidSchema };

/** One event's raw text may not be longer; refused when it is appended, never when it is pushed. */
export const maxEventBytes = 64 * 1024;
/** One photo, before sealing. */
export const maxPhotoBytes = 10 * 1024 * 1024;
/** One event names at most so many parts. */
export const maxParts = 64;
/** What sealing adds to a part's bytes at most (magic, IV, tag). */
export const sealOverheadBytes = 32;

const shortText = v.pipe(v.string(), v.maxLength(200));

/** When, as far as the device knew. No wall clock here is trusted; `seen` is the newest signed hub time (null before the first). */
export const eventMomentSchema = v.object({
  wall: momentSchema,
  zone: v.pipe(v.string(), v.maxLength(64)),
  monotonic: v.pipe(v.number(), v.finite()),
  boot: v.pipe(v.string(), v.maxLength(64)),
  seen: v.nullable(momentSchema),
});

/** A sealed attachment as the signed text names it: SHA-256 and size of the ciphertext, the plaintext's media type, its role. */
export const partReferenceSchema = v.object({
  sha256: sha256Schema,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxPhotoBytes + sealOverheadBytes)),
  type: v.pipe(v.string(), v.maxLength(100)),
  role: v.picklist(codesOf(partRoles)),
});
export type PartReference = v.InferOutput<typeof partReferenceSchema>;

/** The signed text of an event, parsed. Unknown kinds and schemas pass: the hub holds what it cannot use yet. */
export const eventSchema = v.object({
  v: v.literal(1),
  id: uuidSchema,
  chain: uuidSchema,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  prev: v.nullable(sha256Schema),
  kind: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  schema: v.pipe(v.number(), v.integer(), v.minValue(1)),
  person: uuidSchema,
  at: eventMomentSchema,
  base: v.optional(v.pipe(v.number(), v.integer())),
  body: v.record(v.string(), v.unknown()),
  /** Written anew on the chain that follows a closed one: which event of that it repeats. Everything but its place is the same. */
  succeeds: v.exactOptional(
    v.object({ chain: uuidSchema, seq: v.pipe(v.number(), v.safeInteger()), hash: sha256Schema }),
  ),
  parts: v.pipe(v.array(v.looseObject({ ...partReferenceSchema.entries, role: shortText })), v.maxLength(maxParts)),
});
export type HulinEvent = v.InferOutput<typeof eventSchema>;

const base64urlSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,200}$/, 'not base64url'));

/** The record key, HPKE-wrapped to one of the hub's season sealing keys (RFC 9180, P-256, HKDF-SHA256, AES-256-GCM). */
export const wrapSchema = v.object({
  to: kidSchema,
  alg: v.literal('HPKE-P256-SHA256-A256GCM'),
  enc: base64urlSchema,
  key: base64urlSchema,
});
export type Wrap = v.InferOutput<typeof wrapSchema>;

/** An event as it travels: the signed text, with the wrapped record key beside it, not in it. */
export const sentEventSchema = v.object({
  raw: v.pipe(v.string(), v.minLength(2)),
  sig: signatureSchema,
  kid: kidSchema,
  wraps: v.pipe(v.array(wrapSchema), v.maxLength(8)),
  /** Where others carry it: the author's signature over `wrapsText`, by the same key. Phones that send their own need none. */
  wrapsSig: v.exactOptional(signatureSchema),
});
export type SentEvent = v.InferOutput<typeof sentEventSchema>;

/** What an author signs of the wraps that belong to an event with this hash, purpose `wraps`. Persisted: part of stored signatures. */
export function wrapsText(hash: string, wraps: readonly Wrap[]): string {
  return JSON.stringify({ event: hash, wraps: wraps.map(({ to, alg, enc, key }) => ({ to, alg, enc, key })) });
}

/** Whether both name the same wrapped keys, in whatever order. The hub keeps the first to each of its keys. */
export function areSameWraps(one: readonly Wrap[], other: readonly Wrap[]): boolean {
  return wrapsText('', firstOfEach(one)) === wrapsText('', firstOfEach(other));
}

function firstOfEach(wraps: readonly Wrap[]): Wrap[] {
  return [...new Map(wraps.toReversed().map((wrap) => [wrap.to, wrap])).values()].sort((a, b) =>
    a.to < b.to ? -1 : 1,
  );
}

const judgedEntries = {
  kind: v.picklist(codesOf(verdictKinds)),
  reason: v.picklist(codesOf(verdictReasons)),
  articles: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.maxLength(20)),
};

const termSchema = v.object({ zh: v.pipe(v.string(), v.maxLength(500)), en: v.pipe(v.string(), v.maxLength(500)) });
const civilDateSchema = v.nullable(v.pipe(v.string(), v.isoDate()));

/** A legal text as a record cites it, with how it stood when the record was made. */
export const legalCitationSchema = v.object({
  text: v.pipe(v.string(), v.maxLength(100)),
  title: termSchema,
  documentNumber: v.nullable(termSchema),
  version: v.pipe(v.string(), v.maxLength(40)),
  sha256: sha256Schema,
  fromOn: civilDateSchema,
  toOn: civilDateSchema,
  because: v.picklist(['in-force', 'later']),
  verified: v.object({ by: v.nullable(shortText), on: civilDateSchema, note: termSchema }),
  articles: v.pipe(
    v.array(v.object({ number: v.pipe(v.string(), v.maxLength(20)), open: v.nullable(termSchema) })),
    v.maxLength(32),
  ),
});
export type LegalCitation = v.InferOutput<typeof legalCitationSchema>;

/** Body of a suspected violation, schema 1: everything that is not personal. `further`: what was judged by besides. */
export const violationBodySchema = v.object({
  act: v.picklist([...codesOf(acts), ...codesOf(breaches)]),
  party: v.picklist(codesOf(partyKinds)),
  fix: v.nullable(fixSchema),
  happenedAt: momentSchema,
  verdict: v.object(judgedEntries),
  rulebook: citationSchema,
  zones: citationSchema,
  further: v.optional(
    v.object({
      rulings: v.pipe(v.array(v.object({ ...judgedEntries, rulebook: citationSchema })), v.maxLength(16)),
      zones: v.pipe(v.array(citationSchema), v.maxLength(16)),
      permit: v.nullable(v.pipe(v.string(), v.maxLength(100))),
      legal: v.optional(v.pipe(v.array(legalCitationSchema), v.maxLength(16))),
    }),
  ),
});
export type ViolationBody = v.InferOutput<typeof violationBodySchema>;

/** Body of an acknowledgement, schema 1: an officer has seen this alarm. The event's `base` is the alarm's version then. */
export const acknowledgementBodySchema = v.object({ alarm: uuidSchema });
export type AcknowledgementBody = v.InferOutput<typeof acknowledgementBodySchema>;

/** The sealed `fields` part of a violation, schema 1, as JSON. `attachments` carries the plaintext hashes at capture. */
export const violationFieldsSchema = v.object({
  v: v.literal(1),
  name: v.pipe(v.string(), v.maxLength(200)),
  idNumber: v.pipe(v.string(), v.maxLength(40)),
  phone: v.pipe(v.string(), v.maxLength(40)),
  plate: v.pipe(v.string(), v.maxLength(20)),
  note: v.pipe(v.string(), v.maxLength(4000)),
  attachments: attachmentsSchema,
});
export type ViolationFields = v.InferOutput<typeof violationFieldsSchema>;

/** Every validator ever shipped, by `kind/schema`; none is ever removed. A kind or schema missing here is held. */
export const bodySchemas = {
  'violation/1': violationBodySchema,
  'acknowledgement/1': acknowledgementBodySchema,
  'alarm-step/1': alarmStepBodySchema,
  'note/1': noteBodySchema,
  'amendment/1': amendmentBodySchema,
  'voiding/1': voidingBodySchema,
  'case-step/1': caseStepBodySchema,
  'conflict-settlement/1': conflictSettlementBodySchema,
  'conflict-settlement/2': gateSettlementBodySchema,
  'legal-text/1': legalTextBodySchema,
  'rulebook/1': rulebookBodySchema,
  'permit/1': permitBodySchema,
  'permit-withdrawal/1': permitWithdrawalBodySchema,
  'sighting/1': sightingBodySchema,
  'incident-step/1': incidentStepBodySchema,
  'pass/1': passBodySchema,
  'gate-mode/1': gateModeBodySchema,
} as const;
export type KnownBody = keyof typeof bodySchemas;
