import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pullChanges } from '../../../src/hub/custody/pull-changes.ts';
import { type ChangeDraft, recordChanges } from '../../../src/hub/custody/record-change.ts';
import { cursorSealer } from '../../../src/hub/keys/cursor-seal.ts';
import type { PullAnswer } from '../../../src/protocol/pull.ts';
import { standingChanges, type TableChange } from '../../support/standing-changes.ts';
import { Field } from '../mqtt/field.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
  await field.database.query(`insert into device (id, kid, jwk, enrolled_at) values ($1::uuid, 'kid', '{}', 0)`, [
    chain,
  ]);
  await field.database.query('insert into chain (id, device, opened_at) values ($1::uuid, $1::uuid, 0)', [chain]);
});
afterEach(async () => {
  await field.close();
});

const chain = '01900000-0000-7000-8000-000000000001';
const dayMs = 86_400_000;
const ranger = { role: 'ranger' as const, area: '*', chain };

function pull(cursor: string, limit: number): Promise<PullAnswer> {
  return pullChanges(
    { database: field.database, clock: { now: () => 0 }, keys: cursorSealer(new Uint8Array(32)) },
    ranger,
    cursor,
    limit,
  );
}

async function pullAll(cursor: string, limit = 500): Promise<{ changes: PullAnswer['changes']; cursor: string }> {
  const changes: PullAnswer['changes'] = [];
  for (let at = cursor; ; ) {
    const page = await pull(at, limit);
    changes.push(...page.changes);
    at = page.cursor;
    if (!page.more) return { changes, cursor: at };
  }
}

function aChange(
  entity: ChangeDraft['entity'],
  key: string,
  body: object,
  more: Partial<ChangeDraft> = {},
): ChangeDraft {
  return { entity, key, audience: 'all', chain: null, area: '*', body, ...more };
}

const stations = 30;
/** Each station falls silent and is heard again so often a day. */
const flapsPerDay = 2;

async function liveDays(from: number, days: number): Promise<void> {
  for (let day = from; day < from + days; day += 1) {
    const changes = Array.from({ length: stations * flapsPerDay * 2 }, (_, index) => {
      const id = `s-${index % stations}`;
      const status = Math.floor(index / stations) % 2 === 0 ? 'unknown' : 'fine';
      return aChange('station', id, {
        id,
        status,
        statusAt: day * dayMs + index,
        name: { zh: '昆嵛山烟感', en: 'Kunyu' },
      });
    });
    const alarms = day % 10 === 0 ? ['raised', 'raised', 'cleared'] : [];
    const ofAlarm = alarms.map((status, version) =>
      aChange('alarm', `alarm-${day}`, { id: `alarm-${day}`, status, version }),
    );
    await recordChanges(field.database, day * dayMs, [...changes, ...ofAlarm]);
  }
}

describe('a phone that was away', () => {
  it('pulls as much after sixty days as after one, and one row of each alarm', async () => {
    await liveDays(0, 1);
    const longAgo = (await pullAll('')).cursor;
    await liveDays(1, 59);
    const yesterday = (await pullAll(longAgo)).cursor;
    await liveDays(60, 1);
    const [long, short] = [await pullAll(longAgo), await pullAll(yesterday)];
    const rows = (answer: typeof long, entity: string) => answer.changes.filter((change) => change.entity === entity);
    const bytes = (changes: PullAnswer['changes']) => Buffer.byteLength(JSON.stringify(changes));
    const recorded = await field.database.query<{ count: number }>('select count(*) as count from change');
    console.log(
      `of ${recorded[0]?.count} changes: after 60 days ${long.changes.length} rows, ${bytes(long.changes)} bytes;`,
      `after 1 day ${short.changes.length} rows, ${bytes(short.changes)} bytes`,
    );
    expect(rows(long, 'station')).toHaveLength(stations);
    expect(rows(long, 'station')).toEqual(rows(short, 'station'));
    expect(rows(long, 'alarm').map(({ key }) => key)).toEqual([10, 20, 30, 40, 50, 60].map((day) => `alarm-${day}`));
    expect(rows(long, 'alarm').every(({ body }) => (body as { status: string }).status === 'cleared')).toBe(true);
    expect((await pullAll(longAgo, 7)).changes).toEqual(long.changes);
  }, 120_000);

  it('is told of the newest change of everything it may see, whoever else is told of what', async () => {
    const drafts = fc.record({
      entity: fc.constantFrom('station' as const, 'alarm' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      audience: fc.constantFrom('all' as const, 'desk' as const),
      chain: fc.constantFrom(null, chain, '01900000-0000-7000-8000-000000000002'),
      area: fc.constantFrom('*', '371002'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(drafts, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        async (batches) => {
          await field.database.query('truncate change');
          let cursor = '';
          for (const [index, batch] of batches.entries()) {
            await recordChanges(
              field.database,
              index,
              batch.map((draft) => ({ ...draft, body: { index } })),
            );
            if (index % 3 !== 2) continue;
            const answer = await pullAll(cursor, 2);
            expect(answer.changes.map(({ n }) => n)).toEqual(await toBeTold(cursor));
            cursor = answer.cursor;
          }
          const answer = await pullAll(cursor, 3);
          expect(answer.changes.map(({ n }) => n)).toEqual(await toBeTold(cursor));
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);

  it('gets what was the newest when its pull began, though a later one came before the page was read', async () => {
    await recordChanges(field.database, 0, [aChange('station', 'a', { status: 'fine' }), aChange('station', 'b', {})]);
    const slow = {
      ...field.database,
      query: async <Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]) => {
        const rows = await field.database.query<Row>(text, values);
        const isNewest = text.includes('max(n)');
        if (isNewest) await recordChanges(field.database, 1, [aChange('station', 'a', { status: 'unknown' })]);
        return rows;
      },
    };
    const first = await pullChanges(
      { database: slow, clock: { now: () => 0 }, keys: cursorSealer(new Uint8Array(32)) },
      ranger,
      '',
      100,
    );
    expect(first.changes.map(({ key, body }) => [key, body])).toEqual([
      ['a', { status: 'fine' }],
      ['b', {}],
    ]);
    expect((await pull(first.cursor, 100)).changes).toMatchObject([{ key: 'a', body: { status: 'unknown' } }]);
  });
});

/** Reckoned from the whole table: what a ranger's pull from here to the newest change is to bring. */
async function toBeTold(cursor: string): Promise<number[]> {
  const table = await field.database.query<TableChange & Record<string, unknown>>('select * from change order by n');
  const after = Number(cursor.split('.')[2] ?? 0);
  return standingChanges(table, table.at(-1)?.n ?? 0)
    .filter((change) => change.n > after && (change.audience === 'all' || change.chain === chain))
    .map(({ n }) => n);
}
