import type { Signed } from '../../protocol/signed.ts';
import type { Database, Queryable } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { certifyKey } from './certify-key.ts';
import type { KeyFolder, StoredKey } from './key-folder.ts';
import { seasonOf } from './season-of.ts';

/** A key of the folder with the certificate the database keeps of it; null for the identity key. */
export interface CertifiedKey {
  readonly stored: StoredKey;
  readonly certificate: Signed | null;
}

interface KeyRow extends Record<string, unknown> {
  readonly kid: string;
  readonly use: string;
  readonly cert_raw: string | null;
  readonly cert_sig: string | null;
}

const keyLock = 4853003;

/**
 * Sees that folder and database hold an identity key, a signing key and the season's sealing key, and the same keys. One hub at a
 * time: two that share folder and database come to the same keys. Ascending by age.
 */
export async function certifyKeys(files: KeyFolder, database: Database, now: number): Promise<CertifiedKey[]> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [keyLock]);
    const known = await readRows(tx);
    const stored = await files.readAll();
    refuseMissing(known, stored);
    const complete = [...stored, ...(await createMissing(files, stored, seasonOf(now)))];
    const identity = complete.find(({ use }) => use === 'identity') as StoredKey;
    const isNew = ({ kid }: StoredKey) => !known.some((row) => row.kid === kid);
    for (const key of complete.filter(isNew)) await insertKey(tx, key, identity, now);
    return (await readRows(tx)).map((row) => certified(row, complete, identity.kid));
  });
}

function readRows(tx: Queryable): Promise<KeyRow[]> {
  return tx.query<KeyRow>('select kid, use, cert_raw, cert_sig from hub_key order by created_at, use, kid');
}

function refuseMissing(rows: readonly KeyRow[], stored: readonly StoredKey[]): void {
  const missing = rows.find(({ kid }) => !stored.some((key) => key.kid === kid));
  if (!missing) return;
  throw new StartProblem(
    `the database names the ${missing.use} key ${missing.kid}, which the key folder lacks: restore HULIN_KEYS`,
  );
}

async function createMissing(files: KeyFolder, stored: readonly StoredKey[], season: string): Promise<StoredKey[]> {
  const wanted = [
    { use: 'identity', season: null },
    { use: 'signing', season: null },
    { use: 'sealing', season },
  ] as const;
  const missing = wanted.filter((want) => !stored.some((key) => key.use === want.use && key.season === want.season));
  return Promise.all(missing.map((want) => files.create(want.use, want.season)));
}

async function insertKey(tx: Queryable, key: StoredKey, identity: StoredKey, now: number): Promise<void> {
  const certificate = key.use === 'identity' ? null : await certifyKey({ ...key, use: key.use }, identity, now);
  await tx.query(
    'insert into hub_key (kid, use, jwk, season, cert_raw, cert_sig, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [key.kid, key.use, key.jwk, key.season, certificate?.raw, certificate?.sig, now],
  );
}

function certified(row: KeyRow, keys: readonly StoredKey[], identityKid: string): CertifiedKey {
  const stored = keys.find(({ kid }) => kid === row.kid) as StoredKey;
  const isSigned = row.cert_raw !== null && row.cert_sig !== null;
  return { stored, certificate: isSigned ? { raw: row.cert_raw, sig: row.cert_sig, kid: identityKid } : null };
}
