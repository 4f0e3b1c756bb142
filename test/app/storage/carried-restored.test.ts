import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CarriedEventRow, CarriedReceiptRow } from '../../../src/app/storage/carried-rows.ts';
import { CarriedStore } from '../../../src/app/storage/carried-store.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import type { HeadAnswer } from '../../../src/protocol/custody.ts';

const [chain, before, after] = [randomUUID(), randomUUID(), randomUUID()];
const [hash, photo] = ['e'.repeat(64), 'a'.repeat(64)];
const others = Array.from({ length: 100 }, (_, index) => String(index).padStart(64, '0'));

describe('what is carried to a hub that was restored', () => {
  let database: HulinDatabase;
  let carried: CarriedStore;

  /** The hub had record and photo by 300, and is restored from an older backup. */
  beforeEach(async () => {
    database = new HulinDatabase(randomUUID());
    carried = new CarriedStore(database);
    const event = { chain, seq: 1, hash, raw: '{}', wraps: [], parts: [photo], bytes: 2, refused: null };
    await carried.takeEvents([event as Partial<CarriedEventRow> as CarriedEventRow], 1);
    await carried.takePart({ sha256: photo, chain, bytes: 5, state: 'received' }, new Uint8Array(5));
    await gives(before, 250);
    await hears(before, 300, 200);
  });
  afterEach(() => database.close());

  const hears = (epoch: string, time: number, horizon: number, missing: readonly string[] = []) =>
    carried.heedHead({
      chain,
      epoch,
      seq: 1,
      time,
      horizon,
      missing: [...missing],
    } as Partial<HeadAnswer> as HeadAnswer);
  const gives = (epoch: string, time: number) => {
    const raw = JSON.stringify({ v: 1, chain, seq: 1, hash, outcome: 'stored', time, epoch });
    const receipt = { raw, sig: '', kid: '' };
    return carried.settle(
      [{ chain, seq: 1, hash, outcome: 'stored', time, receipt } satisfies CarriedReceiptRow],
      new Map(),
    );
  };
  const photos = () => database.carriedPartBytes.count();

  it('stays until it says anew that it misses no photo, though it names no more than a hundred of those', async () => {
    await hears(after, 400, 200, others);
    await gives(after, 410);
    await hears(after, 600, 500, others);
    await carried.letGo();
    expect(await photos()).toBe(1);
    await hears(after, 700, 650);
    await carried.letGo();
    expect(await photos()).toBe(1);
    await hears(after, 900, 800);
    await carried.letGo();
    expect(await photos()).toBe(0);
  });
});
