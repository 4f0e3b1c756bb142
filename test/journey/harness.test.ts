import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { BrowserProfile } from './support/browser-profile.ts';

const page = `<!doctype html><p>here</p><script>
  fetch('https://page.example/').catch(() => {});
  new WebSocket('ws://socket.example/');
  new Worker('/worker.js');
</script>`;
const worker = "fetch('http://worker.example/').catch(() => {});";
const reachesHub = () =>
  fetch('/').then(
    () => true,
    () => false,
  );

test.describe('what the journeys stand on', () => {
  let site: Server;
  let profile: BrowserProfile;

  test.beforeEach(async () => {
    site = createServer(({ url }, answer) => {
      const script = url === '/worker.js';
      answer.setHeader('content-type', script ? 'text/javascript' : 'text/html; charset=utf-8');
      answer.end(script ? worker : page);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const hub = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    profile = await BrowserProfile.create({ hub, width: 360, height: 740, timeZone: 'America/Los_Angeles' });
  });

  test.afterEach(async () => {
    await profile.dispose();
    site.closeAllConnections();
    site.close();
  });

  test('every attempt to leave the origin is seen, from pages, sockets and workers', async () => {
    await profile.open();
    await expect.poll(() => profile.network.strayed.length).toBeGreaterThanOrEqual(3);
    const hosts = profile.network.strayed.map((where) => /(?:http:\/\/)?([\w.]+)/.exec(where)?.[1]);
    expect(new Set(hosts)).toEqual(new Set(['page.example', 'socket.example', 'worker.example']));
  });

  test('a killed browser opens again with what its profile held', async () => {
    const first = await profile.open();
    await first.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('kept', 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
          opening.onerror = reject;
          opening.onsuccess = () => {
            const writing = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
            writing.objectStore('rows').put('a row', 1);
            writing.oncomplete = resolve;
          };
        }),
    );
    await profile.kill();
    const again = await profile.open();
    const names = await again.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    expect(names).toEqual(['kept']);
  });

  test('signal can be lost and found', async () => {
    const here = await profile.open();
    expect(await here.evaluate(reachesHub)).toBe(true);
    await profile.network.loseSignal();
    expect(await here.evaluate(reachesHub)).toBe(false);
    await profile.network.findSignal();
    expect(await here.evaluate(reachesHub)).toBe(true);
  });

  test('the phone stands in its own time zone, its clock as wrong as told', async () => {
    profile.clock = { shiftMs: 3_600_000 };
    const here = await profile.open();
    const { shift, zone } = await here.evaluate(
      (now) => ({ shift: Date.now() - now, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone }),
      Date.now(),
    );
    expect(Math.abs(shift - 3_600_000)).toBeLessThan(10_000);
    expect(zone).toBe('America/Los_Angeles');
  });
});
