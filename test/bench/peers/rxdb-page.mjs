// RxDB in the browser over its Dexie storage with strict durability, replicating by HTTP.
import { createRxDatabase } from 'rxdb/plugins/core';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { aRecord, somePhoto } from '../sync/some-records.ts';

const batchSize = 500;
const photoBatchSize = 10;
const recordSchema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 60 },
    n: { type: 'number', minimum: 0, maximum: 10_000_000, multipleOf: 1 },
    body: { type: 'object' },
  },
  required: ['id', 'n', 'body'],
  indexes: ['n'],
};
/** Bytes travel as base64 in the document: the HTTP replication's handlers carry JSON. */
const photoSchema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 60 }, data: { type: 'string' } },
  required: ['id', 'data'],
};

let base = '';
let opened = null;

globalThis.benchPage = {
  async begin({ dataset }) {
    base = `/${dataset}`;
    opened = await open();
  },

  async seed(count) {
    for (let from = 0; from < count; from += 1000) {
      const rows = Array.from({ length: Math.min(1000, count - from) }, (_, index) => documentOf(from + index + 1));
      const { error } = await opened.records.bulkInsert(rows);
      if (error.length > 0) throw new Error('not stored');
    }
  },

  push: () => replicate(opened.records, base, { push: pusher(base, batchSize) }),
  pull: () => replicate(opened.records, base, { pull: puller(base) }),

  async seedPhotos(count, bytes) {
    for (let number = 1; number <= count; number += 1)
      await opened.photos.insert({ id: `photo-${number}`, data: base64Of(somePhoto(bytes)) });
  },

  pushPhotos: () => replicate(opened.photos, `${base}-photos`, { push: pusher(`${base}-photos`, photoBatchSize) }),

  async write(count) {
    const times = [];
    for (let number = 1; number <= count; number += 1) {
      const startedAt = performance.now();
      await opened.records.insert(documentOf(1_000_000 + number));
      times.push(performance.now() - startedAt);
    }
    return { plain: times };
  },

  async list() {
    const startedAt = performance.now();
    opened ??= await open();
    const openedAt = performance.now();
    const rows = await opened.records.find({ sort: [{ n: 'desc' }], limit: 50 }).exec();
    return { openMs: openedAt - startedAt, queryMs: performance.now() - openedAt, rows: rows.length };
  },

  count: () => opened.records.count().exec(),
};

async function open() {
  const storage = getRxStorageDexie({ chromeTransactionDurability: 'strict' });
  const database = await createRxDatabase({ name: 'records', storage, multiInstance: false });
  const { records, photos } = await database.addCollections({
    records: { schema: recordSchema },
    photos: { schema: photoSchema },
  });
  return { records, photos };
}

async function replicate(collection, name, handlers) {
  const startedAt = performance.now();
  const state = replicateRxCollection({ collection, replicationIdentifier: name, live: false, ...handlers });
  const failing = new Promise((_resolve, reject) => state.error$.subscribe(reject));
  await Promise.race([state.awaitInitialReplication(), failing]);
  const ms = performance.now() - startedAt;
  await state.cancel();
  return ms;
}

function pusher(place, size) {
  const handler = async (rows) => (await fetch(`${place}/push`, { method: 'POST', body: JSON.stringify(rows) })).json();
  return { handler, batchSize: size };
}

function puller(place) {
  const handler = async (last, limit) => (await fetch(`${place}/pull?n=${last?.n ?? 0}&limit=${limit}`)).json();
  return { handler, batchSize };
}

function documentOf(n) {
  const { id, ...body } = aRecord(n);
  return { id, n, body };
}

function base64Of(bytes) {
  let text = '';
  for (let from = 0; from < bytes.length; from += 0x8000)
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  return btoa(text);
}
