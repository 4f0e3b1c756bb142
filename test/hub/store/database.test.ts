import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

describe('the database', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
    await fresh.database.query('create table note (id integer primary key, at bigint)');
  });
  afterAll(() => fresh.drop());

  it('gives bigint as a number', async () => {
    const [row] = await fresh.database.query<{ at: number }>('select 1763731200500::bigint as at');
    expect(row?.at).toBe(1763731200500);
  });

  it('keeps what a transaction wrote and nothing of one that throws', async () => {
    await fresh.database.transaction((tx) => tx.query('insert into note values (1, 1)'));
    const broken = fresh.database.transaction(async (tx) => {
      await tx.query('insert into note values (2, 2)');
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(await fresh.database.query('select id from note')).toEqual([{ id: 1 }]);
  });

  it('throws when a statement failed inside and the work went on', async () => {
    const swallowed = fresh.database.transaction(async (tx) => {
      await tx.query('select 1 / 0').catch(() => 'swallowed');
    });
    await expect(swallowed).rejects.toThrow('rolled back');
  });

  it('tries a transaction again after a deadlock', async () => {
    await fresh.database.query('insert into note values (11, 0), (12, 0)');
    const bump = (first: number, second: number, met: Promise<unknown>) =>
      fresh.database.transaction(async (tx) => {
        await tx.query('update note set at = at + 1 where id = $1', [first]);
        await met;
        await tx.query('update note set at = at + 1 where id = $1', [second]);
      });
    const both = new Promise((resolve) => setTimeout(resolve, 200));
    await Promise.all([bump(11, 12, both), bump(12, 11, both)]);
    expect(await fresh.database.query('select at from note where id in (11, 12)')).toEqual([{ at: 2 }, { at: 2 }]);
  });

  it('hears notifications, and goes on hearing after its connection was cut', async () => {
    const heard: string[] = [];
    const own = await openDatabase(fresh.url);
    await own.listen('bell', (payload) => heard.push(payload));
    await fresh.database.query("notify bell, 'one'");
    await expect.poll(() => heard).toEqual(['one']);
    await fresh.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where query = \'listen "bell"\' and datname = current_database()',
    );
    const later = async () => {
      await fresh.database.query("notify bell, 'two'");
      return heard.at(-1);
    };
    await expect.poll(later).toBe('two');
    await own.close();
  });
});
