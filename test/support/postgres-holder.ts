import { openDatabase } from '../../src/hub/store/database.ts';
import { startEmbeddedPostgres } from '../../src/hub/store/embedded-postgres.ts';

/** A process to be killed: runs PostgreSQL on the folder it is given and prints each number once its row is committed. */
const server = await startEmbeddedPostgres({ folder: process.argv[2] ?? '', log: (line) => console.error(line) });
const database = await openDatabase(server.url);
await database.query('create table if not exists kept (n integer primary key)');
console.log(`server ${server.pid}`);
for (let n = 1; ; n += 1) {
  await database.query('insert into kept values ($1)', [n]);
  console.log(`kept ${n}`);
}
