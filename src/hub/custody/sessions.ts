import { randomBytes } from 'node:crypto';
import type { Role } from '../../domain/shared/codes.ts';
import { sha256Hex, toBase64url } from '../../protocol/bytes.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import type { Queryable } from '../ports.ts';
import { grantById } from './device-body.ts';

/** A challenge is good for one answer within a minute. */
export const challengeLifeMs = 60_000;
/** A session ends after half a day; a device key makes the next one without anybody noticing. */
export const sessionLifeMs = 12 * 3_600_000;
export const sessionCookie = 'hulin-session';

/** Who is asking, as the session's grant says. */
export interface Session extends Record<string, unknown> {
  readonly tokenHash: string;
  readonly device: string;
  readonly kid: string;
  readonly chain: string;
  readonly grant: string;
  readonly person: string;
  readonly role: Role;
  readonly area: string;
}

/** Makes a one-use nonce for a device to sign; only its hash is kept. */
export async function issueChallenge(db: Queryable, kid: string, now: number): Promise<string> {
  const nonce = toBase64url(randomBytes(24));
  await db.query('delete from challenge where expires_at <= $1', [now]);
  await db.query('insert into challenge (nonce_hash, kid, expires_at) values ($1, $2, $3)', [
    ...[await sha256Hex(nonce), kid, now + challengeLifeMs],
  ]);
  return nonce;
}

/** Uses a challenge up. False when it was never issued to this key, is used already or too old. */
export async function spendChallenge(db: Queryable, nonce: string, kid: string, now: number): Promise<boolean> {
  const rows = await db.query<{ kid: string; expires_at: number }>(
    'delete from challenge where nonce_hash = $1 and kid = $2 returning expires_at',
    [await sha256Hex(nonce), kid],
  );
  return rows.some((row) => now < row.expires_at);
}

/** Opens a session under the grant asked for, else the newest that holds now; null when the device has none. The token is given out once, its hash kept. */
export async function openSession(
  db: Queryable,
  device: string,
  now: number,
  wanted: string | null = null,
): Promise<{ token: string; grant: Grant; expiresAt: number } | null> {
  const [row] = await db.query<{ id: string }>(
    `select id from device_grant where device = $1 and from_at <= $2 and (to_at is null or to_at > $2) and id = coalesce($3, id)
      order by from_at desc, id desc limit 1`,
    [device, now, wanted],
  );
  const grant = row ? await grantById(db, row.id) : null;
  if (!grant) return null;
  const token = toBase64url(randomBytes(32));
  const expiresAt = now + sessionLifeMs;
  await db.query(
    'insert into session (token_hash, device, device_grant, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [await sha256Hex(token), device, grant.id, now, expiresAt],
  );
  return { token, grant, expiresAt };
}

/** The session behind a cookie's token; null when it ended, expired, its device was revoked or its grant is over. */
export async function findSession(db: Queryable, token: string, now: number): Promise<Session | null> {
  const [row] = await db.query<Session>(
    `select s.token_hash as "tokenHash", s.device, d.kid, g.id as grant, g.person, g.role, g.area,
            (select c.id from chain c where c.device = d.id order by (c.closed_at is null) desc, c.opened_at desc limit 1) as chain
       from session s join device d on d.id = s.device join device_grant g on g.id = s.device_grant
      where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and d.status = 'active'
        and g.from_at <= $2 and (g.to_at is null or g.to_at > $2)`,
    [await sha256Hex(token), now],
  );
  return row ?? null;
}

export async function endSession(db: Queryable, tokenHash: string, now: number): Promise<void> {
  await db.query('update session set ended_at = $2 where token_hash = $1 and ended_at is null', [tokenHash, now]);
}

/** Whether a grant sees what command sees. */
export function isDesk(role: string): boolean {
  return role === 'administrator' || role === 'commander';
}
