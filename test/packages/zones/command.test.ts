import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runZones } from '../../support/run-zones.ts';
import { writeGeojson } from '../../support/zone-files.ts';
import { star, type ZoneScene, zoneScene } from '../../support/zone-scene.ts';

let scene: ZoneScene;
beforeAll(async () => {
  scene = await zoneScene();
}, 30_000);
afterAll(() => scene.clear());

describe('the command', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)(
    'leaves no package, whole or half, when it gets %s while it builds',
    async (signal, code) => {
      const many = Array.from({ length: 1500 }, (_, index) => ({
        name: String(index),
        polygons: [[star(121.6 + (index % 40) * 0.01, 36.9 + Math.floor(index / 40) * 0.01, 0.007, 40)]],
      }));
      writeGeojson(scene.at('many.geojson'), many);
      const command = [
        'build',
        '--forest',
        scene.at('many.geojson'),
        ...scene.args.slice(2),
        '--out',
        scene.at(`out ${signal}`),
      ];
      const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/zones-child.ts', ...command], {
        env: { ...process.env, HULIN_DATA: scene.at('child') },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await once(child.stderr, 'data');
      await new Promise((resolve) => setTimeout(resolve, 400));
      child.kill(signal);
      const [exitCode] = (await once(child, 'exit')) as [number | null];
      expect(exitCode).toBe(code);
      expect((await runZones(scene.place, 'check', scene.at(`out ${signal}`))).code).toBe(2);
    },
    60_000,
  );

  it.each([
    [['bild'], /there is no command bild/],
    [['build', '--out', 'x'], /--rulebook is needed/],
    [['build', '--forest', 'a', '--forest', 'b'], /forest is given twice/],
    [['build', '--layer', 'lake=a'], /--layer lake=a: say NAME=FILE/],
    [['build', '--rulebook', 'x', '--out', 'x', '--bounds', '3,2,1'], /--bounds 3,2,1/],
    [['build', '--colour', 'red'], /Unknown option '--colour'/],
    [['judge', '--package', 'x'], /--points is needed/],
    [['check'], /the folder to check is needed/],
  ])('says what is wrong with %j', async (wrong, message) => {
    await expect(runZones(scene.place, ...wrong)).rejects.toThrow(message);
  });
});
