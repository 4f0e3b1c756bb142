// The plain reference's server: HTTP, one SQLite file with synchronous=FULL. Prints its port. `node reference-server.mjs FOLDER`.
import { join } from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import { readBody, sendJson, serve } from './http.mjs';

const database = new Database(join(process.argv[2], 'reference.sqlite'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`
  create table record (dataset text, n integer, id text, body text, primary key (dataset, id)) without rowid;
  create unique index record_n on record (dataset, n);
  create table photo (dataset text, id text, bytes blob, primary key (dataset, id));`);

const newest = database.prepare('select coalesce(max(n), 0) as n from record where dataset = ?');
const insert = database.prepare('insert or ignore into record (dataset, n, id, body) values (?, ?, ?, ?)');
const page = database.prepare('select n, id, body from record where dataset = ? and n > ? order by n limit ?');
const insertPhoto = database.prepare('insert or ignore into photo (dataset, id, bytes) values (?, ?, ?)');

/** On disk when it returns. */
const store = database.transaction((dataset, records) => {
  let { n } = newest.get(dataset);
  for (const { id, body } of records) insert.run(dataset, (n += 1), id, JSON.stringify(body));
});

serve(handle);

async function handle(request, answer) {
  const url = new URL(request.url, 'http://here');
  const [, dataset, what, id] = url.pathname.split('/');
  if (!what) return answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
  const sent = await readBody(request);
  if (request.method === 'POST') {
    const records = JSON.parse(sent.toString('utf8'));
    store(dataset, records);
    return sendJson(answer, { stored: records.map((record) => record.id) });
  }
  if (request.method === 'PUT') {
    insertPhoto.run(dataset, id, sent);
    return sendJson(answer, { stored: id });
  }
  const limit = Number(url.searchParams.get('limit'));
  const rows = page.all(dataset, Number(url.searchParams.get('after')), limit);
  const records = rows.map(({ n, id: name, body }) => ({ n, id: name, body: JSON.parse(body) }));
  return sendJson(answer, { records, more: rows.length === limit });
}
