import * as v from 'valibot';
import { type CaseFile, emptyCase, valuesOf } from '../../domain/casework/case-file.ts';
import { type CaseSaid, takeSaid, whyNotTaken } from '../../domain/casework/case-said.ts';
import { caseFileSchema, type PulledCaseStatus } from '../../protocol/casework.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { readCaseEvent } from '../../protocol/read-case-event.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import type { ChangeDraft } from './record-change.ts';
import { namedIn, type Workflow, WorkflowFiles } from './workflow-files.ts';

interface PlacedCase {
  readonly chain: string;
  readonly file: CaseFile;
}

const workflow: Workflow<CaseSaid, PlacedCase> = {
  read: readCaseEvent,
  keyOf: ({ violation }) => violation,
  whyHeld: (placed, said) => (placed ? whyNotTaken(placed.file, said) : 'unknown-record'),
  take: takeSaid,
  write: (tx, { file }) =>
    tx.query('update case_file set version = $2, file = $3 where violation = $1', [
      ...[file.violation, file.version, JSON.stringify(file)],
    ]),
  changesOf: caseChanges,
};

/** Locks the case of every record these events name, in id order; a record's first command makes its case. */
export async function lockCases(tx: Queryable, events: readonly HulinEvent[]): Promise<Projection> {
  const ids = namedIn(workflow, events);
  if (ids.length === 0) return new WorkflowFiles(workflow, new Map());
  await openCases(tx, ids, events);
  const rows = await tx.query<{ chain: string; file: unknown }>(
    'select chain, file from case_file where violation = any($1::uuid[]) order by violation for update',
    [ids],
  );
  const cases = rows.map(({ chain, file }) => ({ chain, file: v.parse(caseFileSchema, file) }));
  return new WorkflowFiles(workflow, new Map(cases.map((one) => [one.file.violation, one])));
}

/** A case for each of these records that has none yet, if the hub has the record, or it comes in the same batch. */
async function openCases(tx: Queryable, ids: readonly string[], batch: readonly HulinEvent[]): Promise<void> {
  const arriving = batch.filter(({ kind, id }) => kind === 'violation' && ids.includes(id));
  const known = await tx.query<{ id: string; chain: string }>(
    "select distinct on (id) id, chain from event where id = any($1::uuid[]) and kind = 'violation' order by id, received_at",
    [ids],
  );
  const records = new Map([...arriving, ...known].map(({ id, chain }) => [id, chain]));
  for (const violation of ids.filter((id) => records.has(id))) {
    await tx.query(
      'insert into case_file (violation, chain, version, file) values ($1, $2, 0, $3) on conflict do nothing',
      [violation, records.get(violation), JSON.stringify(emptyCase(violation))],
    );
  }
}

/** The whole case for the desks; for the phone of the record's author only how far it has come. */
function caseChanges({ chain, file }: PlacedCase): ChangeDraft[] {
  const status: PulledCaseStatus = { violation: file.violation, ...valuesOf(file).status };
  const place = { key: file.violation, audience: 'desk', area: '*' } as const;
  return [
    { entity: 'case', ...place, chain: null, body: file },
    { entity: 'case-status', ...place, chain, body: status },
  ];
}
