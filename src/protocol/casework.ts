import * as v from 'valibot';
import { caseFields, caseOutcomes, caseSteps } from '../domain/shared/case-codes.ts';
import { codesOf } from '../domain/shared/codes.ts';
import { uuidSchema } from './signed.ts';
import { choiceEntries, entryEntries, writtenChoiceSchema } from './workflow.ts';

/** What travels of cases: the bodies of the commands, and a case whole, as the hub tells the desks. */

const civilDateSchema = v.pipe(v.string(), v.isoDate());
const stepSchema = v.picklist(codesOf(caseSteps));
const statusSchema = v.object({ step: stepSchema, on: v.nullable(civilDateSchema) });
const officersSchema = v.pipe(
  v.array(v.object({ person: uuidSchema, certificate: v.pipe(v.string(), v.maxLength(40)) })),
  v.maxLength(4),
);
const outcomeSchema = v.picklist(codesOf(caseOutcomes));

/** Body of a case step, schema 1. The event's `base` is the case's version its author had before him; it has to be there. */
export const caseStepBodySchema = v.pipe(
  v.object({
    violation: uuidSchema,
    changes: v.object({
      status: v.exactOptional(v.object({ step: stepSchema, on: civilDateSchema })),
      officers: v.exactOptional(v.pipe(officersSchema, v.minLength(1))),
      decision: v.exactOptional(outcomeSchema),
    }),
  }),
  v.check(({ changes }) => Object.keys(changes).length > 0, 'changes nothing'),
);
export type CaseStepBody = v.InferOutput<typeof caseStepBodySchema>;

/** Body of a conflict settlement, schema 1: whose value stands (an event's id; null: what stood before anybody's), and over whose. */
export const conflictSettlementBodySchema = v.object({ violation: uuidSchema, ...choiceEntries(codesOf(caseFields)) });
export type ConflictSettlementBody = v.InferOutput<typeof conflictSettlementBodySchema>;

/** One case, whole. Persisted by the hub as it is: changing this breaks stored data. Seen by command only. */
export const caseFileSchema = v.object({
  violation: uuidSchema,
  version: v.number(),
  entries: v.array(
    v.variant('field', [
      v.object({ ...entryEntries, field: v.literal('status'), value: statusSchema }),
      v.object({ ...entryEntries, field: v.literal('officers'), value: officersSchema }),
      v.object({ ...entryEntries, field: v.literal('decision'), value: v.nullable(outcomeSchema) }),
    ]),
  ),
  settlements: v.array(writtenChoiceSchema(codesOf(caseFields))),
});

/** How far the case of a record has come: all that its author's phone is told. */
export const caseStatusSchema = v.object({ violation: uuidSchema, ...statusSchema.entries });
export type PulledCaseStatus = v.InferOutput<typeof caseStatusSchema>;
