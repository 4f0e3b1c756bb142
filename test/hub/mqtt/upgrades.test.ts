import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RefusedUpgrade, takeUpgrades } from '../../../src/hub/mqtt/take-upgrades.ts';
import { eventually } from '../../support/eventually.ts';

let server: Server;
let port: number;
let take: (waitMs: number) => () => void;
let stop: () => void;
let settle: (answer: { readonly who: string } | RefusedUpgrade) => void;
const opened: string[] = [];
const uncaught: unknown[] = [];
const note = (problem: unknown) => uncaught.push(problem);

beforeEach(async () => {
  process.on('uncaughtException', note);
  opened.length = uncaught.length = 0;
  const answer = new Promise<Parameters<typeof settle>[0]>((resolve) => {
    settle = resolve;
  });
  server = createServer((request, response) => {
    setTimeout(() => response.end(`plain ${request.url} ${'.'.repeat(200_000)}`), request.url === '/slow' ? 50 : 0);
  });
  take = (waitMs) =>
    takeUpgrades<{ readonly who: string }>(server, {
      ...{ path: '/mqtt', waitMs, mostWaiting: 3 },
      admit: () => answer,
      open: (_request, socket, _head, { who }) => {
        opened.push(who);
        if (who === 'a passer-by') return void socket.destroy();
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      },
      onProblem: () => undefined,
    });
  stop = take(300);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  process.off('uncaughtException', note);
  stop();
  await new Promise((resolve) => server.close(resolve)); // hangs when a socket was left
});

/** Asks for an upgrade; the socket, once the request is written. */
async function ask(path: string, protocol: string, more = ''): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  const upgrade = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`;
  await new Promise<void>((resolve) => {
    socket.write(`${more ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nHost: a\r\n${upgrade}${more}\r\n`, () => resolve());
  });
  return socket;
}

const open = () => new Promise<number>((resolve) => server.getConnections((_problem, count) => resolve(count)));

async function isEmpty(): Promise<void> {
  await eventually(open, (count) => count === 0);
  await sleep(10);
  expect(uncaught).toEqual([]);
}

describe('an upgrade', () => {
  it('may be reset on another path', async () => {
    const socket = await ask('/x', 'websocket');
    socket.resetAndDestroy();
    await isEmpty();
  });

  it('may be reset while it is not admitted yet', async () => {
    const socket = await ask('/mqtt', 'websocket');
    await sleep(20);
    socket.resetAndDestroy();
    await sleep(20);
    settle({ who: 'a stranger' });
    await isEmpty();
    expect(opened).toEqual([]);
  });

  it.each([[{ refused: '401 Unauthorized' }], [{ who: 'a ranger' }]])('may be reset after %j', async (given) => {
    settle(given);
    const socket = await ask('/mqtt', 'websocket');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.resetAndDestroy();
    await isEmpty();
  });

  it('ends when nobody admits it, and when the other side stays after a refusal', async () => {
    await ask('/mqtt', 'websocket');
    await isEmpty();
    settle({ refused: '401 Unauthorized' });
    await ask('/mqtt', 'websocket');
    await isEmpty();
  });

  it.each([
    ['/x?y', 'websocket'],
    ['/x?y', 'h2c'],
    ['/mqtt', 'h2c'],
  ])('of %s to %s is answered as the plain request it is', async (path, protocol) => {
    const got = await text(await ask(path, protocol));
    expect(got).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(got).toContain(`plain ${path} ....`);
    expect(got.length).toBeGreaterThan(200_000);
    await isEmpty();
  });

  it('may follow a request whose answer is still on its way', async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined).resume();
    const plain = 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n';
    const upgrade = 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    socket.write(`${plain}${upgrade}`);
    await new Promise((resolve) => socket.once('close', resolve));
    await isEmpty();
  });

  it('that came with a body is refused', async () => {
    expect(await text(await ask('/x', 'h2c', 'Content-Length: 3\r\n'))).toMatch(/^HTTP\/1.1 501 /);
    await isEmpty();
  });

  it('is sent away while too many wait', async () => {
    stop();
    stop = take(30_000); // nobody is sent away for having waited long
    for (let count = 0; count < 3; count++) await ask('/mqtt', 'websocket');
    await eventually(open, (count) => count === 3);
    expect(await text(await ask('/mqtt', 'websocket'))).toBe('');
    await eventually(open, (count) => count === 3);
    settle({ who: 'a passer-by' });
    await isEmpty();
    expect(opened.length).toBe(3);
  });
});
