import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { BrowserProfile } from '../journey/support/browser-profile.ts';
import { Ranger } from '../journey/support/ranger.ts';
import { fivePlaces } from '../support/five-places.ts';
import { startHub } from '../support/hub-process.ts';
import { startReferenceSite } from './reference-site.ts';

/** Offline cold starts at a quarter of this machine's speed, against the least page there can be; and the bytes of a first visit. */
const runs = 7;
const slowdown = 4;
const watchMarks = fileURLToPath(new URL('watch-marks.js', import.meta.url));

/** Milliseconds from the start of navigation. */
interface Start {
  readonly verdict: number;
  readonly map: number;
}

interface Fetched {
  readonly path: string;
  readonly brotliBytes: number;
}

const hub = await startHub();
const site = await startReferenceSite();
const ranger = await Ranger.withPhone(hub, { at: fivePlaces.deepInForest });
const reference = await BrowserProfile.create({ hub: site.url, width: 360, height: 740 });
try {
  await visitOnce();
  const first = await firstVisit();
  await hub.kill('SIGKILL');
  await site.close();
  const [app, peer] = [[] as Start[], [] as number[]];
  for (let run = 0; run < runs; run += 1) {
    app.push(await startApp());
    peer.push(await startReference());
  }
  report(first, app, peer);
} finally {
  await ranger.phone.dispose();
  await reference.dispose();
  await hub.dispose();
}

async function visitOnce(): Promise<void> {
  await ranger.enrols(hub);
  await ranger.phone.close();
  const page = await reference.open();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await reference.close();
}

/** What a phone that has never been here must fetch until the verdict stands: files, and their bytes as brotli. */
async function firstVisit(): Promise<Fetched[]> {
  const stranger = await Ranger.withPhone(hub, { at: fivePlaces.deepInForest });
  const page = await stranger.phone.openBlank();
  await page.addInitScript({ path: watchMarks });
  await stranger.opens('/');
  await readMark(page, 'verdict');
  const urls = await page.evaluate(() => {
    const before = (globalThis as unknown as Marked).journeyMarks['verdict'] ?? 0;
    const entries = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < before);
    return [location.href, ...entries.map(({ name }) => name)];
  });
  await stranger.phone.dispose();
  const paths = new Set(urls.map((url) => new URL(url).pathname).filter((path) => !path.startsWith('/api/')));
  return [...paths]
    .map((path) => ({ path, brotliBytes: brotliSize(path) }))
    .toSorted((one, other) => other.brotliBytes - one.brotliBytes);
}

function brotliSize(path: string): number {
  return brotliCompressSync(readFileSync(`dist/app${path === '/' ? '/index.html' : path}`)).length;
}

async function startApp(): Promise<Start> {
  const page = await slowPage(ranger.phone);
  await page.addInitScript({ path: watchMarks });
  await ranger.opens('/');
  const start = { verdict: await readMark(page, 'verdict'), map: await readMark(page, 'map') };
  await ranger.phone.close();
  return start;
}

async function startReference(): Promise<number> {
  const page = await slowPage(reference);
  await page.addInitScript({ path: watchMarks });
  await reference.open();
  const ready = await readMark(page, 'reference');
  await reference.close();
  return ready;
}

/** A fresh browser's page, its processor slowed down before it goes anywhere. */
async function slowPage(profile: BrowserProfile): Promise<Page> {
  const page = await profile.openBlank();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return page;
}

interface Marked {
  journeyMarks: Record<string, number>;
}

async function readMark(page: Page, name: string): Promise<number> {
  const mark = await page.waitForFunction((wanted) => (globalThis as unknown as Marked).journeyMarks[wanted], name, {
    timeout: 60_000,
  });
  return Math.round((await mark.jsonValue()) ?? 0);
}

function report(first: readonly Fetched[], app: readonly Start[], peer: readonly number[]): void {
  const [verdict, map, least] = [
    median(app.map((start) => start.verdict)),
    median(app.map((start) => start.map)),
    median(peer),
  ];
  const bytes = first.reduce((sum, { brotliBytes }) => sum + brotliBytes, 0);
  const result = {
    ...{ runs, cpuSlowdown: slowdown, firstVisitBrotliBytes: bytes, firstVisitFiles: first },
    ...{ verdictMs: verdict, mapMs: map, referenceMs: least },
    ...{ verdictRatio: round(verdict / least), mapRatio: round(map / least) },
  };
  console.log(`\noffline cold start, ${slowdown}× slower, median of ${runs}`);
  console.log(`  a page that says one stored row  ${least} ms  1.0×`);
  console.log(`  a usable verdict                 ${verdict} ms  ${result.verdictRatio}×`);
  console.log(`  the map drawn                    ${map} ms  ${result.mapRatio}×`);
  console.log(
    `a first visit fetches ${round(bytes / 1000)} kB as brotli before the verdict, in ${first.length} files:`,
  );
  for (const { path, brotliBytes } of first) console.log(`  ${round(brotliBytes / 1000)} kB ${path}`);
  const [, , file] = process.argv;
  if (file) writeFileSync(file, JSON.stringify(result));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
