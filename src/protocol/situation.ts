import * as v from 'valibot';
import { nonceSchema } from './custody.ts';
import { uuidSchema } from './event.ts';
import { momentSchema, sha256Schema } from './signed.ts';

/** In one request. */
export const mostPositions = 500;

/** Body of `POST /api/v1/positions`, device-signed: a ranger's positions on patrol. Not chained; the newest wins. */
export const positionSchema = v.object({
  takenAt: momentSchema,
  lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  accuracyMeters: v.pipe(v.number(), v.minValue(0), v.maxValue(1e6)),
});
export const positionsSchema = v.object({
  v: v.literal(1),
  positions: v.pipe(v.array(positionSchema), v.minLength(1), v.maxLength(mostPositions)),
});
export type Position = v.InferOutput<typeof positionSchema>;

/** One quantity a station reported last: `name` and `unit` as in SenML, measured by the station, sent by its gateway, received by the hub. */
export const latestReadingSchema = v.object({
  station: v.string(),
  name: v.string(),
  unit: v.nullable(v.string()),
  value: v.union([v.number(), v.boolean(), v.string()]),
  measuredAt: momentSchema,
  /** Null from before the hub kept it here. */
  sentAt: v.optional(v.nullable(momentSchema), null),
  receivedAt: momentSchema,
});
export type LatestReading = v.InferOutput<typeof latestReadingSchema>;

/**
 * The answer to `GET /api/v1/situation`: what changes too often for the change table. `positions` are empty for all but command.
 * A position's `receivedAt` is the hub's; its age is counted from `takenAt` corrected to hub time.
 */
export const situationSchema = v.object({
  v: v.literal(1),
  time: momentSchema,
  positions: v.array(
    v.object({
      device: uuidSchema,
      person: v.string(),
      role: v.string(),
      ...positionSchema.entries,
      receivedAt: momentSchema,
      /** Where the ranger went into and out of the ban area within a day, reckoned from the positions received, by the phone's clock. */
      crossings: v.optional(v.array(v.object({ kind: v.picklist(['enter', 'leave']), at: momentSchema })), []),
    }),
  ),
  readings: v.array(latestReadingSchema),
});
export type Situation = v.InferOutput<typeof situationSchema>;

/** Body of `POST /api/v1/openings` (command's session): read one sealed part. Logged; answered `no-store` with the plaintext. */
export const openingSchema = v.object({
  event: uuidSchema,
  part: sha256Schema,
  reason: v.optional(v.pipe(v.string(), v.maxLength(200))),
});

/** Raw text of the signed answer to `POST /api/v1/positions`. */
export const positionsAnswerSchema = v.object({
  v: v.literal(1),
  request: sha256Schema,
  kept: v.number(),
  time: momentSchema,
  nonce: nonceSchema,
});
export type PositionsAnswer = v.InferOutput<typeof positionsAnswerSchema>;
