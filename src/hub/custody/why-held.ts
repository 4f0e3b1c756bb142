import * as v from 'valibot';
import { type EventKind, eventKinds, type Role } from '../../domain/shared/codes.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import { bodySchemas, type HulinEvent, type KnownBody } from '../../protocol/event.ts';

/** Who may use a device, as far as holding needs to know. */
export interface HeldGrant {
  readonly person: string;
  readonly role: string;
  readonly fromAt: number;
  readonly toAt: number | null;
}

/** The chain and its device at the moment of arrival. */
export interface AuthorState {
  readonly isRevoked: boolean;
  readonly isClosed: boolean;
  readonly grants: readonly HeldGrant[];
}

/** An event with the text it was read from. */
interface SaidEvent {
  readonly event: HulinEvent;
  readonly sent: { readonly raw: string };
}

/** Kinds that not everybody may write. */
const writersByKind: Partial<Record<EventKind, readonly Role[]>> = {
  acknowledgement: ['administrator', 'commander'],
  'alarm-step': ['administrator', 'commander'],
  'case-step': ['administrator', 'commander'],
  'conflict-settlement': ['administrator', 'commander'],
  'incident-step': ['administrator', 'commander'],
  'gate-mode': ['administrator', 'commander', 'gate-keeper'],
  'legal-text': ['administrator', 'commander'],
  rulebook: ['administrator', 'commander'],
  permit: ['administrator', 'commander'],
  'permit-withdrawal': ['administrator', 'commander'],
};

/** In JSON without its escaped backslashes: an escape that is NUL or half a character. PostgreSQL's `jsonb` takes neither. */
const unstorable =
  /\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})/i;

/**
 * Why an event with a valid signature and link is kept but not used; null when it is used. The first line that applies, applies.
 *
 * | Question                                                      | → |
 * |---------------------------------------------------------------|---|
 * | Is the device revoked?                                        | device-revoked |
 * | Is the chain closed?                                          | chain-closed |
 * | Is any of its strings one that no store can hold?             | invalid-body |
 * | Is the kind not in codes.ts?                                  | unknown-kind |
 * | Has this build no validator for kind and schema?              | unknown-schema |
 * | Does the body fail it?                                        | invalid-body |
 * | Has the person no grant on this device that held at the time? | unknown-person |
 * | Is the kind one that this role may not write?                 | not-allowed |
 */
export function whyHeld({ event, sent }: SaidEvent, author: AuthorState, now: number): HeldReason | null {
  if (author.isRevoked) return 'device-revoked';
  if (author.isClosed) return 'chain-closed';
  if (unstorable.test(sent.raw.replaceAll('\\\\', ' '))) return 'invalid-body';
  if (!isKind(event.kind)) return 'unknown-kind';
  const known = `${event.kind}/${event.schema}`;
  if (!isKnownBody(known)) return 'unknown-schema';
  if (!v.is(bodySchemas[known], event.body)) return 'invalid-body';
  const grants = author.grants.filter((grant) => grant.person === event.person && heldAt(grant, event, now));
  if (grants.length === 0) return 'unknown-person';
  return grants.some(({ role }) => mayWrite(role, event)) ? null : 'not-allowed';
}

function mayWrite(role: string, { kind, body }: HulinEvent): boolean {
  const writers: readonly string[] | undefined = isKind(kind) ? writersByKind[kind] : undefined;
  if (kind === 'alarm-step' && role === 'ranger') return onlyVerifies(body);
  return writers === undefined || writers.includes(role);
}

/** Whoever stands there may say whether it burns; the rest of an alarm is command's. */
function onlyVerifies(body: HulinEvent['body']): boolean {
  const step = v.safeParse(bodySchemas['alarm-step/1'], body);
  return step.success && Object.keys(step.output.changes).every((field) => field === 'verification');
}

function isKind(kind: string): kind is EventKind {
  return Object.hasOwn(eventKinds, kind);
}

function isKnownBody(name: string): name is KnownBody {
  return Object.hasOwn(bodySchemas, name);
}

/** The event lies between the newest hub time its device knew and now: a grant that held in between will do. */
function heldAt({ fromAt, toAt }: HeldGrant, { at }: HulinEvent, now: number): boolean {
  return fromAt <= now && (toAt === null || toAt > Math.min(at.seen ?? now, now));
}
