import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../../device-sim/start-gateway.ts';
import { eventually } from '../support/eventually.ts';

let folder: string;
let broker: InstanceType<typeof Aedes>;
let server: Server;
const sockets = new Set<Socket>();
/** Once true the broker takes every message and answers none. */
let isDumb: boolean;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hulin-stopping-'));
  isDumb = false;
  broker = await Aedes.createBroker({ authorizePublish: (_client, _packet, done) => isDumb || done() });
  server = createServer((socket) => {
    sockets.add(socket);
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

async function connected(): Promise<Gateway> {
  const { port } = server.address() as { port: number };
  const gateway = startGateway({ url: `mqtt://127.0.0.1:${port}`, id: 'gw-a', secret: '', folder, retryMs: 50 });
  await eventually(
    () => gateway.connected,
    (up) => up,
  );
  return gateway;
}

const draft = { leaf: 'tel' as const, e: [{ bn: 's:', bt: 1_790_000_000, n: 'smoke', v: 0.1 }] };

it('a gateway that is stopped twice closes no file of anybody else', async () => {
  const gateway = await connected();
  await gateway.stop();
  // The lowest free descriptor is given out next: the journal's.
  const others = Array.from({ length: 8 }, (_, index) => openSync(join(folder, `other-${index}`), 'w'));
  await gateway.stop();
  for (const other of others) expect(writeSync(other, 'still open')).toBe(10);
  for (const other of others) closeSync(other);
});

it('a gateway stops within seconds though the broker answers nothing any more', async () => {
  const gateway = await connected();
  isDumb = true;
  for (let count = 0; count < 3; count++) await gateway.record(draft);
  await gateway.stop();
  expect(gateway.journal.pendingCount()).toBe(3);
}, 15_000);

it('a gateway stops within seconds though the line breaks while it says goodbye', async () => {
  const gateway = await connected();
  isDumb = true;
  await gateway.record(draft);
  const stopping = gateway.stop();
  for (const socket of sockets) socket.destroy();
  await stopping;
}, 15_000);
