import { openDatabase } from '../../src/hub/store/database.ts';

/** The same server's URL with another database. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
}

/** Runs one statement on a server outside any transaction. */
export async function onServer(url: string, statement: string): Promise<void> {
  const admin = await openDatabase(url);
  try {
    await admin.query(statement);
  } finally {
    await admin.close();
  }
}
