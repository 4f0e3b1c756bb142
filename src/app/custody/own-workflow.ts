import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import { isKnown, type WorkflowFile } from '../../domain/workflow/workflow-file.ts';
import { eventSchema, type HulinEvent } from '../../protocol/event.ts';
import type { Live } from '../live.ts';
import type { ChainRows, ChainStore } from '../storage/chain-store.ts';
import { joinLive, mapLive, switchLive } from '../storage/live-query.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { type Reader, read } from '../storage/read-rows.ts';
import type { EventRow } from '../storage/rows.ts';
import type { WorkflowRow } from '../workflow-ports.ts';
import { type Chain, type EventDraft, mustBeAppended } from './chain.ts';

/** So many of this device's newest events, and all that are not sent, are looked through for what the hub has not told back yet. */
const mostOwn = 500;

interface OwnSaid<S> {
  readonly said: S;
  readonly event: string;
  readonly custody: 'saved' | 'received' | 'held';
}

/** What several people may change: cases, gates. */
export interface OwnWorkflow<S, F extends WorkflowFile> {
  /** The pull's name for it, and the kinds of events that change it. */
  readonly entity: string;
  readonly kinds: readonly string[];
  readonly readFile: Reader<F>;
  /** What an event of these kinds says; null when it is about something else. */
  readSaid(event: HulinEvent, profile: EnrolledProfile): S | null;
  keyOf(said: S): string;
  fileKey(file: F): string;
  empty(key: string): F;
  take(file: F, said: S): F;
  whyNot(file: F, said: S): string | null;
}

/** Files pulled from the hub, with this device's own commands over them from the moment they are saved. */
export function watchWorkflow<S, F extends WorkflowFile>(
  { chains, pulled }: { readonly chains: ChainStore; readonly pulled: PulledStore },
  keys: OwnKeys,
  workflow: OwnWorkflow<S, F>,
): Live<ReadonlyMap<string, WorkflowRow<F>>> {
  const readSaid = rememberingSaid(workflow);
  const own = switchLive(keys.watchEnrolled(), (profile) => {
    if (!profile) return null;
    const newest = chains.watchNewestAndUnsent(profile.enrolled.chain, mostOwn);
    return mapLive(newest, (rows) => ownSaid(rows, (row) => readSaid(row, profile)));
  });
  return joinLive(pulled.watch(workflow.entity), own, (rows, said) =>
    overlay(workflow, read(rows, workflow.readFile), said ?? []),
  );
}

/** Puts a command on this device's chain. Durable when it resolves; rejects when nobody is on duty with it. */
export async function appendCommand(
  chain: Chain,
  keys: OwnKeys,
  command: Pick<EventDraft, 'kind' | 'schema' | 'body' | 'base'>,
): Promise<void> {
  const profile = await keys.enrolled();
  if (!profile) throw new Error('not enrolled');
  mustBeAppended(await chain.append({ id: uuidv7(), ...command, parts: [], wraps: [] }, profile));
}

/** The own commands among the newest events, oldest first. */
function ownSaid<S>({ events, receipts, heldUpTo }: ChainRows, readSaid: (row: EventRow) => S | null): OwnSaid<S>[] {
  const outcomes = new Map(receipts.map(({ hash, outcome }) => [hash, outcome]));
  const found = events.map((row) => {
    const said = readSaid(row);
    const isReceived = row.seq <= (heldUpTo.get(row.chain) ?? 0);
    const custody = !isReceived ? 'saved' : outcomes.get(row.hash) === 'held' ? 'held' : 'received';
    return said && ({ said, event: row.id, custody } as const);
  });
  return found.filter((one) => one !== null).toReversed();
}

function rememberingSaid<S>({ kinds, readSaid }: Pick<OwnWorkflow<S, never>, 'kinds' | 'readSaid'>) {
  const known = new Map<string, S | null>();
  return (row: EventRow, profile: EnrolledProfile): S | null => {
    const before = known.get(row.hash);
    if (before !== undefined) return before;
    const event = kinds.includes(row.kind) ? v.safeParse(eventText, row.raw) : null;
    const said = event?.success ? readSaid(event.output, profile) : null;
    known.set(row.hash, said);
    return said;
  };
}

const eventText = v.pipe(v.string(), v.parseJson(), eventSchema);

function overlay<S, F extends WorkflowFile>(
  workflow: OwnWorkflow<S, F>,
  files: readonly F[],
  own: readonly OwnSaid<S>[],
): ReadonlyMap<string, WorkflowRow<F>> {
  const none = { own: new Map(), held: [] };
  const rows = new Map<string, WorkflowRow<F>>(
    files.map((file) => [workflow.fileKey(file), { file, base: file.version, ...none }]),
  );
  for (const one of own) {
    const key = workflow.keyOf(one.said);
    const row = rows.get(key) ?? { file: workflow.empty(key), base: 0, ...none };
    if (!isKnown(row.file, one.event)) rows.set(key, withOwn(workflow, row, one));
  }
  return rows;
}

/** What the hub holds, or would, is named and not shown as if it stood. */
function withOwn<S, F extends WorkflowFile>(
  { take, whyNot }: Pick<OwnWorkflow<S, F>, 'take' | 'whyNot'>,
  row: WorkflowRow<F>,
  { said, event, custody }: OwnSaid<S>,
): WorkflowRow<F> {
  const isUsable = custody !== 'held' && whyNot(row.file, said) === null;
  if (!isUsable) return { ...row, held: [...row.held, event] };
  return { ...row, file: take(row.file, said), own: new Map([...row.own, [event, custody]]) };
}
