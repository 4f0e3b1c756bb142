import { readFileSync } from 'node:fs';
import Dexie from 'dexie';
import { type DatabaseDump, rowsOf } from './dump-database.ts';

/** A phone's database of a released version with sample rows, and the throw-away keys that no dump can hold. */
export interface PhoneFixture {
  readonly keys: { readonly 'AES-GCM': JsonWebKey; readonly ECDSA: JsonWebKey };
  readonly dump: DatabaseDump;
}

export function readPhoneFixture(version: number): PhoneFixture {
  return JSON.parse(readFileSync(`test/fixtures/phone-database-v${version}.json`, 'utf8')) as PhoneFixture;
}

/** Leaves the database as that version of the app did, made without any of today's schema. */
export async function leavePhoneDatabase(name: string, { keys: jwks, dump }: PhoneFixture): Promise<void> {
  const old = new Dexie(name);
  old
    .version(dump.version)
    .stores(Object.fromEntries(dump.stores.map((one) => [one.name, [one.keyPath, ...one.indexes].join(', ')])));
  const usages: KeyUsage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = {
    'AES-GCM': await crypto.subtle.importKey('jwk', jwks['AES-GCM'], 'AES-GCM', false, usages),
    ECDSA: await crypto.subtle.importKey('jwk', jwks.ECDSA, ecdsa, false, ['sign']),
  };
  for (const { name: table } of dump.stores) await old.table(table).bulkPut(rowsOf(dump, table, keys));
  old.close();
}
