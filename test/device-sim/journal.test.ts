import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countBoot } from '../../device-sim/boot-counter.ts';
import { encodeMessage } from '../../device-sim/encode-message.ts';
import { Journal, type JournalOptions } from '../../device-sim/journal.ts';
import { seededRandom } from '../../device-sim/seeded-random.ts';

let folder: string;
/** In memory where there is such a folder: thousands of starts, each with its own syncs. */
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
beforeEach(() => {
  folder = mkdtempSync(join(base, 'hulin-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const draft = { leaf: 'tel' as const, e: [{ bn: 's:', bt: 1_790_000_000, n: 'smoke', v: 0.1 }] };
const live = { sent: 1_790_000_001, h: 0 as const };
const message = (seq: number, boot = 1) => ({ boot, seq, draft, stamp: live });
const segments = () => readdirSync(folder).map((name) => join(folder, name));
const diskBytes = () => segments().reduce((sum, file) => sum + statSync(file).size, 0);
const numbers = (messages: Iterable<{ boot: number; seq: number }>) =>
  [...messages].map(({ boot, seq }) => `${boot}/${seq}`);

async function filled(count: number, options: JournalOptions = {}): Promise<Journal> {
  const journal = new Journal(folder, options);
  for (let seq = 1; seq <= count; seq++) journal.add(message(seq));
  await journal.sync();
  return journal;
}

/** What a journal holds after its only file was left as these bytes; it then goes on with another boot, and a start later still does. */
async function afterFault(file: string, bytes: Buffer): Promise<string[]> {
  for (const old of segments()) rmSync(old);
  writeFileSync(file, bytes);
  const journal = new Journal(folder);
  const kept = numbers(journal.all());
  journal.add(message(1, 2));
  await journal.close();
  const again = new Journal(folder);
  expect(numbers(again.pending())).toEqual([...kept, '2/1']);
  await again.close();
  return kept;
}

describe('a journal', () => {
  it('keeps in memory no message that the hub has acknowledged, and answers for it from the disk', async () => {
    const journal = await filled(50);
    journal.letGo(1, 48);
    expect(journal.inMemory()).toBe(2);
    expect(numbers(journal.pending())).toEqual(['1/49', '1/50']);
    expect(numbers(journal.range(1, 47, 49))).toEqual(['1/47', '1/48', '1/49']);
    expect([...journal.all()]).toHaveLength(50);
    await journal.close();
  });

  it('forgets what it read of old segments once the hub has it', async () => {
    const journal = await filled(50, { segmentBytes: 1000 });
    expect(numbers(journal.pending())).toHaveLength(50);
    expect(journal.inMemory()).toBeGreaterThan(5);
    journal.letGo(1, 50);
    expect(journal.inMemory()).toBe(0);
    expect(numbers(journal.range(1, 1, 2))).toEqual(['1/1', '1/2']);
    await journal.close();
  });

  it('cut at any byte keeps every whole record before the cut and goes on behind it', async () => {
    await (await filled(2)).close();
    const [file = ''] = segments();
    const whole = readFileSync(file);
    for (let size = 0; size <= whole.length; size++) {
      const kept = Math.floor((2 * size) / whole.length);
      expect(await afterFault(file, whole.subarray(0, size))).toEqual(['1/1', '1/2'].slice(0, kept));
    }
  }, 60_000);

  it('garbled at any byte loses the one record it stands in, doubles none and makes none up', async () => {
    await (await filled(3)).close();
    const [file = ''] = segments();
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      const lost = Math.floor((3 * at) / whole.length);
      expect(await afterFault(file, bytes)).toEqual(['1/1', '1/2', '1/3'].toSpliced(lost, 1));
    }
  }, 60_000);

  it('of many segments, cut and garbled at seeded bytes, keeps all that was synced before the cut and nothing twice', async () => {
    const random = seededRandom(20_261_130, 'cuts');
    await (await filled(400, { segmentBytes: 8000 })).close();
    const files = segments();
    const whole = new Map(files.map((file) => [file, readFileSync(file)]));
    for (let round = 0; round < 25; round++) {
      for (const file of segments()) rmSync(file);
      for (const [file, bytes] of whole) writeFileSync(file, bytes);
      const last = [...whole].at(-1) ?? ['', Buffer.alloc(0)];
      const cutAt = Math.floor(random() * last[1].length);
      writeFileSync(last[0], Buffer.concat([last[1].subarray(0, cutAt), noise(random, 700)]));
      const journal = new Journal(folder, { segmentBytes: 8000 });
      const kept = numbers(journal.all());
      const synced = wholeRecords(files, whole, cutAt);
      expect(kept).toEqual(Array.from({ length: synced }, (_, index) => `1/${index + 1}`));
      await journal.close();
    }
  }, 60_000);

  it('remembers stamps and acks, so that a repeat has the same bytes and nothing let go comes back', async () => {
    const journal = new Journal(folder);
    journal.add(message(1));
    const later = journal.add({ ...message(2), stamp: null });
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

  it('finds the stamp of an old message that was sent segments later', async () => {
    const journal = new Journal(folder, { segmentBytes: 400 });
    const first = journal.add({ ...message(1), stamp: null });
    for (let seq = 2; seq <= 40; seq++) journal.add(message(seq));
    journal.stamp(first, { sent: 1_790_000_500, h: 1 });
    for (let seq = 41; seq <= 60; seq++) journal.add(message(seq));
    expect(journal.range(1, 1, 1)[0]?.stamp).toEqual({ sent: 1_790_000_500, h: 1 });
    await journal.close();
    const again = new Journal(folder, { segmentBytes: 400 });
    expect(again.range(1, 1, 1)[0]?.stamp).toEqual({ sent: 1_790_000_500, h: 1 });
    await again.close();
  });

  it('keeps what is acknowledged for thirty days and no longer, and what is not as long as there is room', async () => {
    let now = 1_790_000_000_000;
    const day = 24 * 3_600_000;
    const journal = await filled(40, { segmentBytes: 400, now: () => now });
    journal.letGo(1, 20);
    now += 29 * day;
    journal.letGo(1, 22);
    expect(numbers(journal.all())).toHaveLength(40);
    now += 2 * day;
    journal.letGo(1, 24);
    expect(journal.oldest()?.seq).toBeGreaterThan(20);
    expect(numbers(journal.pending())).toEqual(Array.from({ length: 16 }, (_, index) => `1/${index + 25}`));
    now += 300 * day;
    journal.letGo(1, 40);
    expect(segments().length).toBeLessThan(3);
    await journal.close();
  });

  it('takes no more than its share of the disk: the oldest goes, and it is told how many the hub never had', async () => {
    let lost = 0;
    const options = { segmentBytes: 1000, maxBytes: 10_000, onLoss: (count: number) => (lost += count) };
    const journal = new Journal(folder, options);
    for (let seq = 1; seq <= 500; seq++) {
      journal.add(message(seq));
      expect(diskBytes()).toBeLessThan(12_000);
    }
    const oldest = journal.oldest()?.seq ?? 0;
    expect(oldest).toBeGreaterThan(400);
    expect(lost).toBe(oldest - 1);
    expect(journal.pendingCount()).toBe(500 - lost);
    await journal.close();
  });

  it('on a full disk throws, leaves no half record behind and goes on when there is room again', async () => {
    let isFull = false;
    const write = (handle: number, bytes: Buffer) => writeSync(handle, isFull ? bytes.subarray(0, 20) : bytes);
    const journal = await filled(3, { write });
    isFull = true;
    expect(() => journal.add(message(4))).toThrow('only 20');
    isFull = false;
    journal.add(message(4));
    await journal.close();
    const again = new Journal(folder);
    expect(numbers(again.pending())).toEqual(['1/1', '1/2', '1/3', '1/4']);
    await again.close();
  });

  it('names the numbers it has lost between those it has, and none before or behind them', async () => {
    await (await filled(3)).close();
    const [file = ''] = segments();
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(file, bytes);
    const journal = new Journal(folder);
    expect(journal.missing(1, 1, 1000)).toEqual([2]);
    expect(journal.missing(2, 1, 1000)).toEqual([]);
    await journal.close();
  });

  it('takes nothing more once it is closed', async () => {
    const journal = await filled(1);
    await journal.close();
    expect(() => journal.add(message(2))).toThrow('closed');
  });
});

function noise(random: () => number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

/** How many records are whole when the last file is cut at this byte. */
function wholeRecords(files: readonly string[], whole: ReadonlyMap<string, Buffer>, cutAt: number): number {
  let count = 0;
  for (const file of files) {
    const bytes = whole.get(file) ?? Buffer.alloc(0);
    const end = file === files.at(-1) ? cutAt : bytes.length;
    for (let at = 0; at + 8 <= end && at + 8 + bytes.readUInt32LE(at) <= end; count++) at += 8 + bytes.readUInt32LE(at);
  }
  return count;
}

describe('the boot counter', () => {
  it('never gives a number twice and refuses a file that holds none', () => {
    expect([countBoot(folder), countBoot(folder), countBoot(folder)]).toEqual([1, 2, 3]);
    writeFileSync(join(folder, 'boot.new'), 'torn');
    expect(countBoot(folder)).toBe(4);
    truncateSync(join(folder, 'boot'), 0);
    expect(() => countBoot(folder)).toThrow('boot number');
  });
});
