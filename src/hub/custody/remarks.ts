import * as v from 'valibot';
import { valuesOf } from '../../domain/casework/case-file.ts';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import { caseFileSchema } from '../../protocol/casework.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { readRemark } from '../../protocol/read-remark.ts';
import type { Remark } from '../../protocol/remark.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';
import { isDesk } from './sessions.ts';

/** What a remark is about: the record's chain, its device, and whether a case was opened. */
interface Subject {
  readonly chain: string;
  readonly device: string | null;
  readonly isInCase: boolean;
}

interface Author extends Record<string, unknown> {
  readonly chain: string;
  readonly device: string;
  readonly person: string;
  readonly role: string;
}

/** Notes, amendments and voidings: by who made the record, and by command. What they are about stays as it is. */
export class Remarks implements Projection {
  readonly #subjects: ReadonlyMap<string, Subject>;
  readonly #authors: readonly Author[];
  readonly #said: { readonly remark: Remark; readonly chain: string }[] = [];

  private constructor(subjects: ReadonlyMap<string, Subject>, authors: readonly Author[]) {
    this.#subjects = subjects;
    this.#authors = authors;
  }

  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<Remarks> {
    const named = events.map((event) => readRemark(event, null)?.about).filter((id) => id !== undefined);
    if (named.length === 0) return new Remarks(new Map(), []);
    const authors = await tx.query<Author>(
      `select c.id as chain, c.device, g.person, g.role from chain c join device_grant g on g.device = c.device
        where c.id = any($1::uuid[])`,
      [[...new Set(events.map(({ chain }) => chain))]],
    );
    const rows = await tx.query<{ id: string; chain: string; device: string | null; file: unknown }>(
      `select e.id, e.chain, c.device, f.file from event e join chain c on c.id = e.chain
         left join case_file f on f.violation = e.id where e.id = any($1::uuid[]) order by e.received_at desc`,
      [named],
    );
    const known = rows.map(({ id, chain, device, file }) => [id, { chain, device, isInCase: isInCase(file) }] as const);
    const arriving = events.map(({ id, chain }) => {
      const device = authors.find((author) => author.chain === chain)?.device ?? null;
      return [id, { chain, device, isInCase: false }] as const;
    });
    return new Remarks(new Map([...arriving, ...known]), authors);
  }

  /**
   * | Who                             | note, amendment | voiding |
   * |---------------------------------|-----------------|---------|
   * | command                         | yes             | yes     |
   * | who made the record             | yes             | until a case is opened |
   * | anybody else                    | no              | no      |
   */
  whyHeld(event: HulinEvent): HeldReason | null {
    const remark = readRemark(event, null);
    if (!remark) return null;
    const subject = this.#subjects.get(remark.about);
    if (!subject) return 'unknown-record';
    const own = this.#authors.filter(({ chain, person }) => chain === event.chain && person === event.person);
    if (own.some(({ role }) => isDesk(role))) return null;
    const isOwn = own.some(({ device }) => device === subject.device);
    return isOwn && !(remark.kind === 'voiding' && subject.isInCase) ? null : 'not-allowed';
  }

  apply({ event }: ReadEvent, now: number): void {
    const remark = readRemark(event, now);
    const subject = remark && this.#subjects.get(remark.about);
    if (subject) this.#said.push({ remark, chain: subject.chain });
  }

  /** Told to the desks and to the phone that made the record. */
  async write(): Promise<ChangeDraft[]> {
    return this.#said.map(({ remark, chain }) => ({
      ...{ entity: 'remark', key: remark.event, audience: 'desk', chain, area: '*', body: remark },
    }));
  }
}

function isInCase(file: unknown): boolean {
  const known = v.safeParse(caseFileSchema, file);
  return known.success && valuesOf(known.output).status.step !== 'clue';
}
