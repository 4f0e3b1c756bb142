// A hub's ear at a broker in a process of its own, to be killed: node --import tsx ingest-child.ts DATABASE_URL BROKER_URL
import process from 'node:process';
import { startIngest } from '../../src/hub/mqtt/ingest.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { generateDeviceKey, signText, thumbprint, toPublicJwk } from '../../src/protocol/signed.ts';

const [databaseUrl = '', url = ''] = process.argv.slice(2);
const { privateKey, publicKey } = await generateDeviceKey();
const kid = await thumbprint(await toPublicJwk(publicKey));
const ingest = startIngest({
  ...{ url, database: await openDatabase(databaseUrl), clock: { now: () => Date.now() }, gapMs: 200 },
  keys: { sign: (purpose, raw) => signText(purpose, raw, privateKey, kid) },
  onProblem: (problem) => console.error(String(problem)),
});
await ingest.ready;
process.send?.('listening');
