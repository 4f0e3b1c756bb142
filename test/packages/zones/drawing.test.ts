import { readFileSync, writeFileSync } from 'node:fs';
import type { Position } from 'geojson';
import { PMTiles } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDrawing, MemorySource } from '../../../src/hub/zones/drawing/check-drawing.ts';
import { pmtilesArchive } from '../../../src/hub/zones/drawing/pmtiles-archive.ts';
import { readTileLayer } from '../../../src/hub/zones/drawing/read-tile.ts';
import { tileAt } from '../../../src/hub/zones/drawing/tiles-of.ts';
import { toleranceAt } from '../../../src/hub/zones/drawing/tolerances.ts';
import { workUnder } from '../../../src/hub/zones/work.ts';
import { trueSignedDistance } from '../../support/geodesic-truth.ts';
import { runZones } from '../../support/run-zones.ts';
import { houses, truth, wholePackage, type ZoneScene, zoneScene } from '../../support/zone-scene.ts';

const work = workUnder(new AbortController().signal, () => undefined);

let scene: ZoneScene;
beforeAll(async () => {
  scene = await zoneScene();
}, 30_000);
afterAll(() => scene.clear());

describe('the drawing of a package', () => {
  it('lies on the true edge of the ban area, never inside it and less than a metre outside', async () => {
    const { archive } = await wholePackage(scene.folder);
    const tiles = new PMTiles(new MemorySource(archive));
    const corners: Position[] = [];
    for (const [lon, lat] of [
      [122.035, 37],
      [122, 37.03],
      [122, 37],
      [122.06, 37.015],
      [122.034, 37.012],
    ] as const) {
      const [x, y] = tileAt(lon, lat, 14);
      const tile = await tiles.getZxy(14, x, y);
      for (const { rings } of readTileLayer(new Uint8Array(tile!.data), 'belt'))
        corners.push(...rings.flatMap((ring) => placesOf(ring, x, y)));
    }
    const off = corners
      .filter((_, index) => index % 4 === 0)
      .map((corner) => Math.max(trueSignedDistance(corner, truth) - 500, -trueSignedDistance(corner, houses)));
    expect(corners.length).toBeGreaterThan(150);
    expect(Math.min(...off)).toBeGreaterThan(-0.01);
    expect(Math.max(...off)).toBeLessThan(1.05);
  });

  it.each([
    [480, 'edge', /^-?19\.\d/],
    [520, 'edge', /^2\d\.\d/],
  ])('is found wrong when it was drawn with %i m instead of 500, with the place', async (beltMeters, what, by) => {
    const rulebook = JSON.parse(readFileSync('public/packages/weihai-2022-19/1/rulebook.json', 'utf8'));
    writeFileSync(
      scene.at(`belt-${beltMeters}.json`),
      JSON.stringify({ ...rulebook, zone: { ...rulebook.zone, beltMeters } }),
    );
    const other = [
      ...scene.args.slice(0, 5),
      scene.at(`belt-${beltMeters}.json`),
      ...scene.args.slice(6),
      '--out',
      scene.at(`belt-${beltMeters}`),
    ];
    const { manifest, archive, layers } = await wholePackage((await runZones(scene.place, 'build', ...other)).answer);
    const zone = { id: 'fire-zone', base: ['forest'], beltMeters: 500, exclusions: ['residential'] } as const;
    const { faults } = await checkDrawing(archive, [zone], layers, manifest.bounds, toleranceAt(36), work);
    expect(faults[0]).toMatchObject({ zone: 'fire-zone' });
    expect(faults.some((fault) => fault.what === what && by.test(String(fault.meters)))).toBe(true);
    const [lon, lat] = faults[0]!.at;
    expect(Math.abs(trueSignedDistance([lon, lat], truth) - 500)).toBeGreaterThan(15);
  });

  it('is found lacking where a piece is missing, and too large where one is too many', async () => {
    const { manifest, layers } = await wholePackage(scene.folder);
    const zone = { id: 'fire-zone', base: ['forest'], beltMeters: 500, exclusions: ['residential'] } as const;
    const none = pmtilesArchive([], manifest.bounds, {});
    const missing = await checkDrawing(none, [zone], layers, manifest.bounds, toleranceAt(36), work);
    expect(missing.faults[0]).toMatchObject({ what: 'missing', zone: 'fire-zone' });
    const { archive } = await wholePackage(scene.folder);
    const surplus = await checkDrawing(
      archive,
      [{ ...zone, beltMeters: 100 }],
      layers,
      manifest.bounds,
      toleranceAt(36),
      work,
    );
    expect(surplus.faults.map(({ what }) => what)).toContain('surplus');
  });

  it('is an archive that pmtiles reads, however many tiles it holds', async () => {
    const tiles = Array.from({ length: 120 * 120 }, (_, index) => ({
      ...{ z: 14, x: 8000 + (index % 120) * 3, y: 6000 + Math.floor(index / 120) * 3 },
      bytes: new TextEncoder().encode(`tile ${(index * index) % 5003}`),
    }));
    const archive = new PMTiles(new MemorySource(pmtilesArchive(tiles, [121, 36, 123, 38], { name: 'many' })));
    const header = await archive.getHeader();
    expect(header).toMatchObject({
      specVersion: 3,
      clustered: true,
      tileType: 1,
      minZoom: 14,
      maxZoom: 14,
      minLon: 121,
      maxLat: 38,
    });
    expect(header).toMatchObject({ numAddressedTiles: 14_400, numTileContents: 2502 });
    expect(header.leafDirectoryLength).toBeGreaterThan(0);
    for (const index of [0, 4999, 7777, 14_399]) {
      const { x, y } = tiles[index]!;
      expect(new TextDecoder().decode((await archive.getZxy(14, x, y))?.data)).toBe(`tile ${(index * index) % 5003}`);
    }
    expect(await archive.getZxy(14, 8001, 6000)).toBeUndefined();
    expect(await archive.getMetadata()).toEqual({ name: 'many' });
  });
});

function placesOf(ring: Int32Array, tileX: number, tileY: number): Position[] {
  return Array.from({ length: ring.length / 2 }, (_, index) => [ring[index * 2]!, ring[index * 2 + 1]!] as const)
    .filter(([x, y]) => x > 0 && y > 0 && x < 4096 && y < 4096)
    .map(([x, y]) => {
      const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * (tileY + y / 4096)) / 2 ** 14)));
      return [((tileX + x / 4096) / 2 ** 14) * 360 - 180, (lat * 180) / Math.PI];
    });
}
