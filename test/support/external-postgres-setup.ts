import type { TestProject } from 'vitest/node';
import { startExternalPostgres } from './external-postgres.ts';
import { provideTemplate } from './postgres-setup.ts';

/** Vitest's global setup: the same as on the embedded server, on one of the system's packages. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' }; // the data die with the run
  const server = await startExternalPostgres(settings);
  console.log(`PostgreSQL ${server.version} of the system's packages`);
  return provideTemplate(project, server);
}
