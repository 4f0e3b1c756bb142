import * as v from 'valibot';
import { emptyGate, type GateFile, type GateSaid, takeGateSaid, whyNotGateSaid } from '../../domain/gate/gate-file.ts';
import { maySetGateMode } from '../../domain/gate/may-set-mode.ts';
import type { Role } from '../../domain/shared/codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { gateFileSchema, readGateEvent } from '../../protocol/gate-mode.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import { namedIn, type Workflow, WorkflowFiles } from './workflow-files.ts';

interface PlacedGate {
  readonly area: string;
  readonly file: GateFile;
}

interface Grant extends Record<string, unknown> {
  readonly chain: string;
  readonly person: string;
  readonly role: Role;
  readonly area: string;
}

/** Locks the file of every gate these events name, in id order; a gate's first command makes its file. */
export async function lockGates(tx: Queryable, events: readonly HulinEvent[]): Promise<Projection> {
  const gates = namedIn(workflowFor([]), events);
  if (gates.length === 0) return new WorkflowFiles(workflowFor([]), new Map());
  await openFiles(tx, gates);
  const rows = await tx.query<{ area: string; file: unknown }>(
    `select s.area, f.file from gate_file f join station s on s.id = f.gate
      where f.gate = any($1::text[]) order by f.gate for update of f`,
    [gates],
  );
  const placed = rows.map(({ area, file }) => ({ area, file: v.parse(gateFileSchema, file) }));
  const grants = await grantsOf(tx, [...new Set(events.map(({ chain }) => chain))]);
  return new WorkflowFiles(workflowFor(grants), new Map(placed.map((one) => [one.file.gate, one])));
}

/** `grants`: those of the authors, for what they were when they said something. */
function workflowFor(grants: readonly Grant[]): Workflow<GateSaid, PlacedGate> {
  const grantsBy = ({ chain, person }: HulinEvent) =>
    grants.filter((grant) => grant.chain === chain && grant.person === person);
  return {
    read: (event, toAt) => readGateEvent(event, toAt, grantsBy(event).at(-1)?.role ?? null),
    keyOf: ({ gate }) => gate,
    whyHeld: (placed, said, event) => {
      if (!placed) return 'unknown-gate';
      const may = grantsBy(event).some((grant) => maySetGateMode(grant, placed.area));
      return may ? whyNotGateSaid(placed.file, said) : 'not-allowed';
    },
    take: takeGateSaid,
    write: (tx, { file }) =>
      tx.query('update gate_file set version = $2, file = $3 where gate = $1', [
        ...[file.gate, file.version, JSON.stringify(file)],
      ]),
    changesOf: ({ file }) => [{ entity: 'gate', key: file.gate, audience: 'all', chain: null, area: '*', body: file }],
  };
}

async function openFiles(tx: Queryable, gates: readonly string[]): Promise<void> {
  const known = await tx.query<{ id: string }>(
    "select id from station where kind = 'gate' and id = any($1::text[]) order by id",
    [gates],
  );
  for (const { id } of known) {
    await tx.query('insert into gate_file (gate, version, file) values ($1, 0, $2) on conflict do nothing', [
      ...[id, JSON.stringify(emptyGate(id))],
    ]);
  }
}

function grantsOf(tx: Queryable, chains: readonly string[]): Promise<Grant[]> {
  return tx.query<Grant>(
    `select c.id as chain, g.person, g.role, g.area from device_grant g join chain c on c.device = g.device
      where c.id = any($1::uuid[]) order by g.from_at`,
    [chains],
  );
}
