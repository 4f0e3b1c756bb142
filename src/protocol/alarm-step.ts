import * as v from 'valibot';
import type { AlarmStep } from '../domain/alarm/take-alarm-step.ts';
import { closingReasons, shelvingReasons, verifications } from '../domain/shared/alarm-codes.ts';
import { codesOf } from '../domain/shared/codes.ts';
import { momentSchema, uuidSchema } from './signed.ts';

/** What travels of people's work on alarms: the body of a command, and an alarm's file, as the hub tells it. */

const assigneeSchema = v.nullable(uuidSchema);
const shelvingSchema = v.nullable(v.object({ until: momentSchema, because: v.picklist(codesOf(shelvingReasons)) }));
const verificationSchema = v.picklist(codesOf(verifications));
const closingSchema = v.nullable(v.picklist(codesOf(closingReasons)));

/** Body of a step of an alarm, schema 1. The event's `base` is the alarm's version its author had before him. */
export const alarmStepBodySchema = v.pipe(
  v.object({
    alarm: uuidSchema,
    changes: v.strictObject({
      assignee: v.exactOptional(assigneeSchema),
      shelving: v.exactOptional(shelvingSchema),
      verification: v.exactOptional(verificationSchema),
      closing: v.exactOptional(closingSchema),
    }),
  }),
  v.check(({ changes }) => Object.keys(changes).length > 0, 'changes nothing'),
);
export type AlarmStepBody = v.InferOutput<typeof alarmStepBodySchema>;

const entryEntries = {
  event: uuidSchema,
  chain: uuidSchema,
  person: uuidSchema,
  fromAt: v.nullable(momentSchema),
  toAt: momentSchema,
  version: v.number(),
  state: v.picklist(['stands', 'past', 'claim', 'overruled']),
};

/** What people did about one alarm. Persisted by the hub as it is: changing this breaks stored data. */
export const alarmFileSchema = v.object({
  entries: v.array(
    v.variant('field', [
      v.object({ ...entryEntries, field: v.literal('assignee'), value: assigneeSchema }),
      v.object({ ...entryEntries, field: v.literal('shelving'), value: shelvingSchema }),
      v.object({ ...entryEntries, field: v.literal('verification'), value: verificationSchema }),
      v.object({ ...entryEntries, field: v.literal('closing'), value: closingSchema }),
    ]),
  ),
  /** Version at which sensors last showed more; not in files of older hubs. */
  grown: v.exactOptional(v.number()),
});

interface StepEvent {
  readonly id: string;
  readonly chain: string;
  readonly person: string;
  readonly kind: string;
  readonly schema: number;
  readonly base?: number | undefined;
  readonly at: { readonly seen: number | null };
  readonly body: Record<string, unknown>;
}

/** What an event does about an alarm; null when it is another kind, or not of the agreed form. One without a base has seen nothing. */
export function readAlarmStep(event: StepEvent, toAt: number): { alarm: string; step: AlarmStep } | null {
  if (event.kind !== 'alarm-step' || event.schema !== 1) return null;
  const body = v.safeParse(alarmStepBodySchema, event.body);
  if (!body.success) return null;
  const { id, chain, person, at, base = 0 } = event;
  const origin = { event: id, chain, person, fromAt: at.seen, toAt };
  return { alarm: body.output.alarm, step: { origin, base, changes: body.output.changes } };
}
