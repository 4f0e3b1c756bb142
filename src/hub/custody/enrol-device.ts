import { uuidv7 } from 'uuidv7';
import { sha256Hex } from '../../protocol/bytes.ts';
import type { EnrolmentAnswer, EnrolmentRequest, Grant } from '../../protocol/enrolment.ts';
import { thumbprint } from '../../protocol/signed.ts';
import type { Database, HubClock, Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import { deviceChange, grantById } from './device-body.ts';
import { deviceByKid } from './find-device.ts';
import type { HubSigner } from './hub-signer.ts';
import { recordChanges } from './record-change.ts';

interface CodeRow extends Record<string, unknown> {
  readonly code_hash: string;
  readonly person: string;
  readonly role: string;
  readonly area: string;
  readonly issued_by: string | null;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly device: string | null;
}

export type Enrolled = Pick<EnrolmentAnswer, 'device' | 'chain' | 'grant' | 'epoch' | 'time'>;

export type EnrolOutcome =
  | ({ readonly ok: true } & Enrolled)
  | { readonly ok: false; readonly because: 'code-unknown' | 'code-used' | 'code-expired' | 'device-revoked' };

export interface EnrolTools {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
}

/**
 * Takes a code up with a key; the caller has checked the proof of possession. The same code with the same key gets the same
 * answer for ever (the first may have been lost); a key enrolled already gets a further grant on its own chain.
 *
 * | Code known? | Used?       | Expired? | → |
 * |-------------|-------------|----------|---|
 * | no          | –           | –        | code-unknown |
 * | yes         | by this key | –        | the same answer |
 * | yes         | by another  | –        | code-used |
 * | yes         | no          | yes      | code-expired |
 * | yes         | no          | no       | enrolled |
 */
export async function enrolDevice(tools: EnrolTools, request: EnrolmentRequest): Promise<EnrolOutcome> {
  const codeHash = await sha256Hex(request.code);
  const kid = await thumbprint(request.key);
  return tools.database.transaction(async (tx) => {
    // The hub's chain first, as everywhere: two enrolments must not wait for each other.
    await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
    const [code] = await tx.query<CodeRow>('select * from enrolment_code where code_hash = $1 for update', [codeHash]);
    const now = tools.clock.now();
    if (!code) return { ok: false, because: 'code-unknown' };
    if (code.used_at !== null) return repeatAnswer(tx, code, kid);
    if (now >= code.expires_at) return { ok: false, because: 'code-expired' };
    return takeUp(tx, tools.keys, now, code, request, kid);
  });
}

async function repeatAnswer(tx: Queryable, code: CodeRow, kid: string): Promise<EnrolOutcome> {
  const device = await deviceByKid(tx, kid);
  if (!device || device.id !== code.device) return { ok: false, because: 'code-used' };
  const [row] = await tx.query<{ grant_id: string; chain: string; epoch: string }>(
    `select g.id as grant_id, c.id as chain, h.epoch from device_grant g join chain c on c.device = g.device cross join hub h
      where g.device = $1 and g.person = $2 and g.from_at = $3 order by c.opened_at limit 1`,
    [device.id, code.person, code.used_at],
  );
  if (!row || code.used_at === null) throw new Error('a used code without its grant');
  const grant = await requireGrant(tx, row.grant_id);
  return { ok: true, device: device.id, chain: row.chain, grant, epoch: row.epoch, time: code.used_at };
}

async function takeUp(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  code: CodeRow,
  { key }: EnrolmentRequest,
  kid: string,
): Promise<EnrolOutcome> {
  const known = await deviceByKid(tx, kid);
  if (known && known.status !== 'active') return { ok: false, because: 'device-revoked' };
  const device = known?.id ?? uuidv7();
  const chain = known?.chain ?? uuidv7();
  const grantId = uuidv7();
  const { person, role, area } = code;
  const appended = await appendHubEvent(tx, keys, now, {
    kind: 'grant',
    schema: 1,
    body: { step: 'taken', grant: grantId, device, kid, chain, person, role, area },
    ...(code.issued_by !== null && { person: code.issued_by }),
  });
  if (!known) await insertDevice(tx, now, { device, kid, key, chain });
  await tx.query('insert into device_grant (id, device, person, role, area, from_at) values ($1, $2, $3, $4, $5, $6)', [
    grantId,
    device,
    person,
    role,
    area,
    now,
  ]);
  await tx.query('update enrolment_code set used_at = $2, device = $3 where code_hash = $1', [
    code.code_hash,
    now,
    device,
  ]);
  const grant = await requireGrant(tx, grantId);
  const [hub] = await tx.query<{ epoch: string }>('select epoch from hub');
  if (!hub) throw new Error('the database is not set up');
  await recordChanges(tx, now, [appended.change, await deviceChange(tx, device)]);
  return { ok: true, device, chain, grant, epoch: hub.epoch, time: now };
}

async function insertDevice(
  tx: Queryable,
  now: number,
  { device, kid, key, chain }: { device: string; kid: string; key: EnrolmentRequest['key']; chain: string },
): Promise<void> {
  await tx.query('insert into device (id, kid, jwk, enrolled_at) values ($1, $2, $3, $4)', [
    ...[device, kid, JSON.stringify(key), now],
  ]);
  await tx.query('insert into chain (id, device, opened_at) values ($1, $2, $3)', [chain, device, now]);
}

async function requireGrant(tx: Queryable, id: string): Promise<Grant> {
  const grant = await grantById(tx, id);
  if (!grant) throw new Error('the grant is gone');
  return grant;
}
