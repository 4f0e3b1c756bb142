import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import type { Permit } from '../../domain/permit/permit.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { judgeAgain } from '../../domain/violation/judge-again.ts';
import { eventSchema, violationBodySchema } from '../../protocol/event.ts';
import type { Rejudgement } from '../../protocol/pull.ts';
import { type ChangeDraft, recordChanges } from '../custody/record-change.ts';
import type { Database, Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { CurrentDocuments } from './open-current.ts';

interface RecordRow extends Record<string, unknown> {
  readonly n: number;
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly raw: string;
  /** What was said of it last; null when nothing ever was. */
  readonly said: Rejudgement | null;
}

/** Judged without a pause: requests wait meanwhile. */
const pageRows = 100;

/**
 * Judges every suspected violation numbered after `start` by the current documents and permits and tells the desks which verdicts
 * would be another, and which would be again what they were. The records are not touched. Answers the newest number there was: what
 * is numbered up to it need not be looked at again.
 */
export async function rejudgeRecords(
  database: Database,
  now: number,
  documents: CurrentDocuments,
  permits: readonly Permit[],
  start: number,
  signal: AbortSignal,
): Promise<number> {
  let newest = start;
  for (;;) {
    signal.throwIfAborted();
    const after = newest;
    const page = await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.rejudging]); // another hub's word must be seen before ours is said
      const upTo = await newestChange(tx); // numbers become visible in their order: nothing below comes later
      const read = await readRecords(tx, after, upTo);
      await recordChanges(
        tx,
        now,
        read.flatMap((row) => changeOf(row, documents, permits)),
      );
      return read.length < pageRows ? { newest: upTo, isAll: true } : { newest: read.at(-1)?.n ?? upTo, isAll: false };
    });
    newest = Math.max(newest, page.newest);
    if (page.isAll) return newest;
    await setImmediate();
  }
}

async function newestChange(tx: Queryable): Promise<number> {
  const [row] = await tx.query<{ n: number | null }>('select max(n) as n from change');
  return row?.n ?? 0;
}

function readRecords(tx: Queryable, after: number, upTo: number): Promise<RecordRow[]> {
  return tx.query<RecordRow>(
    `with record as (
       select c.n, e.id, e.chain, e.seq, e.raw
         from change c
         join event e on e.chain = c.chain and e.seq = split_part(c.key, '/', 2)::bigint
        where c.entity = 'event' and c.superseded_by is null and c.n > $1 and c.n <= $3 and e.kind = 'violation'
        order by c.n limit $2),
     said as (
       select distinct on (s.key) s.key, s.body
         from change s
        where s.entity = 'rejudgement' and s.superseded_by is null and s.key in (select id::text from record)
        order by s.key, s.n desc)
     select r.*, said.body as said from record r left join said on said.key = r.id::text order by r.n`,
    [after, pageRows, upTo],
  );
}

/** Nothing where the desks know it already; a record this build cannot read is left for one that can. */
function changeOf(
  row: RecordRow,
  { digest, rulebooks, zones }: CurrentDocuments,
  permits: readonly Permit[],
): ChangeDraft[] {
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), row.raw);
  const record = event.success ? v.safeParse(violationBodySchema, event.output.body) : null;
  if (!record?.success) return [];
  const again = judgeAgain(record.output, rulebooks, zones, permits);
  const would = again && saidBy(again);
  if (JSON.stringify(would) === JSON.stringify(row.said?.would ?? null)) return [];
  const { id, chain, seq } = row;
  const body: Rejudgement = { event: id, chain, seq, digest, would };
  return [{ entity: 'rejudgement', key: id, audience: 'desk', chain: null, area: '*', body }];
}

function saidBy({ kind, reason, articles, rulings }: Verdict): Rejudgement['would'] {
  const [first] = rulings;
  return { kind, reason, articles: [...articles], rulebook: first ? { ...first.rulebook } : null };
}
