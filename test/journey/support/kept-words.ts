import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** One way a word may lie somewhere; `text` has one character for each byte, or is the word itself. */
interface Form {
  readonly word: string;
  readonly form: string;
  readonly text: string;
}

/** Every form in which somebody could still read a word: as text, as bytes in two encodings, and each of these in Base64 from any byte on. */
export function formsOf(words: readonly string[]): Form[] {
  return words.flatMap((word) => {
    const utf8 = Buffer.from(word, 'utf8');
    const utf16 = Buffer.from(word, 'utf16le');
    const plain = { text: word, 'UTF-8': utf8.toString('latin1'), 'UTF-16': utf16.toString('latin1') };
    const escaped = { 'in a URL': encodeURIComponent(word), hexadecimal: utf8.toString('hex') };
    const base64 = { 'Base64 of UTF-8': utf8, 'Base64 of UTF-16': utf16 };
    return [
      ...Object.entries({ ...plain, ...escaped }).map(([form, text]) => ({ word, form, text })),
      ...Object.entries(base64).flatMap(([form, bytes]) => inBase64(bytes).map((text) => ({ word, form, text }))),
    ];
  });
}

/** The characters that depend on these bytes alone, wherever they begin; with either alphabet. */
function inBase64(bytes: Buffer): string[] {
  const cores = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
  });
  return [...new Set(cores.flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]))];
}

/** Where in what the browser keeps for this origin the words can be read, as `place: word (form)`: databases, caches, storage, cookies, addresses. */
export function wordsKeptInBrowser(page: Page, words: readonly string[]): Promise<string[]> {
  return page.evaluate(async (forms) => {
    const found = new Set<string>();
    const look = (place: string, text: string): void => {
      for (const { word, form, text: wanted } of forms)
        if (text.includes(wanted)) found.add(`${place}: ${word} (${form})`);
    };
    const lookAtBytes = (place: string, bytes: Uint8Array): void => {
      let text = ''; // TextDecoder's latin1 is another encoding
      for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
      look(place, text);
    };
    const walk = async (place: string, value: unknown): Promise<void> => {
      if (typeof value === 'string') look(place, value);
      else if (value instanceof Blob) lookAtBytes(place, new Uint8Array(await value.arrayBuffer()));
      else if (value instanceof ArrayBuffer) lookAtBytes(place, new Uint8Array(value));
      else if (ArrayBuffer.isView(value))
        lookAtBytes(place, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      else if (value !== null && typeof value === 'object')
        for (const [key, one] of Object.entries(value))
          await walk(place, [key, one].every((x) => typeof x === 'string') ? `${key}=${one}` : one);
    };
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('not read'));
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const table of database.objectStoreNames) {
        const store = database.transaction(table).objectStore(table);
        const [rows, keys] = await Promise.all([settled(store.getAll()), settled(store.getAllKeys())]);
        await walk(`${name}/${table}`, [rows, keys]);
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        look(name, request.url);
        const bytes = await (await cache.match(request))?.arrayBuffer();
        lookAtBytes(`${name} ${request.url}`, new Uint8Array(bytes ?? new ArrayBuffer()));
      }
    }
    await walk('storage', [
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      location.href,
      history.state,
    ]);
    for (const { name } of performance.getEntriesByType('resource')) look('addresses', name);
    return [...found];
  }, formsOf(words));
}

/** Files below a folder that hold one of the words in any form, as `path: word (form)`. */
export function filesThatHold(folder: string, words: readonly string[]): string[] {
  if (!existsSync(folder)) throw new Error(`no folder ${folder}`);
  const forms = formsOf(words).filter(({ form }) => form !== 'text'); // files are bytes
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.flatMap((path) => {
    const full = join(folder, path);
    const bytes = readIfThere(full);
    if (!bytes) return [];
    return forms
      .filter(({ text }) => bytes.includes(text, 0, 'latin1'))
      .map(({ word, form }) => `${path}: ${word} (${form})`);
  });
}

/** Null for what is no file, or none any more: a database at work removes some of its own. */
function readIfThere(path: string): Buffer | null {
  try {
    return statSync(path).isFile() ? readFileSync(path) : null;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw problem;
  }
}

/** Which of the words can be read in a text, in any form. */
export function wordsIn(text: string, words: readonly string[]): string[] {
  return formsOf(words)
    .filter((form) => text.includes(form.text))
    .map(({ word, form }) => `${word} (${form})`);
}
