import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import {
  allEvents,
  changeEvents,
  eventsAt,
  eventsBetween,
  eventsOfChain,
  newestEvent,
  packEvents,
} from '../../../src/app/storage/event-blocks.ts';
import type { PulledRow } from '../../../src/app/storage/rows.ts';

const chains = ['a', 'ab', 'b'];
/** Pages in commit order; of each change whether it is an event, and which. */
const somePages = fc.array(
  fc.array(
    fc.record({ isEvent: fc.boolean(), chain: fc.constantFrom(...chains), seq: fc.integer({ min: 1, max: 600 }) }),
    { minLength: 1, maxLength: 160 },
  ),
  { minLength: 1, maxLength: 5 },
);

describe('events that a page of a pull brought', () => {
  let database: HulinDatabase;
  beforeEach(() => {
    database = new HulinDatabase(randomUUID());
  });
  afterEach(() => database.close());

  it('are found by change, by place and by chain as if each stood by itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        somePages,
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 0, max: 800 }),
        async (pages, a, b) => {
          const { pulled } = database;
          await pulled.clear();
          let n = 0;
          const told: PulledRow[] = [];
          for (const page of pages) {
            const rows = page.map(({ isEvent, chain, seq }) => {
              n += 1;
              const entity = isEvent ? 'event' : 'custody';
              return { entity, key: isEvent ? `${chain}/${seq}` : `${n}`, n, at: n, body: { told: n } };
            });
            told.push(...rows);
            await pulled.bulkPut(packEvents(rows));
          }
          const newest = new Map(told.filter(({ entity }) => entity === 'event').map((row) => [row.key, row]));
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const within = [...newest.values()].filter((row) => row.n >= from && row.n <= to).map((row) => row.n);
          const found = new Map((await eventsBetween(pulled, from, to)).map((row) => [row.n, row]));
          expect([...found.keys()]).toEqual(expect.arrayContaining(within));
          expect(
            [...found.values()].every((row) => told[row.n - 1] !== undefined && row.n >= from && row.n <= to),
          ).toBe(true);
          expect(byKey(await allEvents(pulled))).toEqual(byKey([...newest.values()]));
          for (const chain of chains) {
            const ofChain = [...newest.values()].filter(({ key }) => key.startsWith(`${chain}/`));
            expect(byKey(await eventsOfChain(pulled, chain))).toEqual(byKey(ofChain));
          }
          const [one] = newest.values();
          if (one) expect((await eventsAt(pulled, one.key))[0]).toEqual(one);
          const last = await newestEvent(pulled, to);
          expect(last ?? 0).toBeGreaterThanOrEqual(
            Math.max(0, ...[...newest.values()].map((row) => row.n).filter((at) => at <= to)),
          );
          expect(last === null || last <= to).toBe(true);
          expect(await eventsAt(pulled, 'a/601')).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are changed wherever they stand, and no other is', async () => {
    const { pulled } = database;
    const row = (seq: number, n: number): PulledRow => ({ entity: 'event', key: `a/${seq}`, n, at: 1, body: 'kept' });
    await pulled.bulkPut(packEvents(Array.from({ length: 300 }, (_, index) => row(index + 1, index + 1))));
    await pulled.bulkPut(packEvents([row(7, 301)]));
    expect(await pulled.where('entity').equals('event').count()).toBe(1);
    await changeEvents(pulled, 'a/7', (one) => ({ ...one, body: 'changed' }));
    expect((await eventsAt(pulled, 'a/7')).map(({ body }) => body)).toEqual(['changed', 'changed']);
    const others = (await allEvents(pulled)).filter(({ key }) => key !== 'a/7');
    expect([others.length, new Set(others.map(({ body }) => body))]).toEqual([299, new Set(['kept'])]);
  });

  it('stand each by themselves when they are few', () => {
    const few = Array.from(
      { length: 49 },
      (_, n): PulledRow => ({ entity: 'event', key: `a/${n}`, n, at: 1, body: null }),
    );
    expect(packEvents(few)).toEqual(few);
  });
});

function byKey(rows: readonly PulledRow[]): PulledRow[] {
  return rows.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}
