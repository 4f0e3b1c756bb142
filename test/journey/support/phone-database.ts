import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/** Which of the words stand in any row of any table of the phone's database, bytes read as UTF-8 too. */
export function wordsInPhoneDatabase(page: Page, words: readonly string[]): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const texts: string[] = [];
    const read = async (value: unknown): Promise<void> => {
      if (typeof value === 'string') texts.push(value);
      else if (value instanceof Blob) texts.push(await value.text());
      else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) texts.push(new TextDecoder().decode(value));
      else if (Array.isArray(value)) for (const one of value) await read(one);
      else if (value !== null && typeof value === 'object')
        for (const [key, one] of Object.entries(value)) await read([key, one]);
    };
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
      });
      for (const store of database.objectStoreNames) {
        const reading = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve, reject) => {
          reading.onsuccess = resolve;
          reading.onerror = () => reject(reading.error ?? new Error('not read'));
        });
        await read(reading.result);
      }
      database.close();
    }
    return wanted.filter((word) => texts.some((text) => text.includes(word)));
  }, words);
}

/** Files below a folder that hold one of the words, in UTF-8 or UTF-16, as `path: word`. */
export function filesThatHold(folder: string, words: readonly string[]): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.flatMap((path) => {
    const full = join(folder, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (!stat?.isFile()) return [];
    const bytes = readFileSync(full);
    const holds = (word: string) => bytes.includes(word, 0, 'utf8') || bytes.includes(word, 0, 'utf16le');
    return words.filter(holds).map((word) => `${path}: ${word}`);
  });
}
