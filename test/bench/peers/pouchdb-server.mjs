// PouchDB's own server over LevelDB, each batch synced to disk before it is answered. Prints its port. `node pouchdb-server.mjs FOLDER`.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { serve } from './http.mjs';

const require = createRequire(import.meta.url);
const express = require('express');
const PouchDB = require('pouchdb-node');
const leveldown = require('leveldown');
const folder = process.argv[2];

/** LevelDB as PouchDB opens it, but that nothing is answered before it is on disk: its own default leaves that to the system. */
function syncedLevel(location) {
  const level = leveldown(location);
  for (const name of ['_put', '_del', '_batch']) {
    const before = level[name].bind(level);
    level[name] = (...given) => before(...given.slice(0, -2), { ...given.at(-2), sync: true }, given.at(-1));
  }
  return level;
}
syncedLevel.destroy = leveldown.destroy;

const app = express();
app.get('/blank', (_request, answer) => void answer.type('html').send('<!doctype html>'));
const options = {
  mode: 'minimumForPouchDB',
  overrideMode: {},
  configPath: join(folder, 'config.json'),
  logPath: join(folder, 'log.txt'),
};
app.use('/', require('express-pouchdb')(PouchDB.defaults({ prefix: `${folder}/`, db: syncedLevel }), options));
serve(app);
