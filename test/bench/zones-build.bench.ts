import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Position } from 'geojson';
import { seededRandom } from '../../src/hub/packages/seeded-random.ts';
import { writeGeojson } from '../support/zone-files.ts';

/** `npm run zones -- build` for 10,000 polygons of 50 corners, once lying apart and once overlapping all over: seconds, bytes, memory. */
const polygons = 10_000;
const corners = 50;
const aimSeconds = 30;
const place = mkdtempSync(join(tmpdir(), 'hulin-bench-zones-'));

try {
  const apart = measure('apart', 0.0018);
  const overlapping = measure('overlapping', 0.0028);
  const [, , file] = process.argv;
  if (file)
    writeFileSync(file, JSON.stringify({ polygons, vertices: polygons * corners, aimSeconds, apart, overlapping }));
} finally {
  rmSync(place, { recursive: true });
}

function measure(name: string, radius: number) {
  writeGeojson(join(place, 'forest.geojson'), forest(radius, 0));
  writeGeojson(
    join(place, 'residential.geojson'),
    forest(0.0006, 0.002).filter((_, index) => index % 10 === 0),
  );
  const files = ['--forest', join(place, 'forest.geojson'), '--residential', join(place, 'residential.geojson')];
  const more = ['--rulebook', 'weihai-2022-19', '--crs', 'EPSG:4490', '--out', join(place, name)];
  const startedAt = performance.now();
  const start = ['src/hub/start.mjs', '--zones', '--as-built', 'build', ...files, ...more];
  const run = spawnSync(process.execPath, start, { env: { ...process.env, HULIN_DATA: place }, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const folder = run.stdout.trim();
  const bytes = readdirSync(folder).reduce((sum, each) => sum + statSync(join(folder, each)).size, 0);
  const edges = readFileSync(join(folder, 'forest.edges'));
  const brotliBytes = brotliCompressSync(edges).length;
  console.log(
    `${polygons} polygons, ${polygons * corners} corners, ${name}: ${seconds} s (${Math.round((seconds / aimSeconds) * 100)} % of the aim)`,
  );
  console.log(
    `  package ${bytes} bytes, forest.edges ${edges.length} (brotli ${brotliBytes}), zones.pmtiles ${statSync(join(folder, 'zones.pmtiles')).size}`,
  );
  return { seconds, shareOfAim: seconds / aimSeconds, bytes, edgesBytes: edges.length, edgesBrotliBytes: brotliBytes };
}

function forest(radius: number, aside: number) {
  const random = seededRandom(20_261_122);
  const side = Math.sqrt(polygons);
  return Array.from({ length: polygons }, (_, index) => {
    const [lon, lat] = [121.6 + aside + (index % side) * 0.004, 36.9 + aside + Math.floor(index / side) * 0.0032];
    return { name: String(index), polygons: [[outline(lon, lat, radius, random)]] };
  });
}

function outline(lon: number, lat: number, radius: number, random: () => number): Position[] {
  let reach = radius * 0.8;
  const ring = Array.from({ length: corners }, (_, at): Position => {
    reach = Math.min(radius, Math.max(radius / 2, reach * (0.85 + 0.3 * random())));
    const turn = (2 * Math.PI * at) / corners;
    return [lon + reach * Math.cos(turn), lat + 0.8 * reach * Math.sin(turn)].map(
      (each) => Math.round(each * 1e7) / 1e7,
    );
  });
  return [...ring, ring[0] as Position];
}
