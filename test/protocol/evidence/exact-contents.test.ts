import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/protocol/bytes.ts';
import { type Item, packContainer, readContainer } from '../../../src/protocol/evidence/container.ts';
import { fitsInPackage } from '../../../src/protocol/evidence/evidence-package.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { smallEvidence } from '../../support/small-evidence.ts';

/** What a court's own program unpacks must be what was checked: of two items of one name it may take the other. */
describe('what lies in a package', () => {
  let items: Item[];
  beforeAll(async () => {
    items = [...(await smallEvidence()).items];
  });

  const checked = async (changed: readonly (Item | undefined)[]) =>
    checkEvidence(packContainer(changed.filter((one) => one !== undefined)));
  const forged = (path: string): Item => ({ path, bytes: utf8('{"v":1,"forged":true}') });

  it.each(['case.json', 'manifest.json'])('is not whole with another %s beside the signed one', async (path) => {
    const [manifest, ...rest] = items;
    for (const places of [
      [manifest, forged(path), ...rest],
      [manifest, ...rest, forged(path)],
    ]) {
      const result = await checked(places);
      expect(result.outcome).toBe('tampered');
      expect(result.wrong).toContain(`content ${path}`);
    }
  });

  it('is not whole with the list of a chain twice', async () => {
    const list = items.find(({ path }) => path.startsWith('chains/'));
    const result = await checked([...items, { path: list?.path ?? '', bytes: utf8(`1 ${'0'.repeat(64)}\n`) }]);
    expect(result.wrong).toContain(`content ${list?.path}`);
  });

  it('is not whole with the very same item twice: the list names it once', async () => {
    expect((await checked([...items, items[1]])).wrong).toEqual(['content case.json']);
  });

  it('is not whole in another order than its list', async () => {
    const [manifest, first, second] = items;
    const result = await checked([manifest, second, first]);
    expect(result.wrong).toEqual([`content ${second?.path}`, `content ${first?.path}`]);
  });

  it('may be two thousand items', async () => {
    const further = Array.from({ length: 2_000 }, (_, place) => ({
      ...{ path: `parts/${String(place).padStart(64, '0')}.part`, bytes: utf8(`${place}`) },
    }));
    const { bytes } = await smallEvidence({}, { further });
    const { outcome, wrong, evidence } = await checkEvidence(bytes);
    expect({ outcome, wrong: wrong.slice(0, 3) }).toEqual({ outcome: 'whole', wrong: [] });
    expect(evidence?.manifest.items).toHaveLength(2_002);
  });

  it('is listed as far as a list and its ZIP can tell', () => {
    expect(fitsInPackage('x'.repeat(16 * 1024 * 1024), 65_535)).toBe(true);
    expect(fitsInPackage('x'.repeat(16 * 1024 * 1024 + 1), 3)).toBe(false);
    expect(fitsInPackage('x', 65_536)).toBe(false);
  });

  it('that names the same bytes over and over is refused before they are copied', () => {
    const large = new Uint8Array(4 * 1024 * 1024);
    const started = process.memoryUsage().arrayBuffers;
    const read = readContainer(overlapping({ path: 'manifest.json', bytes: large }, 20_000), 'manifest.json');
    expect(read.ok && read.items.length).toBe(1);
    expect(process.memoryUsage().arrayBuffers - started).toBeLessThan(64 * 1024 * 1024);
  });
});

/** One item in the file, and a directory that names it so many times. */
function overlapping(item: Item, times: number) {
  const single = packContainer([item]);
  const [entryAt, endAt] = [30 + item.path.length + item.bytes.length, single.length - 22];
  const entry = single.subarray(entryAt, endAt);
  const whole = new Uint8Array(entryAt + times * entry.length + 22);
  whole.set(single.subarray(0, entryAt));
  for (let at = 0; at < times; at += 1) whole.set(entry, entryAt + at * entry.length);
  whole.set(single.subarray(endAt), whole.length - 22);
  const end = new DataView(whole.buffer, whole.length - 22);
  for (const at of [8, 10]) end.setUint16(at, times, true);
  end.setUint32(12, times * entry.length, true);
  return whole;
}

describe('packages of hubs that were released', () => {
  it('verify as they did', async () => {
    const released = (await readdir('test/fixtures')).filter((name) => name.startsWith('evidence-'));
    expect(released).toEqual(expect.arrayContaining(['evidence-1', 'evidence-2', 'evidence-3']));
    for (const folder of released) {
      for (const name of await readdir(`test/fixtures/${folder}`)) {
        const bytes = new Uint8Array(await readFile(`test/fixtures/${folder}/${name}`));
        const { outcome, wrong } = await checkEvidence(bytes);
        expect({ name, outcome, wrong }).toEqual({ name, outcome: 'whole', wrong: [] });
      }
    }
  });
});
