import * as v from 'valibot';
import { eventSchema, type HulinEvent } from '../../protocol/event.ts';
import { passBodySchema, type RegisteredPass } from '../../protocol/pass.ts';
import { readRemark } from '../../protocol/read-remark.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';
import { voidedBefore } from './voided-before.ts';

const storedEventSchema = v.pipe(v.string(), v.parseJson(), eventSchema);

/** A pass that is used already, and whose it is. */
interface StoredPass {
  readonly pass: RegisteredPass;
  readonly device: string | null;
}

/** Entries and exits of all registers as every gate keeper is told them, so that who came in at one gate can go out at another. */
export class GateRegister implements Projection {
  readonly #stored: ReadonlyMap<string, StoredPass>;
  readonly #devices: ReadonlyMap<string, string | null>;
  readonly #voided: ReadonlySet<string>;
  /** By event id: what this batch brings or takes back. */
  readonly #changed = new Map<string, RegisteredPass>();

  private constructor(
    stored: readonly StoredPass[],
    devices: ReadonlyMap<string, string | null>,
    voided: ReadonlySet<string>,
  ) {
    this.#stored = new Map(stored.map((one) => [one.pass.id, one]));
    this.#devices = devices;
    this.#voided = voided;
  }

  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<GateRegister> {
    const brought = events.flatMap(passOf).map(({ id }) => id);
    const named = [...brought, ...events.map(voidedBy).filter((id) => id !== null)];
    if (named.length === 0) return new GateRegister([], new Map(), new Set());
    const rows = await tx.query<{ raw: string; device: string | null }>(
      `select e.raw, c.device from event e join chain c on c.id = e.chain
         left join event_review r on r.chain = e.chain and r.seq = e.seq
        where e.id = any($1::uuid[]) and e.kind = 'pass' and (e.outcome = 'stored' or r.outcome = 'released')
        order by e.received_at desc`,
      [named],
    );
    const stored = rows.flatMap(({ raw, device }) =>
      passOf(v.parse(storedEventSchema, raw)).map((pass) => ({ pass, device })),
    );
    const chains = await tx.query<{ id: string; device: string | null }>(
      'select id, device from chain where id = any($1::uuid[])',
      [[...new Set(events.map(({ chain }) => chain))]],
    );
    const devices = new Map(chains.map(({ id, device }) => [id, device]));
    return new GateRegister(stored, devices, await voidedBefore(tx, brought));
  }

  whyHeld(): null {
    return null;
  }

  /** Ids are the phones' own: another device's pass under an id that is taken says nothing of this one. */
  apply({ event }: ReadEvent): void {
    for (const pass of passOf(event)) {
      const owner = this.#stored.get(pass.id);
      if (owner && owner.device !== this.#devices.get(event.chain)) continue;
      this.#changed.set(pass.id, { ...pass, voided: this.#voided.has(pass.id) });
    }
    const about = voidedBy(event) ?? '';
    const taken = this.#changed.get(about) ?? this.#stored.get(about)?.pass;
    if (taken) this.#changed.set(about, { ...taken, voided: true });
  }

  async write(): Promise<ChangeDraft[]> {
    return [...this.#changed].map(([key, body]) => {
      return { entity: 'pass', key, audience: 'gate', chain: null, area: '*', body };
    });
  }
}

function voidedBy(event: HulinEvent): string | null {
  const remark = readRemark(event, null);
  return remark?.kind === 'voiding' ? remark.about : null;
}

function passOf({ id, kind, schema, person, body }: HulinEvent): RegisteredPass[] {
  const read = kind === 'pass' && schema === 1 ? v.safeParse(passBodySchema, body) : null;
  return read?.success ? [{ ...read.output, id, person, voided: false }] : [];
}
