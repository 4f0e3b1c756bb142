import { clockToleranceMs } from '../../protocol/evidence/clock-tolerance.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Database, Queryable } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import { certifyKey } from './certify-key.ts';
import type { KeyFolder, KeyUse, StoredKey } from './key-folder.ts';
import { seasonOf, seasonStart } from './season-of.ts';

/** A key of the folder with the certificate the database keeps of it; null for the identity key. `stored` null: destroyed, its season is over. */
export interface CertifiedKey {
  readonly stored: StoredKey | null;
  readonly certificate: Signed | null;
  /** Epoch ms, by the clock of whoever made it: no key signs before it is certified. */
  readonly createdAt: number;
}

interface KeyRow extends Record<string, unknown> {
  readonly kid: string;
  readonly use: string;
  readonly cert_raw: string | null;
  readonly cert_sig: string | null;
  readonly destroyed_at: number | null;
  readonly created_at: number;
}

/** Uses of keys that change; the identity key never does: phones pin it. */
export type ChangingUse = Exclude<KeyUse, 'identity'>;

/** NOTIFY channel: another hub, or a command, has made keys. */
export const keysChannel = 'hulin_keys';

/**
 * Sees that folder and database hold an identity key, a signing key of this season and the season's sealing key, and the same keys;
 * `renewed` names uses that get a fresh one whether it is time or not. One hub at a time: two that share folder and database come to
 * the same keys. Old keys stay. Ascending by age. Keys that a clock gone wrong has dated later than now wait for their time.
 */
export async function certifyKeys(
  files: KeyFolder,
  database: Database,
  now: number,
  renewed: readonly ChangingUse[] = [],
): Promise<CertifiedKey[]> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.keys]);
    const known = await readRows(tx);
    const stored = await files.readAll();
    refuseMissing(known, stored);
    const usable = stored.filter((key) => isOfNow(key, known, now) && !renewed.some((use) => use === key.use));
    const complete = [...stored, ...(await createMissing(files, usable, seasonOf(now)))];
    const identity = complete.find(({ use }) => use === 'identity') as StoredKey;
    const isNew = ({ kid }: StoredKey) => !known.some((row) => row.kid === kid);
    const fresh = complete.filter(isNew);
    for (const key of fresh) await insertKey(tx, key, identity, now);
    if (fresh.length > 0) await tx.query('select pg_notify($1, $2)', [keysChannel, '']);
    return (await readRows(tx)).map((row) => certified(row, complete, identity.kid));
  });
}

function readRows(tx: Queryable): Promise<KeyRow[]> {
  return tx.query<KeyRow>(
    'select kid, use, cert_raw, cert_sig, destroyed_at, created_at from hub_key order by created_at, use, kid',
  );
}

function refuseMissing(rows: readonly KeyRow[], stored: readonly StoredKey[]): void {
  const missing = rows.find(({ kid, destroyed_at }) => destroyed_at === null && !stored.some((key) => key.kid === kid));
  if (!missing) return;
  throw new StartProblem(
    `the database names the ${missing.use} key ${missing.kid}, which the key folder lacks: restore HULIN_KEYS`,
  );
}

/** Whether a key's time has come: what it signed before would be no proof. */
export function hasBegun(createdAt: number, now: number): boolean {
  return createdAt <= now + clockToleranceMs;
}

/** A signing key serves for one season; what the database does not name yet is new. */
function isOfNow(key: StoredKey, known: readonly KeyRow[], now: number): boolean {
  const row = known.find(({ kid }) => kid === key.kid);
  if (key.use === 'identity' || !row) return true;
  if (!hasBegun(row.created_at, now)) return false;
  return key.use === 'sealing' || row.created_at >= seasonStart(now);
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
  const stored = keys.find(({ kid }) => kid === row.kid) ?? null;
  const isSigned = row.cert_raw !== null && row.cert_sig !== null;
  const certificate = isSigned ? { raw: row.cert_raw, sig: row.cert_sig, kid: identityKid } : null;
  return { stored, certificate, createdAt: row.created_at };
}
