import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkZonePackage } from '../../../src/hub/distribution/check-zone-package.ts';
import { KeyFolder } from '../../../src/hub/keys/key-folder.ts';
import { packageSigner } from '../../../src/hub/zones/package/package-signer.ts';
import { writePackage } from '../../../src/hub/zones/package/write-package.ts';
import { chunkBytes } from '../../../src/protocol/zone-package.ts';
import { runZones } from '../../support/run-zones.ts';
import { wholePackage, type ZoneScene, zoneScene } from '../../support/zone-scene.ts';

let scene: ZoneScene;
beforeAll(async () => {
  scene = await zoneScene();
}, 30_000);
afterAll(() => scene.clear());

describe('a package', () => {
  it('says what it was built from, and passes its own check', async () => {
    const { manifest } = await wholePackage(scene.folder);
    expect(manifest).toMatchObject({
      ...{
        id: 'weihai-2022-19-zones',
        title: { zh: '林', en: 'Woods' },
        rulebook: { id: 'weihai-2022-19' },
        demonstration: false,
      },
      layers: [
        {
          layer: 'forest',
          polygons: 2,
          source: { file: 'f.geojson', format: 'geojson', crs: 'EPSG:4490', licence: 'own', features: 2 },
        },
        { layer: 'residential', polygons: 1 },
      ],
    });
    expect(manifest.drawing.belt.mostInsideMeters).toBe(0);
    const { code, answer } = await runZones(scene.place, 'check', scene.at('out'));
    expect([code, answer]).toEqual([0, expect.stringContaining('whole')]);
  });

  it('comes out the same to the byte but for the signature, and is not written twice', async () => {
    const again = await runZones(
      scene.place,
      'build',
      ...scene.args,
      '--out',
      scene.at('again'),
      '--title',
      '林|Woods',
      '--licence',
      'own',
    );
    const [one, other] = [await wholePackage(scene.folder), await wholePackage(again.answer)];
    expect(other.sha256).toBe(one.sha256);
    for (const name of readdirSync(scene.folder).filter((each) => each !== 'package.json')) {
      expect(readFileSync(join(again.answer, name)).equals(readFileSync(join(scene.folder, name))), name).toBe(true);
    }
    const third = await runZones(
      scene.place,
      'build',
      ...scene.args,
      '--out',
      scene.at('again'),
      '--title',
      '林|Woods',
      '--licence',
      'own',
    );
    expect(third).toMatchObject({ code: 0, answer: `${again.answer} (there already, the same)` });
    const version = [...scene.args, '--out', scene.at('again'), '--version'];
    await runZones(scene.place, 'build', ...version, '1');
    await expect(runZones(scene.place, 'build', ...version, '1', '--title', 'other')).rejects.toThrow(
      /holds another package already/,
    );
  });

  it('is accepted by the hub whose key folder it was signed from, and by no other', async () => {
    const keys = new KeyFolder(scene.at('keys'));
    const identity = (await keys.readAll()).find(({ use }) => use === 'identity')!;
    const { manifest } = await wholePackage(scene.folder);
    expect(await checkZonePackage(scene.folder, manifest, identity.kid)).toMatchObject({ ok: true });
    expect(await checkZonePackage(scene.folder, manifest, 'x'.repeat(43))).toMatchObject({ ok: false });
    expect((await runZones(scene.place, 'check', scene.folder, '--hub', 'x'.repeat(43))).code).toBe(1);
  });

  it.each<[what: string, tamper: (path: string) => void, code: number, said: RegExp]>([
    [
      'one bit of the edges',
      (path) => flip(join(path, 'forest.edges'), 100),
      1,
      /forest\.edges: chunk 0 is not what the manifest says/,
    ],
    [
      'one bit of the drawing',
      (path) => flip(join(path, 'zones.pmtiles'), -1),
      1,
      /zones\.pmtiles: chunk \d+ is not what the manifest says/,
    ],
    [
      'the length of a file',
      (path) => writeFileSync(join(path, 'forest.edges'), 'x'),
      1,
      /forest\.edges: has 1 bytes, the manifest says \d+/,
    ],
    ['a file away', (path) => rmSync(join(path, 'residential.edges')), 1, /residential\.edges: is missing/],
    [
      'the manifest',
      (path) => rewrite(path, 'Woods', 'Woodz'),
      1,
      /package\.json: the signature of its manifest is wrong/,
    ],
    [
      'package.json into nonsense',
      (path) => writeFileSync(join(path, 'package.json'), '{}'),
      2,
      /unreadable: package\.json is no signed manifest/,
    ],
  ])('is found out when somebody changes %s', async (what, tamper, code, said) => {
    const copy = scene.at(`tampered ${what}`);
    cpSync(scene.folder, copy, { recursive: true });
    tamper(copy);
    const run = await runZones(scene.place, 'check', copy);
    expect([run.code, run.said]).toEqual([code, expect.stringMatching(said)]);
  });

  it('is refused when nothing is there, and when the rulebook needs a layer that is not given', async () => {
    expect((await runZones(scene.place, 'check', scene.at('nowhere'))).code).toBe(2);
    const bare = [
      'build',
      '--forest',
      scene.at('f.geojson'),
      '--rulebook',
      'weihai-2022-19',
      '--crs',
      'EPSG:4490',
      '--out',
      scene.at('bare'),
    ];
    await expect(runZones(scene.place, ...bare)).rejects.toThrow(
      'draws its zones from residential: give --layer residential=FILE',
    );
  });

  it('is never there in half: what is cut off while it is written leaves nothing, and leftovers of the killed are cleared', async () => {
    const { manifest } = await wholePackage(scene.folder);
    const files = new Map([['forest.edges', new Uint8Array(chunkBytes)]]);
    const signer = await packageSigner(scene.at('keys'), 0);
    mkdirSync(scene.at('half/.building-99999999-00000000'), { recursive: true });
    await expect(writePackage(scene.at('half'), manifest, files, signer, AbortSignal.abort())).rejects.toThrow();
    expect(readdirSync(scene.at('half'))).toEqual([]);
  });
});

function flip(path: string, where: number): void {
  const bytes = readFileSync(path);
  const index = where < 0 ? bytes.length + where : where;
  bytes[index] = bytes[index]! ^ 1;
  writeFileSync(path, bytes);
}

function rewrite(path: string, from: string, to: string): void {
  const file = join(path, 'package.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}
