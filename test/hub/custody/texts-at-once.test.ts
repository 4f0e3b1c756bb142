import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsUnder } from '../../../src/hub/custody/under-id.ts';
import { gatherCase } from '../../../src/hub/evidence/gather-case.ts';
import type { Database, Queryable } from '../../../src/hub/ports.ts';
import { keepRetention } from '../../../src/hub/retention/keep-retention.ts';
import { usualRetention } from '../../../src/hub/retention/retention.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

const many = 450;
const fewTexts = 100;

/** The texts of events may be 64 kB each, and anybody may push thousands: few are read at once, however many there are. */
describe('beside thousands of long texts', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let rogue: Persona;
  /** How many texts each answer of the database held. */
  let texts: number[];
  let watched: Database;
  beforeAll(async () => {
    hub = await aHub();
    [ranger, rogue] = [await asRanger(hub), await asRanger(hub, '孙替班')];
    watched = {
      ...hub.database,
      ...watching(hub.database),
      transaction: (work) => hub.database.transaction((tx) => work(watching(tx))),
    };
  });
  beforeEach(() => {
    texts = [];
  });
  afterAll(() => hub.close());

  const watching = (db: Queryable): Queryable => ({
    query: async (text, values) => {
      const rows = await db.query(text, values);
      texts.push(rows.filter(({ raw }) => typeof raw === 'string').length);
      return rows as never;
    },
  });
  const sum = () => texts.reduce((all, one) => all + one, 0);

  interface Made {
    readonly by?: Persona;
    readonly kind?: string;
    /** All under this one; else each under its own. */
    readonly id?: string;
    readonly body: object;
    readonly heldBecause?: string;
    /** Of letters and figures that cannot be made shorter. */
    readonly filling?: number;
  }
  let from = 1000;
  /** So many events at once, as if they had been pushed. */
  const stand = async (count: number, { by = ranger, kind = 'note', id, body, heldBecause, filling = 0 }: Made) => {
    const raw = JSON.stringify({ kind, schema: 1, body }).slice(0, -1);
    await hub.database.query(
      `insert into event (chain, seq, id, hash, raw, sig, kid, kind, schema, person, outcome, held_because, received_at, receipt_raw, receipt_sig, receipt_kid)
       select $1::uuid, n, coalesce($2::uuid, gen_random_uuid()), $1 || '/' || n,
         $3 || ',"filling":"' || (select coalesce(string_agg(md5(n || '/' || m), ''), '') from generate_series(1, $4::int) as m) || '"}',
         '', $5, $6, 1, $7, $8, $9, $10, '', '', '' from generate_series($11::int, $12::int) as n`,
      [
        ...[by.chain, id ?? null, raw, filling, by.chain, kind, by.device],
        ...[heldBecause ? 'held' : 'stored', heldBecause ?? null, hub.clock.now(), from, from + count - 1],
      ],
    );
    from += count;
  };
  const keysFor = (kind: string) =>
    hub.database.query(
      "insert into event_wrap select chain, seq, 'k', 'a', 'e', 'w' from event where kind = $1 and seq >= 1000",
      [kind],
    );

  it('the day’s retention reads some of them at once, and lets go of all that are due', async () => {
    const record = randomUUID();
    await stand(1, { kind: 'violation', id: record, body: {} });
    await stand(many, { body: { about: record } });
    await stand(many, { by: rogue, id: record, body: { about: randomUUID() }, heldBecause: 'already-recorded' });
    await keysFor('note');
    const keys = async () => (await hub.database.query<{ n: number }>('select count(*) as n from event_wrap'))[0]?.n;
    const tools = { ...hub, database: watched, retention: usualRetention };
    expect(await keepRetention(tools)).toMatchObject({ records: 0 });
    expect(await keys()).toBe(2 * many);
    expect(sum()).toBe(2 * many);
    expect(Math.max(...texts)).toBeLessThanOrEqual(fewTexts);

    hub.clock.pass(5 * 366 * 86_400_000);
    expect(await keepRetention(tools)).toMatchObject({ records: many });
    expect(await keys()).toBe(0);
    expect(Math.max(...texts)).toBeLessThanOrEqual(fewTexts);
  });

  it('what stands under an id is told with what it is about', async () => {
    const [id, about] = [randomUUID(), randomUUID()];
    await stand(many, { id, body: { about } });
    await stand(1, { id, kind: 'violation', body: { about } });
    const under = (await eventsUnder(watched, [id])).get(id) ?? [];
    expect(under.map((event) => event.about)).toEqual([...Array.from({ length: many }, () => about), null]);
    expect(Math.max(...texts)).toBeLessThanOrEqual(fewTexts);
  });

  it('an export reads what the hub uses and a hundred that stand beside the record; all others are counted', async () => {
    const [record, other] = [randomUUID(), randomUUID()];
    await stand(1, { kind: 'violation', id: record, body: {} });
    await stand(many, { by: rogue, id: record, body: {}, heldBecause: 'already-recorded' });
    await stand(many, { id: record, body: {}, heldBecause: 'already-recorded' });
    await stand(many, { by: rogue, kind: 'strange', body: { about: record }, heldBecause: 'unknown-kind' });
    await stand(many, { by: rogue, body: { about: record }, heldBecause: 'not-permitted' });
    await stand(many, { body: { about: other, more: record } });
    await stand(3, { body: { about: record } });
    const gathered = await gatherCase(watched, [record]);
    if (!gathered.ok) throw new Error('not gathered');
    const { events, unused } = gathered;
    const theirs = events.filter(({ event }) => event.kid === rogue.chain);
    expect([events.length, theirs.length]).toEqual([1 + 100 + 100 + 3, 100]);
    expect(events.slice(-3).map(({ isRecord, chain }) => [isRecord, chain])).toEqual(
      Array.from({ length: 3 }, () => [false, ranger.chain]),
    );
    expect(unused).toBe(4 * many - 200);
    expect(sum()).toBe(201 + many + 3);
    expect(
      texts
        .toSorted((a, b) => b - a)
        .slice(1)
        .every((count) => count <= fewTexts),
    ).toBe(true);
  });

  it('and an export looks into no long note that does not name the record', async () => {
    const record = randomUUID();
    await stand(1, { kind: 'violation', id: record, body: {} });
    const pieces = async (tx: Queryable) => {
      const [row] = await tx.query<{ n: number }>(
        `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n from pg_stat_xact_all_tables
          where relid = (select reltoastrelid from pg_class where oid = 'event'::regclass)`,
      );
      return row?.n ?? 0;
    };
    const read = () =>
      hub.database.transaction(async (tx) => {
        const before = await pieces(tx);
        await gatherCase(tx, [record]);
        return (await pieces(tx)) - before;
      });
    const before = await read();
    await stand(20, { body: { about: randomUUID() }, filling: 1500 });
    expect(await read()).toBe(before);
    await stand(1, { body: { about: record }, filling: 1500 });
    expect(await read()).toBeGreaterThan(before);
  });
});
