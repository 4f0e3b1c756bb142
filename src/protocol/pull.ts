import * as v from 'valibot';
import { alarmLevels } from '../domain/shared/alarm-codes.ts';
import {
  alarmRules,
  alarmStatuses,
  codesOf,
  deviceStatuses,
  erasureReasons,
  reviewOutcomes,
  stationKinds,
  stationStatuses,
  verdictKinds,
  verdictReasons,
} from '../domain/shared/codes.ts';
import { heldReasons } from '../domain/shared/held-codes.ts';
import { stationTroubles } from '../domain/shared/trouble-codes.ts';
import { alarmFileSchema } from './alarm-step.ts';
import { caseFileSchema, caseStatusSchema } from './casework.ts';
import { packageChangeSchema } from './current-packages.ts';
import { grantSchema } from './enrolment.ts';
import { sentEventSchema, uuidSchema } from './event.ts';
import { gateFileSchema } from './gate-mode.ts';
import { revokedGatewaySchema } from './gateway-standing.ts';
import { incidentSchema } from './incident.ts';
import { legalTextSchema } from './legal-texts.ts';
import { signatorySchema } from './office.ts';
import { registeredPassSchema } from './pass.ts';
import { issuedPermitSchema } from './permit.ts';
import { remarkSchema } from './remark.ts';
import { momentSchema, sha256Schema, signedSchema } from './signed.ts';

/** The answer to `GET /api/v1/pull?cursor=&limit=`: everything this grant may see, in commit order. */

const change = <const E extends string, S extends v.GenericSchema>(entity: E, body: S) =>
  v.object({ n: v.number(), entity: v.literal(entity), key: v.string(), at: momentSchema, body });

/** An event as the hub holds it, with the receipt it gave. Compare the hash of an own event: that makes it *verified*. */
export const pulledEventSchema = v.object({ event: sentEventSchema, receipt: signedSchema });

/** How many of an event's parts the hub has; *received* means all of them. */
export const pulledCustodySchema = v.object({
  event: uuidSchema,
  chain: uuidSchema,
  seq: v.number(),
  parts: v.number(),
  received: v.number(),
});

/** One alarm, whole, as of this change. `version` counts its changes and is an acknowledgement's `base`. */
export const alarmSchema = v.object({
  id: uuidSchema,
  version: v.number(),
  rule: v.picklist(codesOf(alarmRules)),
  station: v.string(),
  lon: v.nullable(v.number()),
  lat: v.nullable(v.number()),
  status: v.picklist(codesOf(alarmStatuses)),
  /** The reading that raised it: who measured, what, when by the sensor. */
  opening: v.object({ name: v.string(), value: v.number(), measuredAt: momentSchema }),
  /** True when it was raised from readings sent after an outage: no siren. */
  late: v.boolean(),
  raisedAt: momentSchema,
  clearedAt: v.nullable(momentSchema),
  acknowledged: v.nullable(v.object({ person: v.string(), event: uuidSchema, at: momentSchema })),
  /** The reading that cleared it; not in rows of older hubs, as all that follows. */
  closing: v.optional(v.nullable(v.object({ measuredAt: momentSchema })), null),
  /** Other rules that spoke while it lasted. */
  evidence: v.optional(v.array(v.picklist(codesOf(alarmRules))), []),
  level: v.optional(v.picklist(codesOf(alarmLevels)), 'single'),
  /** Stations that confirm it. */
  neighbours: v.optional(v.array(v.string()), []),
  /** The alarm that readings measured earlier, but sent later, put in its place. */
  supersededBy: v.optional(v.nullable(uuidSchema), null),
  /** What people did about it besides acknowledging. */
  file: v.optional(alarmFileSchema, { entries: [] }),
});
export type Alarm = v.InferOutput<typeof alarmSchema>;

/** A gateway, smoke sensor or gate, and its state. Names come in both languages. */
export const stationSchema = v.object({
  id: v.string(),
  kind: v.picklist(codesOf(stationKinds)),
  gateway: v.string(),
  name: v.object({ zh: v.string(), en: v.string() }),
  lon: v.number(),
  lat: v.number(),
  status: v.picklist(codesOf(stationStatuses)),
  statusAt: momentSchema,
  heartbeatMs: v.number(),
  demonstration: v.boolean(),
  /** Administrative code of where it stands, `*` when it was given none; not in rows of older hubs. */
  area: v.optional(v.string(), '*'),
  /** Of a gateway that sends faster than the hub takes it. */
  trouble: v.optional(v.nullable(v.object({ code: v.picklist(codesOf(stationTroubles)), since: momentSchema }))),
  /** Of a gateway whose clock is known to be off, slow is negative: what it dates is corrected. Not in rows of older hubs. */
  clock: v.optional(v.nullable(v.object({ offMs: v.number(), since: momentSchema }))),
  /** Of a gateway: that it may connect no more, and the firmware it named last. Not in rows of older hubs. */
  revoked: v.optional(v.nullable(revokedGatewaySchema)),
  firmware: v.optional(v.nullable(v.string())),
});
export type Station = v.InferOutput<typeof stationSchema>;

/** A device and who has it. Seen by command only. */
export const deviceSchema = v.object({
  id: uuidSchema,
  kid: v.string(),
  chain: uuidSchema,
  status: v.picklist(codesOf(deviceStatuses)),
  grants: v.array(grantSchema),
  /** Reported lost or stolen: what of these chains was received from then on is doubtful. */
  lost: v.exactOptional(v.object({ fromAt: momentSchema, chains: v.array(uuidSchema) })),
});
export type Device = v.InferOutput<typeof deviceSchema>;

