// The plain way, as many write it: an MQTT client that puts each message with its readings into SQLite in a transaction of its own
// (WAL, synchronous FULL: committed means on disk), then says `/ack`. Arguments: the broker's port, the database file.
import process from 'node:process';
import mqtt from 'mqtt';
import Database from '../peers/node_modules/better-sqlite3/lib/index.js';

const [port, file] = process.argv.slice(2);
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`create table message (gateway text, boot integer, seq integer, sent real, received integer, primary key (gateway, boot, seq)) without rowid;
  create table reading (station text, name text, unit text, value, measured real, gateway text, boot integer, seq integer);
  create index reading_by_station on reading (station, name, measured);`);
const addMessage = db.prepare('insert or ignore into message values (?, ?, ?, ?, ?)');
const addReading = db.prepare('insert into reading values (?, ?, ?, ?, ?, ?, ?, ?)');

const store = db.transaction((gateway, { boot, seq, sent, e }) => {
  if (addMessage.run(gateway, boot, seq, sent, Date.now()).changes === 0) return;
  let [station, measured] = ['', 0];
  for (const { bn, bt, n, u, v } of e) {
    station = bn?.replace(/:$/, '') ?? station;
    measured = bt ?? measured;
    addReading.run(station, n, u, v, measured, gateway, boot, seq);
  }
});

const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
client.on('message', (topic, payload) => {
  const gateway = topic.split('/')[2];
  const message = JSON.parse(payload.toString());
  store(gateway, message);
  client.publish(`hulin/v1/${gateway}/ack`, JSON.stringify({ boot: message.boot, upTo: message.seq }), { qos: 1 });
});
await client.subscribeAsync('hulin/v1/+/tel', { qos: 1 });
process.send?.('ready');
process.once('disconnect', () => process.exit());
