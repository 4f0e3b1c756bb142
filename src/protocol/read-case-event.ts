import * as v from 'valibot';
import type { CaseSaid } from '../domain/casework/case-said.ts';
import type { Origin } from '../domain/workflow/workflow-file.ts';
import { caseStepBodySchema, conflictSettlementBodySchema } from './casework.ts';
import type { HulinEvent } from './event.ts';
import { unknownBase } from './workflow.ts';

/** What an event says about a case; null when it is about none, or not of the agreed form. `toAt`: when the hub received it, null before. */
export function readCaseEvent(event: HulinEvent, toAt: number | null): CaseSaid | null {
  const { id, chain, person, at, body, base = unknownBase } = event;
  const origin: Origin = { event: id, chain, person, fromAt: at.seen, toAt };
  const name = `${event.kind}/${event.schema}`;
  if (name === 'case-step/1') {
    const step = v.safeParse(caseStepBodySchema, body);
    if (!step.success) return null;
    const { violation, changes } = step.output;
    return { kind: 'step', violation, command: { origin, base, changes } };
  }
  const settled = name === 'conflict-settlement/1' ? v.safeParse(conflictSettlementBodySchema, body) : null;
  if (!settled?.success) return null;
  const { violation, field, stands, over } = settled.output;
  return { kind: 'settlement', violation, settlement: { origin, field, stands, over } };
}
