import * as v from 'valibot';
import { isStanding, issuedPermitSchema, type PermitRow, permitToRow } from '../../protocol/permit.ts';
import type { Live } from '../live.ts';
import type { FirstPulled } from './first-pulled.ts';
import { mapLive } from './live-query.ts';
import { read, remembering } from './read-rows.ts';
import type { PulledRow } from './rows.ts';

/** Every permit the pull ever brought, by their first day. */
export function pulledPermits(store: FirstPulled): Live<readonly PermitRow[]> {
  const readPermit = remembering(permitOf);
  return mapLive(store.watch('permit'), (rows) => read(rows, readPermit).sort(compareDates));
}

/** Those to judge by. */
export function standingPermits(store: FirstPulled): Live<readonly PermitRow[]> {
  return mapLive(pulledPermits(store), (rows) => rows.filter(isStanding));
}

function permitOf({ body }: PulledRow): PermitRow | null {
  const issued = v.safeParse(issuedPermitSchema, body);
  return issued.success ? permitToRow(issued.output) : null;
}

function compareDates(one: PermitRow, other: PermitRow): number {
  return one.fromOn.localeCompare(other.fromOn) || one.issued.at - other.issued.at;
}
