import * as v from 'valibot';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { judgeAgain } from '../../domain/violation/judge-again.ts';
import { eventSchema, violationBodySchema } from '../../protocol/event.ts';
import type { Rejudgement } from '../../protocol/pull.ts';
import { type ChangeDraft, recordChanges } from '../custody/record-change.ts';
import type { Database } from '../ports.ts';
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

const pageRows = 500;

/**
 * Judges every suspected violation numbered after `after` by the current documents and tells the desks which verdicts would be
 * another, and which would be again what they were. The records are not touched. Answers the newest number looked at.
 */
export async function rejudgeRecords(
  database: Database,
  now: number,
  documents: CurrentDocuments,
  after: number,
  signal: AbortSignal,
): Promise<number> {
  let newest = after;
  for (;;) {
    signal.throwIfAborted();
    const rows = await readRecords(database, newest);
    const changes = rows.flatMap((row) => changeOf(row, documents));
    if (changes.length > 0) await database.transaction((tx) => recordChanges(tx, now, changes));
    newest = rows.at(-1)?.n ?? newest;
    if (rows.length < pageRows) return newest;
  }
}

function readRecords(database: Database, after: number): Promise<RecordRow[]> {
  return database.query<RecordRow>(
    `select c.n, e.id, e.chain, e.seq, e.raw,
            (select s.body from change s where s.entity = 'rejudgement' and s.key = e.id::text
              order by s.n desc limit 1) as said
       from change c
       join event e on e.chain = c.chain and e.seq = split_part(c.key, '/', 2)::bigint
      where c.entity = 'event' and c.n > $1 and e.kind = 'violation'
      order by c.n limit $2`,
    [after, pageRows],
  );
}

/** Nothing where the desks know it already; a record this build cannot read is left for one that can. */
function changeOf(row: RecordRow, { digest, rulebooks, zones }: CurrentDocuments): ChangeDraft[] {
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), row.raw);
  const record = event.success ? v.safeParse(violationBodySchema, event.output.body) : null;
  if (!record?.success) return [];
  const again = judgeAgain(record.output, rulebooks, zones, []);
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
