// The server side of RxDB's HTTP replication, as its documentation draws it, over SQLite with synchronous=FULL. Prints its port.
import { join } from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import { readBody, sendJson, serve } from './http.mjs';

const database = new Database(join(process.argv[2], 'rxdb.sqlite'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`
  create table document (dataset text, id text, n integer, body text, primary key (dataset, id)) without rowid;
  create unique index document_n on document (dataset, n);`);

const newest = database.prepare('select coalesce(max(n), 0) as n from document where dataset = ?');
const standing = database.prepare('select body from document where dataset = ? and id = ?');
const put = database.prepare('insert or replace into document (dataset, id, n, body) values (?, ?, ?, ?)');
const page = database.prepare('select n, body from document where dataset = ? and n > ? order by n limit ?');

/** Stores what nobody changed meanwhile, answers the rest as conflicts; on disk when it returns. */
const store = database.transaction((dataset, rows) => {
  const conflicts = [];
  let { n } = newest.get(dataset);
  for (const { assumedMasterState, newDocumentState } of rows) {
    const now = standing.get(dataset, newDocumentState.id);
    if (now && now.body !== JSON.stringify(assumedMasterState)) conflicts.push(JSON.parse(now.body));
    else put.run(dataset, newDocumentState.id, (n += 1), JSON.stringify(newDocumentState));
  }
  return conflicts;
});

serve(handle);

async function handle(request, answer) {
  const url = new URL(request.url, 'http://here');
  const [, dataset, what] = url.pathname.split('/');
  if (!what) return answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
  if (what === 'push') return sendJson(answer, store(dataset, JSON.parse((await readBody(request)).toString('utf8'))));
  const after = Number(url.searchParams.get('n'));
  const rows = page.all(dataset, after, Number(url.searchParams.get('limit')));
  const documents = rows.map(({ body }) => JSON.parse(body));
  return sendJson(answer, { documents, checkpoint: { n: rows.at(-1)?.n ?? after } });
}
