import { readFileSync } from 'node:fs';
import Dexie from 'dexie';
import { expect } from 'vitest';
import { type DatabaseDump, rowsOf } from './dump-database.ts';

/** A phone's database of a released version with sample rows, and the throw-away keys that no dump can hold. */
export interface PhoneFixture {
  readonly keys: Readonly<Record<string, JsonWebKey>>;
  readonly dump: DatabaseDump;
}

export function readPhoneFixture(version: number): PhoneFixture {
  return JSON.parse(readFileSync(`test/fixtures/phone-database-v${version}.json`, 'utf8')) as PhoneFixture;
}

/** A table that stands as it stood, with every index it had. */
export function noLessThan(store: DatabaseDump['stores'][number]): unknown {
  return expect.objectContaining({ ...store, indexes: expect.arrayContaining([...store.indexes]) });
}

/** Of every fixture's phone that has one. */
export const fixturePin = '命运284917';
/** What everybody shared before, where each has his own by now. */
export const fixtureOldPin = '命运406139';

/** How each kind of key is read back. */
const forms: Record<
  string,
  { readonly algorithm: Parameters<SubtleCrypto['importKey']>[2]; readonly usages: KeyUsage[] }
> = {
  'AES-GCM': { algorithm: 'AES-GCM', usages: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'] },
  ECDSA: { algorithm: { name: 'ECDSA', namedCurve: 'P-256' }, usages: ['sign'] },
  HMAC: { algorithm: { name: 'HMAC', hash: 'SHA-256' }, usages: ['sign'] },
};

/** Leaves the database as that version of the app did, made without any of today's schema. */
export async function leavePhoneDatabase(name: string, { keys: jwks, dump }: PhoneFixture): Promise<void> {
  const old = new Dexie(name);
  old
    .version(dump.version)
    .stores(Object.fromEntries(dump.stores.map((one) => [one.name, [one.keyPath, ...one.indexes].join(', ')])));
  const keys: Record<string, CryptoKey> = {};
  for (const [kind, jwk] of Object.entries(jwks)) {
    const form = forms[kind];
    if (form) keys[kind] = await crypto.subtle.importKey('jwk', jwk as never, form.algorithm, false, form.usages);
  }
  for (const { name: table } of dump.stores) await old.table(table).bulkPut(rowsOf(dump, table, keys));
  old.close();
}
