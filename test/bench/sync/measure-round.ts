import { BenchBrowser } from './bench-browser.ts';
import type { Sizes } from './sizes.ts';
import type { DeskTimes, ListTimes, WriteTimes } from './system-page.ts';
import type { BenchServer, BenchSystem } from './systems.ts';

/** Milliseconds of one system in one round. */
export interface RoundTimes {
  readonly push: number;
  readonly pull: number;
  readonly photos: number;
  /** Write transactions of the pushing browser. */
  readonly strictness: { readonly byItself: number; readonly madeSo: number };
}

const dataset = 'bench';

/** Push, pull and photos: one browser writes and sends, another fetches; the server and both stores are fresh. */
export async function measureSync(system: BenchSystem, sizes: Sizes): Promise<RoundTimes> {
  const server = await system.serve();
  const [writer, reader] = [await BenchBrowser.create(system.code), await BenchBrowser.create(system.code)];
  try {
    await begin(writer, server, 'ranger');
    await writer.call('seed', sizes.records);
    const push = await writer.call('push');
    const pull = await measurePull(reader, server, sizes.records);
    await writer.call('seedPhotos', sizes.photos, sizes.photoBytes);
    const photos = await writer.call('pushPhotos');
    return { push, pull, photos, strictness: await writer.strictness() };
  } finally {
    await writer.dispose();
    await reader.dispose();
    await server.dispose();
  }
}

async function measurePull(reader: BenchBrowser, server: BenchServer, records: number): Promise<number> {
  await begin(reader, server, 'commander');
  const pull = await reader.call('pull');
  const count = await reader.call('count');
  if (count < records) throw new Error(`pulled ${count} of ${records} records`);
  await reader.close();
  return pull;
}

/** Local writes one after another, each durable before the next. */
export async function measureWrites(system: BenchSystem, sizes: Sizes): Promise<WriteTimes> {
  return withBrowser(system, async (browser, server) => {
    await begin(browser, server, 'ranger');
    return browser.call('write', sizes.writes);
  });
}

/** A store of many records, opened so often by a fresh browser process, the list asked for at once. */
export async function measureList(system: BenchSystem, sizes: Sizes): Promise<ListTimes[]> {
  return withBrowser(system, async (browser, server) => {
    await begin(browser, server, 'ranger');
    await browser.call('seed', sizes.listed);
    const times: ListTimes[] = [];
    for (let round = 0; round < sizes.rounds; round += 1) {
      await browser.close();
      await browser.open(server.blank);
      times.push(await browser.call('list'));
    }
    return times;
  });
}

/** A desk that has pulled many records, opened so often by a fresh browser process; empty for a system without a desk. */
export async function measureDesk(system: BenchSystem, sizes: Sizes): Promise<DeskTimes[]> {
  if (system.name !== 'hulin') return [];
  return withBrowser(system, async (browser, server) => {
    await begin(browser, server, 'commander');
    await browser.call('seedPulled', sizes.listed);
    const times: DeskTimes[] = [];
    for (let round = 0; round < sizes.rounds; round += 1) {
      await browser.close();
      await browser.open(server.blank);
      times.push(await browser.call('deskList', sizes.listed));
    }
    return times;
  });
}

async function withBrowser<T>(
  system: BenchSystem,
  work: (browser: BenchBrowser, server: BenchServer) => Promise<T>,
): Promise<T> {
  const server = await system.serve();
  const browser = await BenchBrowser.create(system.code);
  try {
    return await work(browser, server);
  } finally {
    await browser.dispose();
    await server.dispose();
  }
}

async function begin(browser: BenchBrowser, server: BenchServer, role: 'ranger' | 'commander'): Promise<void> {
  await browser.open(server.blank);
  const link = server.link(role);
  await browser.call('begin', link === undefined ? { dataset } : { dataset, link });
}
