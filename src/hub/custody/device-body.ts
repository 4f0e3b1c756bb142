import * as v from 'valibot';
import type { DeviceStatus, Role } from '../../domain/shared/codes.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import { revocationBodySchema } from '../../protocol/evidence/hub-bodies.ts';
import type { Device } from '../../protocol/pull.ts';
import type { Queryable } from '../ports.ts';
import type { ChangeDraft } from './record-change.ts';

interface GrantRow extends Record<string, unknown> {
  readonly id: string;
  readonly device: string;
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  readonly area: string;
  readonly from_at: number;
  readonly to_at: number | null;
}

const selectGrants = `select g.id, g.device, g.person, p.name, g.role, g.area, g.from_at, g.to_at
  from device_grant g join person p on p.id = g.person`;

/** All grants of a device, newest last. */
export async function grantsOfDevice(db: Queryable, device: string): Promise<Grant[]> {
  const rows = await db.query<GrantRow>(`${selectGrants} where g.device = $1 order by g.from_at, g.id`, [device]);
  return rows.map(toGrant);
}

export async function grantById(db: Queryable, id: string): Promise<Grant | null> {
  const [row] = await db.query<GrantRow>(`${selectGrants} where g.id = $1`, [id]);
  return row ? toGrant(row) : null;
}

function toGrant({ id, device, person, name, role, area, from_at: fromAt, to_at: toAt }: GrantRow): Grant {
  return { id, device, person: { id: person, name }, role, area, fromAt, toAt };
}

/** From when on a revoked device was out of its owner's hands, the earliest that was told; null: nobody said so. */
export async function lostFromOf(db: Queryable, device: string): Promise<number | null> {
  const rows = await db.query<{ raw: string }>("select raw from event where kind = 'revocation' and raw like $1", [
    `%${device}%`,
  ]);
  const said = rows.map(({ raw }) => v.safeParse(v.pipe(v.string(), v.parseJson(), revocationSchema), raw));
  const moments = said.flatMap((read) => (read.success ? (read.output.body.lostFrom ?? []) : []));
  return moments.length > 0 ? Math.min(...moments) : null;
}

const revocationSchema = v.object({ body: revocationBodySchema });

async function lostOf(tx: Queryable, device: string): Promise<Device['lost'] | null> {
  const fromAt = await lostFromOf(tx, device);
  if (fromAt === null) return null;
  const chains = await tx.query<{ id: string }>('select id from chain where device = $1 order by opened_at', [device]);
  return { fromAt, chains: chains.map(({ id }) => id) };
}

/** A device as command sees it, as a change. */
export async function deviceChange(tx: Queryable, id: string): Promise<ChangeDraft> {
  const [row] = await tx.query<{ kid: string; status: DeviceStatus; chain: string }>(
    `select d.kid, d.status, c.id as chain from device d join chain c on c.device = d.id
      where d.id = $1 order by (c.closed_at is null) desc, c.opened_at desc limit 1`,
    [id],
  );
  if (!row) throw new Error('a device without a chain');
  const lost = row.status === 'revoked' ? await lostOf(tx, id) : null;
  const body: Device = { id, ...row, grants: await grantsOfDevice(tx, id), ...(lost && { lost }) };
  return { entity: 'device', key: id, audience: 'desk', chain: row.chain, area: '*', body };
}
