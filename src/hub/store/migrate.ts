import { createHash } from 'node:crypto';
import type { Database, Queryable } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { type Migration, migrations as ours } from './migrations.ts';

/**
 * Brings the schema up to this build's, all in one transaction; safe when two hubs start at once. A `StartProblem` when the database
 * was migrated by a newer build, or by a migration whose text has been changed since.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = ours): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.migration]);
    await tx.query(
      'create table if not exists schema_migration (number integer primary key, sha256 text not null, applied_at timestamptz not null default now())',
    );
    const applied = await readApplied(tx);
    for (const number of applied.keys()) refuseUnknown(number, migrations);
    for (const migration of migrations) await apply(tx, migration, applied.get(migration.number));
  });
}

async function readApplied(tx: Queryable): Promise<Map<number, string>> {
  const rows = await tx.query<{ number: number; sha256: string }>('select number, sha256 from schema_migration');
  return new Map(rows.map(({ number, sha256 }) => [number, sha256]));
}

function refuseUnknown(number: number, migrations: readonly Migration[]): void {
  if (migrations.some((migration) => migration.number === number)) return;
  throw new StartProblem(`the database has migration ${number}, which this hub does not know: start a newer hub`);
}

async function apply(tx: Queryable, { number, sql }: Migration, appliedHash: string | undefined): Promise<void> {
  const sha256 = createHash('sha256').update(sql).digest('hex');
  if (appliedHash === sha256) return;
  if (appliedHash) throw new StartProblem(`migration ${number} was changed after this database had applied it`);
  await tx.query(sql);
  await tx.query('insert into schema_migration (number, sha256) values ($1, $2)', [number, sha256]);
}
