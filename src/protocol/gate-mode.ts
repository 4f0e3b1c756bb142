import * as v from 'valibot';
import type { GateSaid } from '../domain/gate/gate-file.ts';
import { codesOf, type Role } from '../domain/shared/codes.ts';
import { gateFields, gateModeReasons, gateModes } from '../domain/shared/gate-codes.ts';
import type { HulinEvent } from './event.ts';
import { choiceEntries, entryEntries, unknownBase, writtenChoiceSchema } from './workflow.ts';

/** What travels of gates' modes: the bodies of the commands, and a gate's file, as the hub tells it to everybody. */

const gateSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(120));
const settingEntries = {
  mode: v.picklist(codesOf(gateModes)),
  because: v.picklist(codesOf(gateModeReasons)),
  document: v.pipe(v.string(), v.maxLength(80)),
};

/** Body of a change of a gate's mode, schema 1. The event's `base` is the version of the gate's file its author had before him. */
export const gateModeBodySchema = v.object({ gate: gateSchema, ...settingEntries });
export type GateModeBody = v.InferOutput<typeof gateModeBodySchema>;

/** Body of a conflict settlement, schema 2: about a gate's mode. */
export const gateSettlementBodySchema = v.object({ gate: gateSchema, ...choiceEntries(codesOf(gateFields)) });
export type GateSettlementBody = v.InferOutput<typeof gateSettlementBodySchema>;

/** One gate's file, whole. Persisted by the hub as it is: changing this breaks stored data. */
export const gateFileSchema = v.object({
  gate: gateSchema,
  version: v.number(),
  entries: v.array(
    v.object({ ...entryEntries, field: v.picklist(codesOf(gateFields)), value: v.object(settingEntries) }),
  ),
  settlements: v.array(writtenChoiceSchema(codesOf(gateFields))),
});

type SaidEvent = Pick<HulinEvent, 'id' | 'chain' | 'person' | 'kind' | 'schema' | 'at' | 'base' | 'body'>;

/**
 * What an event says about a gate's mode; null when it is about none, or not of the agreed form. `toAt`: when the hub received it, null
 * before. `role`: the author's, null where it is not known.
 */
export function readGateEvent(event: SaidEvent, toAt: number | null, role: Role | null): GateSaid | null {
  const { id, chain, person, at, body, base = unknownBase } = event;
  const origin = { event: id, chain, person, ...(role && { role }), fromAt: at.seen, toAt };
  const name = `${event.kind}/${event.schema}`;
  if (name === 'gate-mode/1') {
    const set = v.safeParse(gateModeBodySchema, body);
    if (!set.success) return null;
    const { gate, ...setting } = set.output;
    return { kind: 'setting', gate, origin, base, setting };
  }
  const settled = name === 'conflict-settlement/2' ? v.safeParse(gateSettlementBodySchema, body) : null;
  if (!settled?.success) return null;
  const { gate, ...choice } = settled.output;
  return { kind: 'settlement', gate, settlement: { origin, ...choice } };
}
