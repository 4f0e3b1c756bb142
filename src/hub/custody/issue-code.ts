import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Role } from '../../domain/shared/codes.ts';
import { sha256Hex, toBase64url } from '../../protocol/bytes.ts';
import type { Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import type { HubSigner } from './hub-signer.ts';
import { recordChanges } from './record-change.ts';

/** An enrolment code is worth something for ten minutes. */
export const codeLifeMs = 10 * 60_000;

/** Who is to be enrolled, and who says so; `issuedBy` null: the hub itself at its start. */
export interface CodeDraft {
  readonly name: string;
  readonly role: Role;
  readonly area: string;
  readonly issuedBy: string | null;
}

export interface IssuedCode {
  readonly code: string;
  readonly person: string;
  readonly expiresAt: number;
}

/** Makes a person and a one-time code for them. The code itself is kept nowhere, its hash is. Call it inside a transaction of its own. */
export async function issueCode(tx: Queryable, keys: HubSigner, now: number, draft: CodeDraft): Promise<IssuedCode> {
  const { name, role, area, issuedBy } = draft;
  const code = toBase64url(randomBytes(16));
  const person = uuidv7();
  const expiresAt = now + codeLifeMs;
  const appended = await appendHubEvent(tx, keys, now, {
    kind: 'grant',
    schema: 1,
    body: { step: 'offered', person, role, area, expiresAt },
    ...(issuedBy !== null && { person: issuedBy }),
  });
  await tx.query('insert into person (id, name, created_at) values ($1, $2, $3)', [person, name, now]);
  await tx.query(
    `insert into enrolment_code (code_hash, person, role, area, issued_at, issued_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [await sha256Hex(code), person, role, area, now, issuedBy, expiresAt],
  );
  await recordChanges(tx, now, [appended.change]);
  return { code, person, expiresAt };
}
