import type { HubUnderTest } from './hub-under-test.ts';

/** Something that happens once, and what makes it happen. */
export function aSignal(): [Promise<void>, () => void] {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, give];
}

/** Resolves when a transaction waits for the change table, or has had a second to do without waiting. */
export async function somebodyWaits({ database }: HubUnderTest): Promise<void> {
  for (let tried = 0; tried < 50; tried += 1) {
    const waiting = await database.query(
      `select 1 from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
