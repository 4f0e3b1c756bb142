import type { Permit } from '../../domain/permit/permit.ts';
import { isStanding, permitToRow } from '../../protocol/permit.ts';
import { permitOf, readPermits } from '../custody/permit-rows.ts';
import type { Queryable } from '../ports.ts';

/** The permits a phone that has heard of everything judges by. */
export async function permitsToJudge(db: Queryable): Promise<Permit[]> {
  return (await readPermits(db)).map((row) => permitToRow(permitOf(row))).filter(isStanding);
}
