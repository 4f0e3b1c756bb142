// PouchDB in the browser, replicating with its own server. Its IndexedDB transactions are made strict by the page's preamble.
import PouchDB from 'pouchdb-browser';
import { aRecord, somePhoto } from '../sync/some-records.ts';

const database = new PouchDB('records', { auto_compaction: false });
const photos = new PouchDB('photos', { auto_compaction: false });
let server = '';

globalThis.benchPage = {
  async begin({ dataset }) {
    server = `${location.origin}/${dataset}`;
    await database.info();
  },

  async seed(count) {
    for (let from = 0; from < count; from += 1000) {
      const documents = Array.from({ length: Math.min(1000, count - from) }, (_, index) =>
        documentOf(from + index + 1),
      );
      const results = await database.bulkDocs(documents);
      if (results.some(({ ok }) => !ok)) throw new Error('not stored');
    }
  },

  async push() {
    const startedAt = performance.now();
    const { ok, doc_write_failures: failures } = await database.replicate.to(server, { batch_size: 500 });
    if (!ok || failures > 0) throw new Error('not replicated');
    return performance.now() - startedAt;
  },

  async pull() {
    const startedAt = performance.now();
    const { ok, doc_write_failures: failures } = await database.replicate.from(server, { batch_size: 500 });
    if (!ok || failures > 0) throw new Error('not replicated');
    return performance.now() - startedAt;
  },

  async seedPhotos(count, bytes) {
    for (let number = 1; number <= count; number += 1) {
      const data = new Blob([somePhoto(bytes)], { type: 'image/jpeg' });
      await photos.put({ _id: `photo-${number}`, _attachments: { photo: { content_type: 'image/jpeg', data } } });
    }
  },

  async pushPhotos() {
    const startedAt = performance.now();
    const { ok, doc_write_failures: failures } = await photos.replicate.to(`${server}-photos`, { batch_size: 10 });
    if (!ok || failures > 0) throw new Error('not replicated');
    return performance.now() - startedAt;
  },

  async write(count) {
    const times = [];
    for (let number = 1; number <= count; number += 1) {
      const startedAt = performance.now();
      await database.put(documentOf(1_000_000 + number));
      times.push(performance.now() - startedAt);
    }
    return { plain: times };
  },

  async list() {
    const startedAt = performance.now();
    await database.info();
    const openedAt = performance.now();
    const { rows } = await database.allDocs({ descending: true, limit: 50, include_docs: true });
    return { openMs: openedAt - startedAt, queryMs: performance.now() - openedAt, rows: rows.length };
  },

  count: async () => (await database.info()).doc_count,
};

/** Named so that their order is that of their making. */
function documentOf(n) {
  const { id, ...body } = aRecord(n);
  return { _id: `${String(n).padStart(8, '0')}-${id}`, body };
}
