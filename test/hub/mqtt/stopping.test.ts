import { once } from 'node:events';
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayBroker, startGatewayBroker } from '../../../src/hub/mqtt/gateway-broker.ts';
import { hashSecret } from '../../../src/hub/mqtt/gateway-secret.ts';
import { startIngest } from '../../../src/hub/mqtt/ingest.ts';
import type { Database } from '../../../src/hub/ports.ts';
import { eventually } from '../../support/eventually.ts';
import { aSmokeMessage, Field, secret } from './field.ts';

let field: Field;
const sockets: Socket[] = [];
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await field.close();
});

/** How long it takes; on a busy machine far below what waiting for ever means. */
async function took(work: Promise<unknown>): Promise<number> {
  const startedAt = Date.now();
  await work;
  return Date.now() - startedAt;
}
const seconds = 15_000;

async function rawSocket(port: number, allowHalfOpen = false): Promise<Socket> {
  const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen });
  sockets.push(socket);
  socket.on('error', () => undefined); // the other side ends it
  await once(socket, 'connect');
  return socket;
}

/** CONNECT and SUBSCRIBE to its acks, after which this client reads nothing more. */
async function clientThatNeverReads(id: string): Promise<Socket> {
  const socket = await rawSocket(field.broker.port);
  const text = (value: string) => [0, value.length, ...Buffer.from(value)];
  const packet = (first: number, body: number[]) => Buffer.from([first, body.length, ...body]);
  socket.write(packet(0x10, [...text('MQTT'), 4, 0xc2, 0, 0, ...text('raw'), ...text(id), ...text(secret)]));
  await once(socket, 'data');
  socket.write(packet(0x82, [0, 1, ...text(`hulin/v1/${id}/ack`), 1]));
  await once(socket, 'data');
  socket.pause();
  return socket;
}

describe('the embedded broker', () => {
  it('closes within seconds with a client that says nothing, one that is half closed and one that reads nothing', async () => {
    await field.ingest();
    await rawSocket(field.broker.port);
    (await rawSocket(field.broker.port, true)).end();
    await clientThatNeverReads('gw-a');
    expect(await took(field.broker.close())).toBeLessThan(seconds);
  });

  it('closes within seconds with a client that never finishes its TLS handshake', async () => {
    const { broker, port } = await aTlsBroker();
    await rawSocket(port);
    expect(await took(broker.close())).toBeLessThan(seconds);
  });

  it('lets nobody wait for a client that does not read, and cuts it off', async () => {
    const stuck = await clientThatNeverReads('gw-a');
    const closed = once(stuck, 'close');
    const { login, url } = field.broker;
    const hub = await mqtt.connectAsync(url, { ...login, reconnectPeriod: 0 });
    const other = await mqtt.connectAsync(url, { username: 'gw-b', password: secret, reconnectPeriod: 0 });
    await other.subscribeAsync('hulin/v1/gw-b/ack', { qos: 1 });
    let heard = 0;
    other.on('message', () => heard++);
    const payload = Buffer.alloc(60_000, 'x');
    for (let count = 0; count < 300; count++) hub.publish('hulin/v1/gw-a/ack', payload, { qos: 1 });
    hub.publish('hulin/v1/gw-b/ack', '{"boot":1,"upTo":1}', { qos: 1 });
    await eventually(
      () => heard,
      (count) => count === 1,
    );
    stuck.resume();
    await closed;
    hub.end(true);
    other.end(true);
  });
});

describe('ingest', () => {
  it('stops within seconds though the broker never acknowledges its acks', async () => {
    const dumb = await aDumbBroker();
    const ingest = await field.ingest({ url: dumb.url });
    await dumb.publish(aSmokeMessage({}));
    await eventually(
      () => ingest.counts.stored,
      (stored) => stored === 1,
    );
    expect(await took(ingest.stop())).toBeLessThan(seconds);
    await dumb.close();
  });

  it('stops within seconds though the broker is gone and its acks with it', async () => {
    const dumb = await aDumbBroker();
    const ingest = await field.ingest({ url: dumb.url });
    await dumb.publish(aSmokeMessage({}));
    await eventually(
      () => ingest.counts.stored,
      (stored) => stored === 1,
    );
    await dumb.close();
    await eventually(
      () => ingest.listeningSince(),
      (since) => since === null,
    );
    expect(await took(ingest.stop())).toBeLessThan(seconds);
  });

  it('stops within seconds though the database answers nothing', async () => {
    const { database } = field;
    const stuck: Database = { ...database, transaction: () => new Promise(() => undefined) };
    const ingest = startIngest({
      ...{ url: field.broker.url, login: field.broker.login, database: stuck, keys: field.keys },
      ...{ clock: { now: () => Date.now() }, onProblem: () => undefined },
    });
    await ingest.ready;
    const client = await mqtt.connectAsync(field.broker.url, { username: 'gw-a', password: secret });
    await client.publishAsync('hulin/v1/gw-a/tel', aSmokeMessage({}), { qos: 1 });
    await eventually(
      () => ingest.counts.received,
      (received) => received === 1,
    );
    expect(await took(ingest.stop())).toBeLessThan(seconds);
    client.end(true);
  });
});

interface DumbBroker {
  readonly url: string;
  /** To whoever has subscribed. */
  publish(payload: string): Promise<void>;
  close(): Promise<void>;
}

/** A broker that delivers and never acknowledges what its clients publish. */
async function aDumbBroker(): Promise<DumbBroker> {
  const broker = await Aedes.createBroker({ authorizePublish: () => undefined });
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const packet = { cmd: 'publish' as const, topic: 'hulin/v1/gw-a/tel', qos: 1 as const, dup: false, retain: false };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    publish: (payload) =>
      new Promise((resolve, reject) => {
        broker.publish({ ...packet, payload }, (problem) => (problem ? reject(problem) : resolve()));
      }),
    close: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function aTlsBroker(): Promise<{ broker: GatewayBroker; port: number }> {
  const broker = await startGatewayBroker({
    ...{ host: '127.0.0.1', port: 0, observerPassword: 'x', tls: { cert: '', key: '' } },
    findGateway: () => hashSecret(secret),
    ...{ onRefused: () => undefined, onProblem: () => undefined },
  });
  return { broker, port: broker.port };
}
