import { writeFileSync } from 'node:fs';
import type { Position } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trueSignedDistance } from '../../support/geodesic-truth.ts';
import { runZones } from '../../support/run-zones.ts';
import { houses, truth, type ZoneScene, zoneScene } from '../../support/zone-scene.ts';

let scene: ZoneScene;
beforeAll(async () => {
  scene = await zoneScene();
}, 30_000);
afterAll(() => scene.clear());

describe('a table of points', () => {
  it('is judged row by row, as the true distances say; bad rows are named and the rest goes on', async () => {
    const points: Position[] = [
      [122.02, 37.02],
      [122, 37],
      [122.034, 37.012],
      [122.0375, 37],
      [122.06, 37.05],
    ];
    const rows = points.map(([lon, lat]) => `${lon},${lat},3,2026-12-01T10:00`);
    writeFileSync(
      scene.at('points.csv'),
      ['lat,lon,accuracy,at', 'north,122,,', ...rows.map(swap), '122,37,,', '37,122,x,', '37,122,,soon'].join('\n'),
    );
    const { code, answer, said } = await runZones(
      scene.place,
      'judge',
      '--package',
      scene.folder,
      '--points',
      scene.at('points.csv'),
    );
    const [header, ...lines] = answer.split('\n');
    expect([code, header, lines.length]).toEqual([0, 'lon,lat,relation,forest_m,residential_m,verdict', points.length]);
    for (const [index, point] of points.entries()) {
      const [lon, lat, relation, forest, residential, verdict] = lines[index]!.split(',');
      const [f, g] = [trueSignedDistance(point, truth), trueSignedDistance(point, houses)];
      expect([Number(lon), Number(lat)]).toEqual(point);
      expect(Math.abs(Number(forest) - f)).toBeLessThan(0.05);
      expect(Math.abs(Number(residential) - g)).toBeLessThan(0.05);
      const edge = Math.max(f - 500, -g);
      expect([relation, verdict]).toEqual(
        edge <= -5 ? ['inside', 'banned'] : edge > 5 ? ['outside', 'clear'] : ['unsure', 'unsure'],
      );
    }
    expect(said.split('\n').map((line) => line.replace(/^.*line /, ''))).toEqual([
      '2: lat is no number: "north"',
      '8: lat 122 is beyond 90: longitude comes first',
      '9: accuracy is no length in metres: "x"',
      '10: at is no moment: "soon"',
    ]);
    const strict = await runZones(
      scene.place,
      'judge',
      '--package',
      scene.folder,
      '--points',
      scene.at('points.csv'),
      '--strict',
    );
    expect(strict.code).toBe(1);
  });

  it('ends in 2 when nothing in it can be read', async () => {
    writeFileSync(scene.at('bad.csv'), 'lon,lat\nx,y\n');
    expect(
      await runZones(scene.place, 'judge', '--package', scene.at('out'), '--points', scene.at('bad.csv')),
    ).toMatchObject({
      code: 2,
    });
  });

  function swap(row: string): string {
    const [lon, lat, ...rest] = row.split(',');
    return [lat, lon, ...rest].join(',');
  }
});
