import * as v from 'valibot';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { readOfficeRulebook, rulebookBodySchema, type Signatory } from '../../protocol/office.ts';
import type { SignedRulebookChange } from '../../protocol/pull.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

interface Signed {
  readonly id: string;
  readonly version: string;
  readonly document: string;
  readonly signedBy: Signatory;
}

/**
 * The notices and orders that a push signs, locked by id and version. A version has one content for ever: the same bytes signed again
 * change nothing, other bytes are held. The shelf takes up what is written here.
 */
export class OfficeRulebooks implements Projection {
  /** Which bytes each `id/version` has, by SHA-256. */
  readonly #known: Map<string, string>;
  /** By document. */
  readonly #hashes: ReadonlyMap<string, string>;
  readonly #signedAlready: ReadonlySet<string>;
  readonly #applied = new Map<string, { readonly event: HulinEvent; readonly signed: Signed }>();

  private constructor(
    known: ReadonlyMap<string, string>,
    hashes: ReadonlyMap<string, string>,
    signedAlready: ReadonlySet<string>,
  ) {
    this.#known = new Map(known);
    this.#hashes = hashes;
    this.#signedAlready = signedAlready;
  }

  /** Locks every `id/version` these events sign, in order; what the hub serves under that name counts whoever issued it. */
  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<OfficeRulebooks> {
    const signed = events.map(signedIn).filter((one) => one !== null);
    if (signed.length === 0) return new OfficeRulebooks(new Map(), new Map(), new Set());
    const names = [...new Set(signed.map(nameOf))].sort();
    await tx.query(
      'select pg_advisory_xact_lock($1, hashtext(d.name)) from unnest($2::text[]) with ordinality as d(name, place) order by d.place',
      [advisoryLocks.officeRulebook, names],
    );
    const rows = await tx.query<{ name: string; sha256: string; office: boolean }>(
      `select id || '/' || version as name, sha256, false as office from rulebook_statement where id || '/' || version = any($1::text[])
       union all
       select id || '/' || version, sha256, true from office_rulebook where id || '/' || version = any($1::text[])`,
      [names],
    );
    const hashes = await Promise.all(
      signed.map(async ({ document }) => [document, await sha256Hex(document)] as const),
    );
    const already = rows.filter(({ office }) => office).map(({ sha256 }) => sha256);
    return new OfficeRulebooks(
      new Map(rows.map(({ name, sha256 }) => [name, sha256])),
      new Map(hashes),
      new Set(already),
    );
  }

  whyHeld(event: HulinEvent): HeldReason | null {
    const signed = signedIn(event);
    if (!signed) return null;
    const known = this.#known.get(nameOf(signed));
    return known === undefined || known === this.#hashOf(signed) ? null : 'version-taken';
  }

  apply({ event }: ReadEvent): void {
    const signed = signedIn(event);
    if (!signed) return;
    const sha256 = this.#hashOf(signed);
    this.#known.set(nameOf(signed), sha256);
    if (!this.#signedAlready.has(sha256) && !this.#applied.has(sha256)) this.#applied.set(sha256, { event, signed });
  }

  async write(tx: Queryable, now: number): Promise<ChangeDraft[]> {
    const changes: ChangeDraft[] = [];
    for (const [sha256, { event, signed }] of this.#applied) {
      const { id, version, document, signedBy } = signed;
      await tx.query(
        `insert into office_rulebook (sha256, id, version, document, event, signed_name, signed_position, signed_at, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [sha256, id, version, document, event.id, signedBy.name, signedBy.position, event.at.wall, now],
      );
      const signing = { signedBy, event: event.id, signedAt: event.at.wall, receivedAt: now };
      changes.push(changeOf({ id, version, sha256, ...signing }));
    }
    return changes;
  }

  #hashOf({ document }: Signed): string {
    return this.#hashes.get(document) ?? '';
  }
}

function signedIn({ kind, schema, body }: HulinEvent): Signed | null {
  if (kind !== 'rulebook' || schema !== 1) return null;
  const read = v.safeParse(rulebookBodySchema, body);
  if (!read.success) return null;
  const { document, signedBy } = read.output;
  const rulebook = readOfficeRulebook(document);
  if (!rulebook.ok) return null;
  const { id, version } = rulebook.rulebook;
  return { id, version, document, signedBy };
}

function nameOf({ id, version }: Signed): string {
  return `${id}/${version}`;
}

function changeOf(body: SignedRulebookChange): ChangeDraft {
  const key = `${body.id}/${body.version}`;
  return { entity: 'rulebook', key, audience: 'desk', chain: null, area: '*', body };
}
