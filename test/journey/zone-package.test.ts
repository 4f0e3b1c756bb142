import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Polygon } from 'geojson';
import { areaColours } from '../../src/app/map/colours.ts';
import { aBox } from '../support/builders.ts';
import type { HubProcess } from '../support/hub-process.ts';
import { phoneRows } from './support/phone-database.ts';
import type { Ranger } from './support/ranger.ts';
import { coloursAround } from './support/sample-pixels.ts';
import { journey } from './support/stage.ts';

/** A forest of 2.7 × 2.2 km where the demonstration has none, with a village in its middle. */
const forest = aBox(122.3, 37.3, 122.33, 37.32);
const village = aBox(122.312, 37.308, 122.316, 37.312);
const places = [
  { name: 'in the new forest', lon: 122.306, lat: 37.305, kind: 'banned', reason: 'in-zone', ground: 'forest' },
  { name: 'in its village', lon: 122.314, lat: 37.31, kind: 'clear', reason: 'outside-zone', ground: 'residential' },
  { name: '300 m east of it', lon: 122.3334, lat: 37.31, kind: 'banned', reason: 'in-zone', ground: 'belt' },
  { name: '2 km east of it', lon: 122.353, lat: 37.31, kind: 'clear', reason: 'outside-zone', ground: 'land' },
] as const;

journey(
  'a ranger gets the new zones where there is signal, and goes by them where there is none',
  async ({ stage }) => {
    const { hub, shiftMs } = await stage.hubInSeason();
    const ranger = await stage.ranger(hub, { clock: { shiftMs } });
    await ranger.standAt(places[0]);
    await ranger.readsVerdict('clear', 'outside-zone');
    await opensReadyPage(ranger);
    await expect(readyLine(ranger, 'zones')).toContainText('示例数据，非官方边界');
    await expect(ranger.page.locator('hl-ready-page [data-ready=false]')).toContainText('先别出发');

    await journey.step('the office builds a package, and the phone brings it here by itself', async () => {
      buildZones(hub);
      await expect(readyLine(ranger, 'zones')).toContainText('是最新的', { timeout: 40_000 });
      await expect(readyLine(ranger, 'map')).toContainText('责任区地图已全部在本机');
    });

    await hub.kill('SIGKILL');
    await ranger.phone.close();
    await ranger.opens();
    await expect(ranger.page.getByText('示例数据，非官方边界')).toHaveCount(0);
    await ranger.page.getByRole('button', { name: '放大地图' }).click();
    for (const place of places) {
      await journey.step(place.name, async () => {
        await ranger.standAt(place);
        await ranger.readsVerdict(place.kind, place.reason);
        await ranger.centresMap();
        await expect.poll(() => commonest(coloursAround(ranger.page, ranger.map, 18))).toBe(areaColours[place.ground]);
      });
    }
    await ranger.records({ act: 'smoking' });
    const [event] = await phoneRows<{ raw: string }>(ranger.page, 'events');
    const [inUse] = await phoneRows<{ zones: string[] }>(ranger.page, 'packagesInUse');
    expect(event?.raw).toContain(inUse?.zones[0]);
    await opensReadyPage(ranger);
    await expect(readyLine(ranger, 'zones')).toContainText('是最新的');
    await expect(readyLine(ranger, 'unsent')).toContainText('还只在本机');
    expect(ranger.phone.network.strayed).toEqual([]);
  },
);

async function opensReadyPage(ranger: Ranger): Promise<void> {
  await ranger.goes('首页');
  await ranger.page.getByRole('link', { name: '出发检查' }).click();
  await expect(ranger.page.getByRole('heading', { name: '出发检查', level: 1 })).toBeVisible();
}

function readyLine(ranger: Ranger, item: string) {
  return ranger.page.locator(`hl-ready-line[data-item=${item}]`);
}

/** As the office does it, into the folder from which the running hub serves, signed with its keys. */
function buildZones({ dataFolder }: HubProcess): void {
  const folder = mkdtempSync(join(tmpdir(), 'hulin-zones-'));
  const write = (name: string, polygon: Polygon) => {
    const feature = { type: 'Feature', properties: {}, geometry: polygon };
    writeFileSync(join(folder, name), JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    return join(folder, name);
  };
  const files = ['--forest', write('forest.geojson', forest), '--residential', write('homes.geojson', village)];
  const rest = ['--rulebook', 'weihai-2022-19', '--crs', 'EPSG:4326', '--bounds', '121.9,36.8,122.8,37.6'];
  const args = ['src/hub/start.mjs', '--zones', 'build', ...files, ...rest, '--out', join(dataFolder, 'packages')];
  const env = { ...process.env, HULIN_DATA: dataFolder };
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`the package was not built: ${stderr}`);
}

async function commonest(colours: Promise<readonly string[]>): Promise<string | undefined> {
  const times = new Map<string, number>();
  for (const colour of await colours) times.set(colour, (times.get(colour) ?? 0) + 1);
  return [...times].find(([, count]) => count >= 9)?.[0];
}
