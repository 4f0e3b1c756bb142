import * as v from 'valibot';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { canonicalLegalText } from '../../protocol/legal-texts.ts';
import { type LegalTextBody, legalTextBodySchema } from '../../protocol/office.ts';
import type { SignedLegalText } from '../../protocol/pull.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

/**
 * The legal texts that a push signs, locked by their ids. One made from a version that is no longer current is held for somebody to
 * look at: nothing is overwritten unseen.
 */
export class LegalTextVersions implements Projection {
  /** How often each text has been signed, with what this batch adds. */
  readonly #numbers: Map<string, number>;
  readonly #applied: { readonly event: HulinEvent; readonly body: LegalTextBody; readonly version: number }[] = [];

  private constructor(numbers: ReadonlyMap<string, number>) {
    this.#numbers = new Map(numbers);
  }

  /** Locks every text these events sign, in id order, whether it was ever signed or not. */
  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<LegalTextVersions> {
    const ids = [...new Set(events.flatMap((event) => bodyOf(event)?.text.id ?? []))].sort();
    if (ids.length === 0) return new LegalTextVersions(new Map());
    await tx.query(
      'select pg_advisory_xact_lock($1, hashtext(d.id)) from unnest($2::text[]) with ordinality as d(id, place) order by d.place',
      [advisoryLocks.legalText, ids],
    );
    const rows = await tx.query<{ id: string; version: number }>(
      'select id, max(version) as version from legal_text where id = any($1::text[]) group by id',
      [ids],
    );
    return new LegalTextVersions(new Map(rows.map(({ id, version }) => [id, version])));
  }

  whyHeld(event: HulinEvent): HeldReason | null {
    const body = bodyOf(event);
    if (!body) return null;
    return (event.base ?? 0) === (this.#numbers.get(body.text.id) ?? 0) ? null : 'superseded-base';
  }

  apply({ event }: ReadEvent): void {
    const body = bodyOf(event);
    if (!body) return;
    const version = (this.#numbers.get(body.text.id) ?? 0) + 1;
    this.#numbers.set(body.text.id, version);
    this.#applied.push({ event, body, version });
  }

  async write(tx: Queryable, now: number): Promise<ChangeDraft[]> {
    const changes: ChangeDraft[] = [];
    for (const { event, body, version } of this.#applied) {
      const content = canonicalLegalText(body.text);
      const sha256 = await sha256Hex(content);
      const { name, position } = body.signedBy;
      await tx.query(
        `insert into legal_text (id, version, sha256, content, event, signed_name, signed_position, signed_at, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [body.text.id, version, sha256, content, event.id, name, position, event.at.wall, now],
      );
      const signing = { signedBy: { name, position }, event: event.id, signedAt: event.at.wall, receivedAt: now };
      changes.push(changeOf({ text: body.text, version, sha256, ...signing }));
    }
    return changes;
  }
}

function bodyOf({ kind, schema, body }: HulinEvent): LegalTextBody | null {
  if (kind !== 'legal-text' || schema !== 1) return null;
  const read = v.safeParse(legalTextBodySchema, body);
  return read.success ? read.output : null;
}

function changeOf(body: SignedLegalText): ChangeDraft {
  const key = `${body.text.id}/${body.version}`;
  return { entity: 'legal-text', key, audience: 'all', chain: null, area: '*', body };
}
