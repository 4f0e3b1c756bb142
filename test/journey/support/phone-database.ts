import type { Page } from '@playwright/test';

/** The rows of one table of the phone's database, as the browser gives them; only what JSON can carry. */
export function phoneRows<Row>(page: Page, table: string): Promise<Row[]> {
  return page.evaluate(
    (name) =>
      new Promise<Row[]>((resolve, reject) => {
        const opening = indexedDB.open('hulin');
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction(name).objectStore(name).getAll();
          reading.onerror = () => reject(reading.error ?? new Error('not read'));
          reading.onsuccess = () => {
            database.close();
            resolve(JSON.parse(JSON.stringify(reading.result)) as Row[]);
          };
        };
      }),
    table,
  );
}

/** All that the phone's database holds, by table, as text, but for where the phone was meanwhile. Keys are not to be read. */
export function phoneContent(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('refused'));
      });
    const database = await settled(indexedDB.open('hulin'));
    const content: Record<string, string> = {};
    for (const table of [...database.objectStoreNames].filter((name) => name !== 'positions')) {
      const rows = await settled(database.transaction(table).objectStore(table).getAll());
      content[table] = JSON.stringify(rows, (_key, value: unknown) =>
        value instanceof Uint8Array ? value.join() : value,
      );
    }
    database.close();
    return content;
  });
}
