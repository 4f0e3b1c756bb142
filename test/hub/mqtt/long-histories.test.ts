import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import type { Database, Queryable } from '../../../src/hub/ports.ts';
import { aSmokeMessage, Field } from './field.ts';
import { now, start } from './store-smoke.ts';

let field: Field;
beforeAll(async () => {
  field = await Field.open();
});
afterAll(() => field.close());

const hours = 9;
const sensors = Array.from({ length: 16 }, (_, place) => `a-long-${place}`);

/** The same database, noting the most rows that one answer had. */
function watched(database: Database): { database: Database; most: () => number } {
  let most = 0;
  const watch = (db: Queryable): Queryable['query'] => {
    return async (text, values) => {
      const rows = await db.query<never>(text, values);
      most = Math.max(most, rows.length);
      return rows;
    };
  };
  const transaction: Database['transaction'] = (work) => database.transaction((tx) => work({ query: watch(tx) }));
  return { database: { ...database, transaction }, most: () => most };
}

describe('sensors with hours behind them that nobody has folded', () => {
  it('are folded whole, with no more than some of those hours in memory at once', async () => {
    await field.database.query(
      `insert into station select s.id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status, status_at
         from station cross join unnest($1::text[]) as s(id) where station.id = 'a-smoke-01'`,
      [sensors],
    );
    await field.database.query(
      `insert into reading (gateway, boot, seq, ordinal, station, name, number, measured_at, sent_at, received_at, history)
       select 'gw-a', 1, row_number() over (), 0, s.id, 'smoke', case when at = $2 then 0.7 else 0.01 end, at, at, at, false
         from unnest($1::text[]) as s(id) cross join generate_series($2::bigint, $3::bigint, 10000) as at`,
      [sensors, now(0), now(hours * 3600 - 10)],
    );
    const at = start + hours * 3600;
    const messages = sensors.map((station, index) =>
      readMessage({
        ...{ topic: 'hulin/v1/gw-a/tel', receivedAt: at * 1000, retained: false },
        payload: Buffer.from(aSmokeMessage({ station, seq: index + 1, at, boot: 2 })),
      }),
    );
    const { database, most } = watched(field.database);
    expect(await storeBatch(database, field.keys, messages, at * 1000)).toMatchObject({ stored: sensors.length });
    const found = await field.database.query(
      'select station, status, opening_measured_at as at, closing_measured_at as closed from alarm order by station',
    );
    const expected = { status: 'cleared', at: now(0), closed: now(10) };
    expect(found).toEqual(sensors.toSorted().map((station) => ({ station, ...expected })));
    expect(most()).toBeLessThan(10_000);
    expect(most()).toBeGreaterThan(2000);
  });
});
