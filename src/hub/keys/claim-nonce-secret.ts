import { sha256Hex } from '../../protocol/bytes.ts';
import type { Database } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { KeyFolder } from './key-folder.ts';

/**
 * The secret of the request nonces and of cursors, which all hubs of a database share: what one gives out the others must take. The
 * database knows it by its hash, the folder holds it.
 *
 * | the database knows one | the folder holds | → |
 * |------------------------|------------------|---|
 * | none yet               | one, or none     | that one, or a fresh one, from now on |
 * | X                      | X                | X |
 * | X                      | none, or another | `StartProblem` |
 */
export async function claimNonceSecret(files: KeyFolder, database: Database): Promise<Uint8Array> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.keys]);
    const [known] = await tx.query<{ sha256: string }>("select sha256 from hub_secret where name = 'nonce'");
    if (!known) await files.createNonceSecret();
    const secret = await files.nonceSecret();
    if (!secret) throw new StartProblem('nonce.key is missing: restore HULIN_KEYS');
    const sha256 = await sha256Hex(secret);
    if (known && known.sha256 !== sha256)
      throw new StartProblem('nonce.key is not the one of the other hubs of this database: share HULIN_KEYS');
    if (!known) await tx.query("insert into hub_secret (name, sha256) values ('nonce', $1)", [sha256]);
    return secret;
  });
}
