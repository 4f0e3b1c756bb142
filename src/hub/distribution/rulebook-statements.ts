import { type RulebookStatement, rulebookStatementText } from '../../protocol/rulebook-statement.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import type { HubClock, Queryable } from '../ports.ts';

/** What is to be stated of a rulebook's bytes. */
export type Stated = Pick<RulebookStatement, 'id' | 'version' | 'sha256' | 'inForceOn' | 'expiresOn' | 'issued'>;

export type StatementOutcome =
  | { readonly ok: true; readonly text: string }
  /** For the log. */
  | { readonly ok: false; readonly because: string };

/** Where the shelf has the signed statement of a rulebook from. */
export interface RulebookStatements {
  /** The statement's file: as it was signed first, or signed now. Refuses other bytes under a name and version that it vouched for. */
  of(stated: Stated): Promise<StatementOutcome>;
}

interface StatementRow extends Record<string, unknown>, Signed {
  readonly sha256: string;
}

/** Statements in the database that the hubs share: of two that shelve a rulebook at once, one signs. */
export class StoredStatements implements RulebookStatements {
  readonly #database: Queryable;
  readonly #keys: Pick<HubKeys, 'sign' | 'identity' | 'certificates'>;
  readonly #clock: HubClock;

  constructor(database: Queryable, keys: Pick<HubKeys, 'sign' | 'identity' | 'certificates'>, clock: HubClock) {
    this.#database = database;
    this.#keys = keys;
    this.#clock = clock;
  }

  async of(stated: Stated): Promise<StatementOutcome> {
    const { id, version, sha256, issued } = stated;
    const known = await this.#database.query<StatementRow>(
      'select sha256, raw, sig, kid from rulebook_statement where sha256 = $1 or (id = $2 and version = $3)',
      [sha256, id, version],
    );
    const own = known.find((row) => row.sha256 === sha256) ?? null;
    // What comes with the hub is vouched for by its build; a build of the same version may bring other words.
    if (!own && known.length > 0 && issued.by !== 'built-in')
      return { ok: false, because: `${id}/${version} was signed with other bytes before: give it another version` };
    return { ok: true, text: rulebookStatementText(own ?? (await this.#sign(stated)), this.#keys) };
  }

  async #sign(stated: Stated): Promise<Signed> {
    const time = this.#clock.now();
    const { id, version, sha256, inForceOn, expiresOn, issued } = stated;
    const says: RulebookStatement = {
      ...{ v: 1, kind: 'rulebook', id, version, sha256, inForceOn, expiresOn, issued, time },
    };
    const signed = await this.#keys.sign('rulebook', JSON.stringify(says));
    const [row] = await this.#database.query<StatementRow>(
      `with fresh as (
         insert into rulebook_statement (sha256, id, version, raw, sig, kid, made_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning sha256, raw, sig, kid)
       select * from fresh union all select sha256, raw, sig, kid from rulebook_statement where sha256 = $1 limit 1`,
      [sha256, id, version, signed.raw, signed.sig, signed.kid, time],
    );
    return row ?? this.#signedMeanwhile(sha256);
  }

  /** Another hub was first by so little that its row was not to be seen yet. */
  async #signedMeanwhile(sha256: string): Promise<Signed> {
    const [row] = await this.#database.query<StatementRow>(
      'select sha256, raw, sig, kid from rulebook_statement where sha256 = $1',
      [sha256],
    );
    if (!row) throw new Error(`no statement of rulebook ${sha256}`);
    return row;
  }
}
