// The plain reference in the browser: Dexie with strict durability, an outbox flag, `fetch`.
import Dexie from 'dexie';
import { aRecord, somePhoto } from '../sync/some-records.ts';

const batch = 200;
const pageRows = 500;
const database = new Dexie('reference', { chromeTransactionDurability: 'strict' });
database.version(1).stores({ records: 'id, n, sent', photos: 'id, sent', photoBytes: 'id', cursor: 'only' });
let base = '';

globalThis.benchPage = {
  async begin({ dataset }) {
    base = `/${dataset}`;
    await database.open();
  },

  async seed(count) {
    for (let from = 0; from < count; from += 1000) {
      const rows = Array.from({ length: Math.min(1000, count - from) }, (_, index) => rowOf(from + index + 1));
      await database.records.bulkAdd(rows);
    }
  },

  async push() {
    const startedAt = performance.now();
    for (;;) {
      const rows = await database.records.where('sent').equals(0).limit(batch).toArray();
      if (rows.length === 0) return performance.now() - startedAt;
      const sent = JSON.stringify(rows.map(({ id, body }) => ({ id, body })));
      const { stored } = await ask('records', { method: 'POST', body: sent });
      const confirmed = new Set(stored);
      await database.records.bulkPut(rows.filter(({ id }) => confirmed.has(id)).map((row) => ({ ...row, sent: 1 })));
    }
  },

  async pull() {
    const startedAt = performance.now();
    for (let after = 0, more = true; more; ) {
      const page = await ask(`records?after=${after}&limit=${pageRows}`, {});
      after = page.records.at(-1)?.n ?? after;
      more = page.more;
      await database.transaction('rw', database.records, database.cursor, async () => {
        await database.records.bulkPut(page.records.map((row) => ({ ...row, sent: 1 })));
        await database.cursor.put({ only: 1, after });
      });
    }
    return performance.now() - startedAt;
  },

  async seedPhotos(count, bytes) {
    for (let number = 1; number <= count; number += 1) {
      await database.photoBytes.add({ id: `photo-${number}`, bytes: somePhoto(bytes) });
      await database.photos.add({ id: `photo-${number}`, sent: 0 });
    }
  },

  async pushPhotos() {
    const startedAt = performance.now();
    for (const photo of await database.photos.where('sent').equals(0).toArray()) {
      const { bytes } = await database.photoBytes.get(photo.id);
      await ask(`photos/${photo.id}`, { method: 'PUT', body: bytes });
      await database.photos.put({ ...photo, sent: 1 });
    }
    return performance.now() - startedAt;
  },

  async write(count) {
    const times = [];
    for (let number = 1; number <= count; number += 1) {
      const startedAt = performance.now();
      await database.records.add(rowOf(1_000_000 + number));
      times.push(performance.now() - startedAt);
    }
    return { plain: times };
  },

  async list() {
    const startedAt = performance.now();
    await database.open();
    const openedAt = performance.now();
    const rows = await database.records.orderBy('n').reverse().limit(50).toArray();
    return { openMs: openedAt - startedAt, queryMs: performance.now() - openedAt, rows: rows.length };
  },

  count: () => database.records.count(),
};

function rowOf(n) {
  const { id, ...body } = aRecord(n);
  return { id, n, sent: 0, body };
}

async function ask(path, init) {
  const response = await fetch(`${base}/${path}`, init);
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}
