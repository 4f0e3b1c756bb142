import type { PublicJwk } from '../../protocol/signed.ts';
import type { Queryable } from '../ports.ts';

/** An enrolled device with the chain it writes. */
export interface EnrolledDevice extends Record<string, unknown> {
  readonly id: string;
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly status: string;
  readonly chain: string;
}

const select = `select d.id, d.kid, d.jwk, d.status, c.id as chain from device d join chain c on c.device = d.id`;

/** By the thumbprint of its key, with its newest chain. */
export async function deviceByKid(db: Queryable, kid: string): Promise<EnrolledDevice | null> {
  const [row] = await db.query<EnrolledDevice>(
    `${select} where d.kid = $1 order by (c.closed_at is null) desc, c.opened_at desc limit 1`,
    [kid],
  );
  return row ?? null;
}

/** Whoever writes this chain; null for an unknown chain and for the hub's own. */
export async function authorOfChain(db: Queryable, chain: string): Promise<EnrolledDevice | null> {
  const [row] = await db.query<EnrolledDevice>(`${select} where c.id = $1`, [chain]);
  return row ?? null;
}
