import * as v from 'valibot';

/** What gateways publish and hear: the contract's MQTT payloads. */

export const maxMessageBytes = 8 * 1024;

const seconds = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(120));

/** One SenML record (RFC 8428). Base fields apply to it and all that follow. Times in Unix seconds. */
export const senmlRecordSchema = v.object({
  bn: v.optional(name),
  bt: v.optional(seconds),
  bu: v.optional(name),
  n: v.optional(name),
  u: v.optional(name),
  t: v.optional(seconds),
  v: v.optional(v.pipe(v.number(), v.finite())),
  vs: v.optional(v.pipe(v.string(), v.maxLength(200))),
  vb: v.optional(v.boolean()),
});
export type SenmlRecord = v.InferOutput<typeof senmlRecordSchema>;

/** One message of a gateway. `(gateway, boot, seq)` names it for ever; `h` 1 marks history sent after an outage. */
export const telemetrySchema = v.object({
  v: v.literal(1),
  boot: whole,
  seq: whole,
  sent: seconds,
  h: v.picklist([0, 1]),
  e: v.pipe(v.array(senmlRecordSchema), v.minLength(1), v.maxLength(200)),
});
export type Telemetry = v.InferOutput<typeof telemetrySchema>;

/** A sensor's own alarm: the same envelope, `e` holding the readings that raised it. */
export const sensorAlarmSchema = v.object({
  ...telemetrySchema.entries,
  alarm: v.object({ kind: v.literal('smoke'), on: v.boolean() }),
});
export type SensorAlarm = v.InferOutput<typeof sensorAlarmSchema>;

export const gatewayStateSchema = v.object({
  online: v.boolean(),
  boot: v.optional(whole),
  head: v.optional(whole),
  oldest: v.optional(v.object({ boot: whole, seq: whole })),
  fw: v.optional(v.pipe(v.string(), v.maxLength(40))),
});
export type GatewayState = v.InferOutput<typeof gatewayStateSchema>;

/** What the hub lacks, to be sent again. */
const backfillSchema = v.object({ backfill: v.object({ boot: whole, from: whole, to: whole }) });
/** The hub has not taken all that came: nothing more for so long, then on from what is not acknowledged. */
const slowSchema = v.object({ slow: v.object({ retryAfterMs: whole }) });
/**
 * What was set aside since the last such message, never to be sent again: by its number, or by the SHA-256 of its bytes where that
 * could not be read. Nothing of its content. `more`: so many besides these.
 */
const refusedSchema = v.object({
  refused: v.array(
    v.object({
      /** A code; a gateway takes one that it does not know for some reason or other. */
      reason: v.string(),
      boot: v.optional(whole),
      seq: v.optional(whole),
      sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    }),
  ),
  more: whole,
});
export const commandSchema = v.union([backfillSchema, slowSchema, refusedSchema]);
export type Backfill = v.InferOutput<typeof backfillSchema>['backfill'];
export type RefusedNotice = v.InferOutput<typeof refusedSchema>;
export type Slow = v.InferOutput<typeof slowSchema>['slow'];
/** Every seq of that boot up to `upTo` is stored or quarantined on the hub's disk. */
export const ackSchema = v.object({ boot: whole, upTo: whole });
export type Ack = v.InferOutput<typeof ackSchema>;

/** A SenML pack resolved: station (base name without its colon), quantity, value, unit, measured Unix ms. */
export interface Reading {
  readonly station: string;
  readonly name: string;
  readonly unit: string | null;
  readonly value: number | boolean | string;
  readonly measuredAt: number;
}

/**
 * Resolves a SenML pack (RFC 8428 §4.6) to readings, in order. A record without a value is left out.
 * Times below 2^28 are relative to now by the RFC; here they count from `sentSeconds`.
 */
export function resolveSenml(records: readonly SenmlRecord[], sentSeconds: number): Reading[] {
  let [baseName, baseTime, baseUnit] = ['', 0, null as string | null];
  const readings: Reading[] = [];
  for (const record of records) {
    baseName = record.bn ?? baseName;
    baseTime = record.bt ?? baseTime;
    baseUnit = record.bu ?? baseUnit;
    const value = record.v ?? record.vb ?? record.vs;
    if (value === undefined) continue;
    const time = baseTime + (record.t ?? 0);
    const full = `${baseName}${record.n ?? ''}`;
    const colon = full.lastIndexOf(':');
    readings.push({
      station: full.slice(0, Math.max(colon, 0)),
      name: full.slice(colon + 1),
      unit: record.u ?? baseUnit,
      value,
      measuredAt: Math.round((time < 2 ** 28 ? sentSeconds + time : time) * 1000),
    });
  }
  return readings;
}

const gatewayName = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const gatewayIdSchema = v.pipe(v.string(), v.regex(gatewayName, 'not a gateway id'));

/** The topics of the contract. */
export const topics = {
  root: 'hulin/v1',
  telemetry: (gateway: string) => `hulin/v1/${gateway}/tel`,
  alarm: (gateway: string) => `hulin/v1/${gateway}/alarm`,
  state: (gateway: string) => `hulin/v1/${gateway}/state`,
  command: (gateway: string) => `hulin/v1/${gateway}/cmd`,
  ack: (gateway: string) => `hulin/v1/${gateway}/ack`,
} as const;

export type GatewayLeaf = 'tel' | 'alarm' | 'state' | 'cmd' | 'ack';

/** Splits `hulin/v1/{gateway}/{leaf}`; null for any other topic, `live` ones too. */
export function readGatewayTopic(topic: string): { gateway: string; leaf: GatewayLeaf } | null {
  const match = /^hulin\/v1\/([a-z0-9][a-z0-9-]{0,39})\/(tel|alarm|state|cmd|ack)$/.exec(topic);
  if (!match || match[1] === 'live') return null;
  return { gateway: match[1] as string, leaf: match[2] as GatewayLeaf };
}
