import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countBoot } from '../../device-sim/boot-counter.ts';
import { encodeMessage } from '../../device-sim/encode-message.ts';
import { Journal } from '../../device-sim/journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hulin-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const draft = { leaf: 'tel' as const, e: [{ bn: 's:', bt: 1_790_000_000, n: 'smoke', v: 0.1 }] };
const live = { sent: 1_790_000_001, h: 0 as const };
const segments = () => readdirSync(folder).map((name) => join(folder, name));
const numbers = (messages: Iterable<{ boot: number; seq: number }>) =>
  [...messages].map(({ boot, seq }) => `${boot}/${seq}`);

async function filled(count: number): Promise<Journal> {
  const journal = new Journal(folder);
  for (let seq = 1; seq <= count; seq++) journal.add(1, seq, draft, live);
  await journal.sync();
  return journal;
}

describe('a journal', () => {
  it('cut at any byte keeps every whole record before the cut and goes on behind it', async () => {
    await (await filled(2)).close();
    const [file = ''] = segments();
    const whole = readFileSync(file);
    const recordBytes = whole.length / 2;
    for (let size = 0; size <= whole.length; size++) {
      for (const old of segments()) rmSync(old);
      writeFileSync(file, whole.subarray(0, size));
      const journal = new Journal(folder);
      const kept = Math.floor(size / recordBytes);
      expect(numbers(journal.all())).toEqual(['1/1', '1/2'].slice(0, kept));
      expect(statSync(file).size).toBe(kept * recordBytes);
      journal.add(2, 1, draft, null);
      await journal.close();
      const again = new Journal(folder);
      expect(numbers(again.pending()).at(-1)).toBe('2/1');
      await again.close();
    }
  }, 60_000);

  it('does not take a changed byte for a message', async () => {
    await (await filled(3)).close();
    const [file = ''] = segments();
    const bytes = readFileSync(file);
    const at = Math.floor((bytes.length * 2) / 3) - 5;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(file, bytes);
    const journal = new Journal(folder);
    expect(numbers(journal.all())).toEqual(['1/1']);
    await journal.close();
  });

  it('remembers stamps and acks, so that a repeat has the same bytes and nothing let go comes back', async () => {
    const journal = new Journal(folder);
    journal.add(1, 1, draft, live);
    const later = journal.add(1, 2, draft, null);
    journal.stamp(later, { sent: 1_790_000_099, h: 1 });
    const bytes = encodeMessage(later, { sent: 1_790_000_099, h: 1 });
    journal.letGo(1, 1);
    await journal.close();
    const again = new Journal(folder);
    const [only, ...none] = [...again.pending()];
    expect([only?.seq, none]).toEqual([2, []]);
    expect(only?.stamp && encodeMessage(only, only.stamp)).toBe(bytes);
    expect(JSON.parse(bytes)).toMatchObject({ h: 1, sent: 1_790_000_099 });
    await again.close();
  });

  it('drops old segments only when all in them is acknowledged', async () => {
    const journal = new Journal(folder, { segmentBytes: 400, keepSegments: 1 });
    for (let seq = 1; seq <= 40; seq++) journal.add(1, seq, draft, live);
    const many = segments().length;
    journal.letGo(1, 20);
    const fewer = segments().length;
    expect(fewer).toBeLessThan(many);
    expect(numbers(journal.pending())[0]).toBe('1/21');
    expect(journal.range(1, 21, 40)).toHaveLength(20);
    journal.letGo(1, 40);
    expect(segments().length).toBeLessThan(fewer);
    await journal.close();
    expect(journal.pendingCount()).toBe(0);
  });
});

describe('the boot counter', () => {
  it('never gives a number twice and refuses a file that holds none', () => {
    expect([countBoot(folder), countBoot(folder), countBoot(folder)]).toEqual([1, 2, 3]);
    writeFileSync(join(folder, 'boot.new'), 'torn');
    expect(countBoot(folder)).toBe(4);
    truncateSync(join(folder, 'boot'), 0);
    expect(() => countBoot(folder)).toThrow('boot number');
  });
});
