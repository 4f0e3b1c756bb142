import { msg, str } from '@lit/localize';
import { type EventKind, eventKinds } from '../../domain/shared/codes.ts';
import { type HeldReason, heldReasons } from '../../domain/shared/held-codes.ts';
import { sayTerm } from '../locales/language.ts';

/** What kind of event; one this build does not know keeps its own name, as it was sent. */
export function sayKind(kind: string): string {
  return kind in eventKinds ? sayTerm(eventKinds[kind as EventKind]) : msg(str`unknown kind “${kind}”`);
}

/** Why a decision did not come to stand, and what to do. */
export function sayDecisionRefusal(detail: string): string {
  if (detail === 'no-network') return msg('The hub cannot be reached: nothing was decided. Try again.');
  if (detail === 'unknown-person')
    return msg('The person has no grant on this device yet. Enrol the person on it, then decide.');
  if (detail in heldReasons) {
    const because = sayTerm(heldReasons[detail as HeldReason]);
    return msg(str`It cannot be used yet: ${because}`);
  }
  return msg('The hub refused. Nothing was decided.');
}

/** Signed text made readable; text that is no JSON stays as it is. */
export function layOutRaw(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw; // shown exactly as it came
  }
}
