import * as v from 'valibot';
import {
  alarmRules,
  alarmStatuses,
  codesOf,
  deviceStatuses,
  stationKinds,
  stationStatuses,
  verdictKinds,
  verdictReasons,
} from '../domain/shared/codes.ts';
import { packageChangeSchema } from './current-packages.ts';
import { grantSchema } from './enrolment.ts';
import { sentEventSchema, uuidSchema } from './event.ts';
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
});
export type Station = v.InferOutput<typeof stationSchema>;

/** A device and who has it. Seen by command only. */
export const deviceSchema = v.object({
  id: uuidSchema,
  kid: v.string(),
  chain: uuidSchema,
  status: v.picklist(codesOf(deviceStatuses)),
  grants: v.array(grantSchema),
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

export const changeSchema = v.variant('entity', [
  change('event', pulledEventSchema),
  change('custody', pulledCustodySchema),
  change('alarm', alarmSchema),
  change('station', stationSchema),
  change('device', deviceSchema),
  change('package', packageChangeSchema),
  change('rejudgement', rejudgementSchema),
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
