import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BuiltInPackages, type ReadStatic } from '../../../src/app/packages/built-in-packages.ts';
import { until } from '../../support/phone.ts';

const fromDisk: ReadStatic = async (path) => new Uint8Array(await readFile(`public${path}`));

describe('the packages that come with the app', () => {
  it('give rulebook, zones, citations and the banner', async () => {
    const packages = new BuiltInPackages(fromDisk);
    expect(await until(packages.active)).toBeNull();
    await packages.load();
    const active = await until(packages.active);
    expect(active?.rulebooks[0].rulebook).toMatchObject({ id: 'weihai-2022-19', expiresOn: '2027-10-31' });
    expect(active?.rulebooks[0].citation).toMatchObject({ id: 'weihai-2022-19', version: '2', demonstration: false });
    expect(active?.zones[0].citation).toMatchObject({ id: 'weihai-demo-zones', demonstration: true });
    expect(Object.keys(active?.zones[0].zones.layers ?? {})).toEqual(['forest', 'residential']);
    expect(active?.banner?.zh).toContain('示例数据');
  });

  it('bring the law behind the notice when it is asked for', async () => {
    const texts = await new BuiltInPackages(fromDisk).legalTexts();
    expect(texts.map(({ id }) => id)).toContain('decree-822');
  });

  it('bring the layers of the map afterwards', async () => {
    const layers = await new BuiltInPackages(fromDisk).mapLayers();
    for (const role of ['forest', 'residential', 'belt', 'land', 'coast', 'places'] as const) {
      expect(layers[role].features.length, role).toBeGreaterThan(0);
    }
  });

  it('read nothing but what the first verdict needs before it', async () => {
    const read: string[] = [];
    await new BuiltInPackages((path) => {
      read.push(path.replace(/.*\//, ''));
      return fromDisk(path);
    }).load();
    expect(read.sort()).toEqual([
      'forest.geojson',
      'index.json',
      'manifest.json',
      'residential.geojson',
      'rulebook.json',
    ]);
  });

  it.each(['rulebook.json', 'manifest.json', 'forest.geojson'])('are not used when %s was altered', async (name) => {
    const packages = new BuiltInPackages(async (path) => {
      const bytes = await fromDisk(path);
      if (path.endsWith(name)) bytes[bytes.length - 2] = 0x20 ^ (bytes.at(-2) ?? 0);
      return bytes;
    });
    await expect(packages.load()).rejects.toThrow(name);
    expect(await until(packages.active)).toBeNull();
  });
});
