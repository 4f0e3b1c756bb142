import type Dexie from 'dexie';

/** A database as JSON: byte arrays as base64, keys left out (no non-extractable key can be written down). */
export interface DatabaseDump {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly { readonly name: string; readonly keyPath: string; readonly indexes: readonly string[] }[];
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
}

export async function dumpDatabase(database: Dexie): Promise<DatabaseDump> {
  const stores = database.tables.map(({ name, schema }) => ({
    name,
    keyPath: schema.primKey.src,
    indexes: schema.indexes.map(({ src }) => src),
  }));
  const entries = database.tables.map(async (table) => [table.name, (await table.toArray()).map(toPlain)] as const);
  return { name: 'hulin', version: database.verno, stores, rows: Object.fromEntries(await Promise.all(entries)) };
}

/** Byte arrays back; `keys` stand in for the ones a dump cannot hold. */
export function rowsOf(dump: DatabaseDump, table: string, keys: Record<string, CryptoKey> = {}): unknown[] {
  return (dump.rows[table] ?? []).map((row) => fromPlain(row, keys));
}

function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString('base64') };
  if (value instanceof ArrayBuffer) return { $buffer: Buffer.from(value).toString('base64') };
  if (value instanceof CryptoKey) return { $key: value.algorithm.name };
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toPlain(inner)]));
}

function fromPlain(value: unknown, keys: Record<string, CryptoKey>): unknown {
  if (Array.isArray(value)) return value.map((inner) => fromPlain(inner, keys));
  if (typeof value !== 'object' || value === null) return value;
  const { $base64: base64, $buffer: buffer, $key: key } = value as Record<`$${'base64' | 'buffer' | 'key'}`, unknown>;
  if (typeof base64 === 'string') return new Uint8Array(Buffer.from(base64, 'base64'));
  if (typeof buffer === 'string') return new Uint8Array(Buffer.from(buffer, 'base64')).buffer;
  if (typeof key === 'string') return keys[key];
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fromPlain(inner, keys)]));
}
