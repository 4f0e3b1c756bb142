import * as v from 'valibot';
import { codesOf } from '../domain/shared/codes.ts';
import { incidentKinds, incidentVerdicts } from '../domain/shared/incident-codes.ts';
import { momentSchema, uuidSchema } from './signed.ts';

/** A decision names at most so many members on one side. */
export const mostNamedMembers = 500;

const membersSchema = v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(mostNamedMembers));

/**
 * Body of a decision about an incident, schema 1. It names alarms and sightings by their ids, so that it means the same however they
 * stand together by then. `undo` names the event of an earlier decision. Persisted: changing this breaks stored data.
 */
export const incidentStepBodySchema = v.variant('deed', [
  v.object({ deed: v.literal('verify'), members: membersSchema, verdict: v.picklist(codesOf(incidentVerdicts)) }),
  v.object({ deed: v.literal('merge'), these: membersSchema, those: membersSchema }),
  v.object({ deed: v.literal('split'), these: membersSchema, those: membersSchema }),
  v.object({ deed: v.literal('undo'), step: uuidSchema }),
]);
export type IncidentStepBody = v.InferOutput<typeof incidentStepBodySchema>;

const placeSchema = v.object({ lon: v.number(), lat: v.number(), radiusMeters: v.number() });

/**
 * One incident, whole, as of a change. Seen by command only. Without members it is there no more: it goes on under its `successor`, if
 * any. Persisted by the hub as it is: changing this breaks stored data.
 */
export const incidentSchema = v.object({
  id: uuidSchema,
  version: v.number(),
  kind: v.picklist(codesOf(incidentKinds)),
  members: v.array(
    v.object({
      id: uuidSchema,
      kind: v.picklist(['alarm', 'sighting']),
      fromAt: momentSchema,
      toAt: v.nullable(momentSchema),
      place: v.nullable(placeSchema),
    }),
  ),
  fromAt: momentSchema,
  /** Null while any of it lasts. */
  toAt: v.nullable(momentSchema),
  place: v.nullable(placeSchema),
  verdict: v.picklist(codesOf(incidentVerdicts)),
  /** The permit that explains all of it. */
  permit: v.nullable(uuidSchema),
  /** What was decided by hand, in the hub's order. */
  steps: v.array(
    v.object({
      event: uuidSchema,
      person: uuidSchema,
      at: momentSchema,
      said: incidentStepBodySchema,
      isUndone: v.boolean(),
    }),
  ),
  successor: v.nullable(uuidSchema),
});
export type PulledIncident = v.InferOutput<typeof incidentSchema>;
