import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, Pool, type PoolClient, type QueryResultRow, TypeOverrides } from 'pg';
import type { Database, Queryable } from '../ports.ts';
import { listenOn } from './listen-on.ts';

const int8 = 20;
/** Epoch milliseconds and counters stay far below 2^53. */
const numericInt8 = new TypeOverrides();
numericInt8.setTypeParser(int8, Number);

const serializationFailure = '40001';
const deadlock = '40P01';
const attempts = 8;

/** Opens a PostgreSQL database by URL. Rejects when it cannot be reached. */
export async function openDatabase(url: string): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 12, types: numericInt8 });
  pool.on('error', () => undefined); // an idle connection broke: the pool drops it, the next query opens another
  await pool.query('select 1');
  const listeners = new Set<() => Promise<void>>();
  return {
    query: queryOf(pool),
    transaction: (work) => retryConflicts(() => runTransaction(pool, work)),
    listen: async (channel, onPayload) => {
      const stop = await listenOn(url, channel, onPayload);
      listeners.add(stop);
      return async () => {
        listeners.delete(stop);
        await stop();
      };
    },
    close: async () => {
      await Promise.all([...listeners].map((stop) => stop()));
      await pool.end();
    },
  };
}

function queryOf(target: Pool | PoolClient): Queryable['query'] {
  return async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await target.query<Row>(text, [...values])).rows;
}

async function runTransaction<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work({ query: queryOf(client) });
    const { command } = await client.query('commit');
    // A statement failed and `work` went on: PostgreSQL answers such a commit with a rollback, without an error.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement in it had failed');
    client.release();
    return result;
  } catch (error) {
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}

async function retryConflicts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tried === attempts || !isConflict(error)) throw error;
      await sleep(Math.random() * 10 * 2 ** tried);
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === serializationFailure || error.code === deadlock);
}
