import * as v from 'valibot';
import type { PulledRow } from './rows.ts';

/** Reads a pulled row's body; null when this build cannot. */
export type Reader<T> = (row: PulledRow) => T | null;

/** By schema, each version of a row once: lists of thousands are told anew at every change. */
export function readerOf<S extends v.GenericSchema>(schema: S): Reader<v.InferOutput<S>> {
  return remembering(({ body }) => {
    const result = v.safeParse(schema, body);
    return result.success ? result.output : null;
  });
}

/** Reads each version of a row once. */
export function remembering<T>(readRow: Reader<T>): Reader<T> {
  const known = new Map<string, { n: number; value: T | null }>();
  return (row) => {
    const before = known.get(row.key);
    if (before?.n === row.n) return before.value;
    const value = readRow(row);
    known.set(row.key, { n: row.n, value });
    return value;
  };
}

/** All rows that can be read. */
export function read<T>(rows: readonly PulledRow[], readRow: Reader<T>): T[] {
  return rows.map(readRow).filter((value) => value !== null);
}
