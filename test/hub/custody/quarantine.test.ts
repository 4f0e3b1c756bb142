import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putAllInQuarantine, type Quarantined } from '../../../src/hub/custody/quarantine.ts';
import { RefusedShelf } from '../../../src/hub/mqtt/refused-shelf.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

const anItem = (gateway: string, content: Uint8Array): Quarantined => ({
  ...{ source: 'mqtt', reason: 'not-json', detail: 'not JSON in UTF-8', origin: `hulin/v1/${gateway}/tel` },
  ...{ hash: createHash('sha256').update(gateway).update(content).digest('hex'), content },
});
const some = (gateway: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => anItem(gateway, Buffer.from(`{${from + index}`)));

const bounds = { rows: 100, bytes: 16 * 1024 };

describe('the quarantine', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  beforeEach(() => fresh.database.query('delete from quarantine'));
  afterAll(() => fresh.drop());

  const put = (now: number, items: readonly Quarantined[]) =>
    fresh.database.transaction((tx) => putAllInQuarantine(tx, now, items, bounds));
  const counts = async () =>
    Object.fromEntries(
      (
        await fresh.database.query<{ origin: string; n: number }>(
          'select origin, count(*)::integer as n from quarantine group by origin',
        )
      ).map(({ origin, n }) => [origin.split('/')[2], n]),
    );

  it('counts what comes again, within a batch and after it', async () => {
    const [one, other] = some('gw-a', 2);
    if (!one || !other) return expect.fail();
    expect(await put(1, [one, one, other])).toBe(2);
    expect(await put(2, [other, one, one])).toBe(0);
    const rows = await fresh.database.query('select times, first_at, last_at from quarantine order by times');
    expect(rows).toEqual([
      { times: 2, first_at: 1, last_at: 2 },
      { times: 4, first_at: 1, last_at: 2 },
    ]);
  });

  it('lets a gateway that floods it push out nobody’s items but its own', async () => {
    await put(1, some('gw-quiet', 20));
    for (let batch = 0; batch < 4; batch += 1) await put(2 + batch, some('gw-flood', 25, batch * 25));
    expect(await counts()).toEqual({ 'gw-quiet': 20, 'gw-flood': 80 });
    const [oldest] = await fresh.database.query<{ at: number }>(
      `select min(last_at) as at from quarantine where origin like '%gw-flood%'`,
    );
    expect(oldest?.at).toBe(2); // of its first batch twenty made room for its last
  });

  it('keeps within its bytes by letting go of the largest sender’s oldest', async () => {
    const large = (gateway: string, index: number) => anItem(gateway, Buffer.alloc(1024, index));
    await put(1, [large('gw-quiet', 1)]);
    for (let index = 0; index < 16; index += 1) await put(2 + index, [large('gw-flood', index)]);
    const held = await fresh.database.query<{ gateway: string; n: number }>(
      `select origin as gateway, count(content)::integer as n from quarantine group by origin order by origin`,
    );
    expect(held.map(({ n }) => n)).toEqual([15, 1]);
  });

  it('takes a bounded number a turn of what one login sends where it may not, and counts the rest', async () => {
    const unkept: [string, number][] = [];
    const problems: unknown[] = [];
    const shelf = new RefusedShelf({
      ...{ database: fresh.database, clock: { now: () => 1 }, everyMs: 60_000 },
      onUnkept: (login, count) => unkept.push([login, count]),
      onProblem: (problem) => problems.push(problem),
    });
    for (let index = 0; index < 20_000; index += 1) {
      const payload = Buffer.from(String(index));
      shelf.add({ login: 'gw-liar', topic: 'hulin/v1/gw-victim/tel', payload, reason: 'foreign-topic' });
    }
    shelf.add({ login: 'gw-slip', topic: 'hulin/v1/gw-slip/oops', payload: Buffer.from('x'), reason: 'wrong-topic' });
    await shelf.close();
    expect(problems).toEqual([]);
    expect(unkept).toEqual([['gw-liar', 19_950]]);
    expect(await counts()).toEqual({ 'gw-victim': 50, 'gw-slip': 1 });
  });
});
