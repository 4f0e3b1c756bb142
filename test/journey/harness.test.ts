import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { BrowserProfile } from './support/browser-profile.ts';
import { wordsKeptInBrowser } from './support/kept-words.ts';

const landing = `<!doctype html><p>here</p><script>
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

/** Puts a row into a table of a database of its own. */
function writes(page: Page, durability: IDBTransactionDurability): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('kept', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
        opening.onerror = reject;
        opening.onsuccess = () => {
          const writing = opening.result.transaction('rows', 'readwrite', { durability: wanted });
          writing.objectStore('rows').put('a row', 1);
          writing.oncomplete = () => resolve();
        };
      }),
    durability,
  );
}

test.describe('what the journeys stand on', () => {
  let site: Server;
  let profile: BrowserProfile;

  test.beforeEach(async () => {
    site = createServer(({ url }, answer) => {
      const script = url === '/worker.js';
      answer.setHeader('content-type', script ? 'text/javascript' : 'text/html; charset=utf-8');
      answer.end(script ? worker : landing);
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
    const hosts = () => profile.network.strayed.map((where) => /(?:http:\/\/)?([\w.]+)/.exec(where)?.[1]);
    await expect.poll(() => new Set(hosts())).toEqual(new Set(['page.example', 'socket.example', 'worker.example']));
  });

  test('a killed browser opens again with what its profile held', async () => {
    const first = await profile.open();
    await writes(first, 'strict');
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

  test('a write that a power cut may undo is noticed', async () => {
    const here = await profile.open();
    await writes(here, 'strict');
    expect(await profile.laxWrites()).toEqual([]);
    await writes(here, 'relaxed');
    expect(await profile.laxWrites()).toEqual(['rows']);
  });

  test('a word is found in whatever form and wherever the browser keeps it', async () => {
    const here = await profile.open();
    const word = '欧阳试航';
    expect(await wordsKeptInBrowser(here, [word])).toEqual([]);
    await here.evaluate(async (name) => {
      const utf8 = new TextEncoder().encode(`x${name}`);
      const utf16 = new Uint8Array(Uint16Array.from(name, (character) => character.charCodeAt(0)).buffer);
      localStorage.setItem('base64', btoa(String.fromCharCode(...utf8)));
      await (await caches.open('planted')).put('/planted', new Response(utf16));
      history.replaceState(null, '', `?${encodeURIComponent(name)}`);
    }, word);
    const places = (await wordsKeptInBrowser(here, [word])).map((found) => found.replace(/http\S+/, 'address'));
    expect(places.sort()).toEqual([
      `planted address ${word} (UTF-16)`,
      `storage: ${word} (Base64 of UTF-8)`,
      `storage: ${word} (in a URL)`,
    ]);
  });
});
