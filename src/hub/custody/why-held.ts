import * as v from 'valibot';
import { eventKinds, type HeldReason, type Role } from '../../domain/shared/codes.ts';
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

const acknowledgers: readonly string[] = ['administrator', 'commander'] satisfies Role[];

/**
 * Why an event with a valid signature and link is kept but not used; null when it is used. The first line that applies, applies.
 *
 * | Question                                                      | → |
 * |---------------------------------------------------------------|---|
 * | Is the device revoked?                                        | device-revoked |
 * | Is the chain closed?                                          | chain-closed |
 * | Is the kind not in codes.ts?                                  | unknown-kind |
 * | Has this build no validator for kind and schema?              | unknown-schema |
 * | Does the body fail it?                                        | invalid-body |
 * | Has the person no grant on this device that held at the time? | unknown-person |
 * | Is it an acknowledgement by neither commander nor administrator? | not-allowed |
 */
export function whyHeld(event: HulinEvent, author: AuthorState, now: number): HeldReason | null {
  if (author.isRevoked) return 'device-revoked';
  if (author.isClosed) return 'chain-closed';
  if (!Object.hasOwn(eventKinds, event.kind)) return 'unknown-kind';
  const known = `${event.kind}/${event.schema}`;
  if (!isKnownBody(known)) return 'unknown-schema';
  if (!v.is(bodySchemas[known], event.body)) return 'invalid-body';
  const grants = author.grants.filter((grant) => grant.person === event.person && heldAt(grant, event, now));
  if (grants.length === 0) return 'unknown-person';
  if (event.kind === 'acknowledgement' && !grants.some(({ role }) => acknowledgers.includes(role)))
    return 'not-allowed';
  return null;
}

function isKnownBody(name: string): name is KnownBody {
  return Object.hasOwn(bodySchemas, name);
}

/** The event lies between the newest hub time its device knew and now: a grant that held in between will do. */
function heldAt({ fromAt, toAt }: HeldGrant, { at }: HulinEvent, now: number): boolean {
  return fromAt <= now && (toAt === null || toAt > Math.min(at.seen ?? now, now));
}
