import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { OutboxStore } from '../../../src/app/storage/outbox-store.ts';
import { releaseOriginals } from '../../../src/app/storage/release-originals.ts';
import type { EventRow, PartRow, ReceiptRow } from '../../../src/app/storage/rows.ts';

const [chain, photo] = ['c', 'a'.repeat(64)];
let database: HulinDatabase;
let outbox: OutboxStore;

/** One record, long received and verified; its photo was received at 250 of the hub's time. */
beforeEach(async () => {
  database = new HulinDatabase(crypto.randomUUID());
  outbox = new OutboxStore(database);
  const event = { chain, seq: 1, id: 'e1', hash: 'h1' } as Partial<EventRow> as EventRow;
  await database.events.add(event);
  const receipt = { chain, seq: 1, hash: 'h1', outcome: 'stored', time: 90, verifiedAt: 95 };
  await database.receipts.add(receipt as Partial<ReceiptRow> as ReceiptRow);
  const part = { sha256: photo, event: 'e1', role: 'photo', state: 'received', bytes: 5, addedAt: 1 };
  await database.parts.add(part as Partial<PartRow> as PartRow);
});
afterEach(() => database.close());

const hears = (
  toldAt: number,
  horizon: number | null,
  missing: readonly string[] = [],
  { seq = 1, epoch = 'e' } = {},
) => outbox.settle({ head: { chain, seq, epoch, toldAt, horizon }, missing }, []);
const others = Array.from({ length: 100 }, (_, index) => String(index).padStart(64, '0'));
const frees = () => releaseOriginals(database, chain);

it('keeps a photo that came after the word of the hub it was noted by, though a backup reaches that word', async () => {
  await hears(100, 50);
  expect(await frees()).toBe(0); // noted by the word of 100; the photo came at 250
  await hears(300, 200); // the backup of 200 holds no such photo
  expect(await frees()).toBe(0);
  expect(await frees()).toBe(0);
  await hears(500, 400);
  expect(await frees()).toBe(5);
});

it('believes no list of missing parts that may go on', async () => {
  await hears(100, 50);
  await frees();
  await hears(300, 400, others);
  await frees();
  await hears(500, 400, others);
  expect(await frees()).toBe(0);
});

it('begins anew when the hub misses it after all', async () => {
  await hears(100, 50);
  await frees();
  await hears(300, 350);
  await frees();
  await hears(310, 250, [photo]);
  expect(await database.parts.get(photo)).toMatchObject({ state: 'waiting' });
  expect(await database.parts.get(photo)).not.toHaveProperty('heldBy');
});

describe('when the hub was restored', () => {
  const restored = { epoch: 'f', seq: 1 };

  /** The hub had the photo by 300; it is restored from the backup of 200, which has the record alone. */
  beforeEach(async () => {
    await hears(100, 50);
    await frees();
    await hears(300, 200);
    await frees();
  });

  it('believes nothing that it said in an earlier life', async () => {
    await hears(400, 200, others, restored);
    await frees();
    await hears(600, 500, others, restored); // more than it can name at once: this photo may be among them
    expect(await frees()).toBe(0);
    await hears(700, 650, [], restored);
    expect(await frees()).toBe(0);
    await hears(900, 800, [], restored);
    expect(await frees()).toBe(5);
  });

  it('takes no word about all it misses for one about a record that it has not', async () => {
    for (const toldAt of [400, 600, 800]) {
      await hears(toldAt, toldAt - 50, [], { ...restored, seq: 0 });
      expect(await frees()).toBe(0);
    }
    await hears(850, 840, others, restored); // it has the record again, and names no more than a hundred
    await frees();
    await hears(900, 890, others, restored);
    expect(await frees()).toBe(0);
  });
});

it('keeps it while the hub’s newest word does not reach its record: the hub was restored, and backed up since', async () => {
  await hears(100, 50);
  await frees();
  await hears(300, 200);
  await frees();
  await hears(500, 400, [], { seq: 0 });
  expect(await frees()).toBe(0);
  await hears(510, 400); // sent anew, after that backup
  expect(await frees()).toBe(0);
});

it('goes by no word of another life of the hub: what was brought there since is in no backup of before', async () => {
  await hears(100, 50);
  await frees();
  await hears(300, 200);
  await frees();
  await hears(500, 400, [], { epoch: 'f' });
  expect(await frees()).toBe(0);
  await hears(600, 400, [], { epoch: 'f' });
  expect(await frees()).toBe(0);
  await hears(800, 700, [], { epoch: 'f' });
  expect(await frees()).toBe(5);
});

it('keeps it while the newest list of missing parts may go on', async () => {
  await hears(100, 50);
  await frees();
  await hears(300, 200);
  await frees();
  await hears(500, 400, others);
  expect(await frees()).toBe(0);
});
