import * as v from 'valibot';
import type { HulinEvent } from './event.ts';
import { amendmentBodySchema, noteBodySchema, type Remark, voidingBodySchema } from './remark.ts';

/** What an event says about an earlier record; null when it is no remark, or not of the agreed form. `toAt`: when the hub received it. */
export function readRemark(event: HulinEvent, toAt: number | null): Remark | null {
  const said = readBody(event);
  if (!said) return null;
  const { id, person, at, parts } = event;
  const named = parts.map(({ sha256, role, type, bytes }) => ({ sha256, role, type, bytes }));
  return { event: id, person, fromAt: at.seen, toAt, parts: named, ...said };
}

function readBody({ kind, schema, body }: HulinEvent): Pick<Remark, 'about' | 'kind' | 'changes' | 'reason'> | null {
  if (schema !== 1) return null;
  if (kind === 'note') {
    const note = v.safeParse(noteBodySchema, body);
    return note.success ? { kind, about: note.output.about, changes: {}, reason: null } : null;
  }
  if (kind === 'amendment') {
    const amendment = v.safeParse(amendmentBodySchema, body);
    return amendment.success ? { kind, ...amendment.output, reason: null } : null;
  }
  const voiding = kind === 'voiding' ? v.safeParse(voidingBodySchema, body) : null;
  return voiding?.success ? { kind: 'voiding', ...voiding.output, changes: {} } : null;
}
