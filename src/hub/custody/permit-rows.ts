import type { IssuedPermit, PermitBody } from '../../protocol/permit.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { ChangeDraft } from './record-change.ts';

/** A row of table permit. */
export interface PermitRow extends Record<string, unknown> {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly version: number;
  readonly body: PermitBody;
  readonly responsible: string | null;
  readonly issued_by: string;
  readonly issued_at: number;
  readonly replaced_by: string | null;
  readonly withdrawn_at: number | null;
  readonly withdrawn_by: string | null;
  readonly withdrawn_reason: string | null;
}

/** These permits and whatever has taken their place, while no other transaction may write any. */
export async function lockPermits(tx: Queryable, ids: readonly string[]): Promise<PermitRow[]> {
  await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.permits]);
  return tx.query<PermitRow>(
    `with recursive named as (
       select * from permit where id = any($1::uuid[])
        union
       select p.* from permit p join named n on p.id = n.replaced_by)
     select * from named`,
    [ids],
  );
}

/** Every permit. */
export function readPermits(db: Queryable): Promise<PermitRow[]> {
  return db.query<PermitRow>('select * from permit order by issued_at, id');
}

export async function insertPermit(tx: Queryable, row: PermitRow): Promise<void> {
  await tx.query(
    `insert into permit (id, chain, seq, version, body, responsible, issued_by, issued_at, replaced_by, withdrawn_at, withdrawn_by, withdrawn_reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[row.id, row.chain, row.seq, row.version, JSON.stringify(row.body), row.responsible, row.issued_by],
      ...[row.issued_at, row.replaced_by, row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason],
    ],
  );
}

export async function updatePermit(tx: Queryable, row: PermitRow): Promise<void> {
  await tx.query(
    `update permit set version = $2, replaced_by = $3, withdrawn_at = $4, withdrawn_by = $5, withdrawn_reason = $6
      where id = $1`,
    [row.id, row.version, row.replaced_by, row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason],
  );
}

export function permitChange(row: PermitRow): ChangeDraft {
  return { entity: 'permit', key: row.id, audience: 'all', chain: null, area: '*', body: permitOf(row) };
}

/** A row as a change carries it. */
export function permitOf(row: PermitRow): IssuedPermit {
  const { withdrawn_at: at, withdrawn_by: person, withdrawn_reason: reason } = row;
  return {
    ...{ id: row.id, version: row.version, permit: row.body },
    issued: { person: row.issued_by, at: row.issued_at },
    responsible: row.responsible,
    replacedBy: row.replaced_by,
    withdrawn: at === null || person === null || reason === null ? null : { person, at, reason },
  };
}
