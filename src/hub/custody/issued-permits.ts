import * as v from 'valibot';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import {
  type PermitBody,
  type PermitWithdrawalBody,
  permitBodySchema,
  permitWithdrawalBodySchema,
} from '../../protocol/permit.ts';
import type { Queryable } from '../ports.ts';
import { insertPermit, lockPermits, type PermitRow, permitChange, updatePermit } from './permit-rows.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

type PermitDeed =
  | { readonly kind: 'issue'; readonly body: PermitBody }
  | { readonly kind: 'withdrawal'; readonly body: PermitWithdrawalBody };

/**
 * The permits that a push issues, corrects or withdraws. Nothing is ever erased: a correction is a permit in another's place, and a
 * withdrawal reaches whatever stands in the named permit's place by then, since withdrawing never lifts a ban.
 */
export class IssuedPermits implements Projection {
  readonly #rows: Map<string, PermitRow>;
  readonly #issued = new Set<string>();
  readonly #changed = new Set<string>();

  private constructor(rows: readonly PermitRow[]) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
  }

  /** Locks all permits against other writers when these events are about any. */
  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<IssuedPermits> {
    const ids = events.flatMap((event) => idsIn(event));
    return new IssuedPermits(ids.length === 0 ? [] : await lockPermits(tx, ids));
  }

  /**
   * | Event      | Permit it names | Stands? | Held because |
   * |------------|-----------------|---------|--------------|
   * | issue      | none            | –       | – ; 'invalid-body' when its id is a permit's already |
   * | correction | not known       | –       | 'unknown-permit' |
   * | correction | known           | no      | 'permit-not-standing': two corrections would both permit |
   * | withdrawal | not known       | –       | 'unknown-permit' |
   */
  whyHeld(event: HulinEvent): HeldReason | null {
    const deed = deedOf(event);
    if (deed?.kind === 'withdrawal') return this.#rows.has(deed.body.permit) ? null : 'unknown-permit';
    if (deed?.kind !== 'issue') return null;
    if (this.#rows.has(event.id)) return 'invalid-body';
    const { replaces } = deed.body;
    if (replaces === undefined) return null;
    const replaced = this.#rows.get(replaces);
    if (!replaced) return 'unknown-permit';
    return replaced.replaced_by === null && replaced.withdrawn_at === null ? null : 'permit-not-standing';
  }

  apply({ event }: ReadEvent, now: number): void {
    const deed = deedOf(event);
    if (deed?.kind === 'issue') this.#issue(event, deed.body, now);
    if (deed?.kind === 'withdrawal') this.#withdraw(event, deed.body, now);
  }

  #issue({ id, chain, seq, person, parts }: HulinEvent, body: PermitBody, now: number): void {
    const responsible = parts.find(({ role }) => role === 'fields')?.sha256 ?? null;
    const nothingSince = { replaced_by: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null };
    const written = { id, chain, seq, version: 1, body, responsible, issued_by: person, issued_at: now };
    this.#rows.set(id, { ...written, ...nothingSince });
    this.#issued.add(id);
    if (body.replaces !== undefined) this.#change(body.replaces, { replaced_by: id });
  }

  #withdraw({ person }: HulinEvent, { permit, reason }: PermitWithdrawalBody, now: number): void {
    let standing = this.#rows.get(permit);
    while (standing?.replaced_by) standing = this.#rows.get(standing.replaced_by);
    if (!standing || standing.withdrawn_at !== null) return;
    this.#change(standing.id, { withdrawn_at: now, withdrawn_by: person, withdrawn_reason: reason });
  }

  #change(id: string, change: Partial<PermitRow>): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#rows.set(id, { ...row, ...change, version: row.version + 1 });
    this.#changed.add(id);
  }

  async write(tx: Queryable): Promise<ChangeDraft[]> {
    const touched = [...this.#rows.values()].filter(({ id }) => this.#issued.has(id) || this.#changed.has(id));
    for (const row of touched) await (this.#issued.has(row.id) ? insertPermit(tx, row) : updatePermit(tx, row));
    return touched.map(permitChange);
  }
}

function deedOf({ kind, schema, body }: HulinEvent): PermitDeed | null {
  if (schema !== 1) return null;
  if (kind === 'permit') return toDeed('issue', v.safeParse(permitBodySchema, body));
  if (kind === 'permit-withdrawal') return toDeed('withdrawal', v.safeParse(permitWithdrawalBodySchema, body));
  return null;
}

function toDeed<K extends PermitDeed['kind'], B>(
  kind: K,
  read: { readonly success: true; readonly output: B } | { readonly success: false },
): { kind: K; body: B } | null {
  return read.success ? { kind, body: read.output } : null;
}

function idsIn(event: HulinEvent): string[] {
  const deed = deedOf(event);
  if (deed?.kind === 'withdrawal') return [deed.body.permit];
  return deed ? [event.id, ...(deed.body.replaces ? [deed.body.replaces] : [])] : [];
}