/**
 * What the documents now current would say of a record, by the record's event id; `would` is null when that is what the record
 * says itself. Seen by command only; the record stays as it is. `digest` is that of the list naming the documents.
 */
export const rejudgementSchema = v.object({
  event: uuidSchema,
  chain: uuidSchema,
  seq: v.number(),
  digest: sha256Schema,
  would: v.nullable(
    v.object({
      kind: v.picklist(codesOf(verdictKinds)),
      reason: v.picklist(codesOf(verdictReasons)),
      articles: v.array(v.number()),
      rulebook: v.nullable(v.object({ id: v.string(), version: v.string() })),
    }),
  ),
});
export type Rejudgement = v.InferOutput<typeof rejudgementSchema>;

/** An event the hub holds and uses nothing of, and what was decided about it since. Seen by command, and by its own device. */
export const heldSchema = v.object({
  chain: uuidSchema,
  seq: v.number(),
  event: uuidSchema,
  hash: sha256Schema,
  kind: v.string(),
  schema: v.number(),
  person: uuidSchema,
  because: v.picklist(codesOf(heldReasons)),
  receivedAt: momentSchema,
  review: v.nullable(
    v.object({ outcome: v.picklist(codesOf(reviewOutcomes)), person: v.nullable(uuidSchema), at: momentSchema }),
  ),
});
export type Held = v.InferOutput<typeof heldSchema>;

/** A version of a link that is not the chain's: both are kept. Seen by command only. */
export const forkSchema = v.object({
  chain: uuidSchema,
  seq: v.number(),
  hash: sha256Schema,
  raw: v.string(),
  receivedAt: momentSchema,
});
export type Fork = v.InferOutput<typeof forkSchema>;

/** A chain that cannot go on by itself, or could not: what forked off it, what was refused, and its successor once it is closed. */
export const stuckChainSchema = v.object({
  chain: uuidSchema,
  device: uuidSchema,
  seq: v.number(),
  forks: v.number(),
  refused: v.number(),
  closedAt: v.nullable(momentSchema),
  successor: v.nullable(uuidSchema),
});
export type StuckChain = v.InferOutput<typeof stuckChainSchema>;
/** A record whose personal parts nobody can open any more, by its event id. Seen by command and by the phone that wrote it. */
export const pulledErasureSchema = v.object({
  event: uuidSchema,
  chain: uuidSchema,
  seq: v.number(),
  at: momentSchema,
  because: v.picklist(codesOf(erasureReasons)),
});
export type PulledErasure = v.InferOutput<typeof pulledErasureSchema>;
/** A legal text that the office signed, by `id/version`. Every version stays: records cite the one they were made under. */
export const signedLegalTextSchema = v.object({
  text: legalTextSchema,
  /** 1 for the first signing of this text. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Of the canonical text. */
  sha256: sha256Schema,
  signedBy: signatorySchema,
  event: uuidSchema,
  /** By the signing desk's clock, and by the hub's when it came. */
  signedAt: momentSchema,
  receivedAt: momentSchema,
});
export type SignedLegalText = v.InferOutput<typeof signedLegalTextSchema>;

/** A notice or order that the office signed, by `id/version`; its bytes travel as a rulebook does. Seen by command only. */
export const signedRulebookChangeSchema = v.object({
  id: v.string(),
  version: v.string(),
  sha256: sha256Schema,
  signedBy: signatorySchema,
  event: uuidSchema,
  signedAt: momentSchema,
  receivedAt: momentSchema,
});
export type SignedRulebookChange = v.InferOutput<typeof signedRulebookChangeSchema>;

export const changeSchema = v.variant('entity', [
  change('event', pulledEventSchema),
  change('custody', pulledCustodySchema),
  change('alarm', alarmSchema),
  change('station', stationSchema),
  change('device', deviceSchema),
  change('package', packageChangeSchema),
  change('rejudgement', rejudgementSchema),
  change('case', caseFileSchema),
  change('case-status', caseStatusSchema),
  change('remark', remarkSchema),
  change('held', heldSchema),
  change('fork', forkSchema),
  change('chain', stuckChainSchema),
  change('erasure', pulledErasureSchema),
  change('legal-text', signedLegalTextSchema),
  change('rulebook', signedRulebookChangeSchema),
  change('permit', issuedPermitSchema),
  change('incident', incidentSchema),
  change('gate', gateFileSchema),
  change('pass', registeredPassSchema),
]);
export type Change = v.InferOutput<typeof changeSchema>;

/** A change of an entity this build does not know: stored as it is, shown to nobody, never dropped. */
export const unknownChangeSchema = v.object({
  n: v.number(),
  entity: v.string(),
  key: v.string(),
  at: momentSchema,
  body: v.unknown(),
});

export const pullAnswerSchema = v.object({
  v: v.literal(1),
  epoch: uuidSchema,
  /** Digest of role and area. Another scope than the cursor's: the hub starts over and says `restarted`. */
  scope: sha256Schema,
  restarted: v.boolean(),
  changes: v.array(unknownChangeSchema),
  /** Opaque to clients; hand it back. */
  cursor: v.string(),
  more: v.boolean(),
  time: momentSchema,
});
export type PullAnswer = v.InferOutput<typeof pullAnswerSchema>;
