import { type Entry, isKnown, type Origin, openClaims, standingEntry, type WorkflowFile } from './workflow-file.ts';

/** What one command wants changed, with the version its author had before him. */
export interface Changes {
  readonly origin: Origin;
  readonly base: number;
  readonly changes: readonly Change[];
}

type Change = Pick<Entry, 'field' | 'value'>;
type EntryChange = Change & Pick<Entry, 'state'>;

/** How the values of one kind of thing are compared. */
export interface Values {
  /** What stands in each field before anybody said anything. */
  readonly initial: Readonly<Record<string, unknown>>;
  /** Whether two values, said without knowing of each other, are no conflict. */
  isAlike(one: unknown, other: unknown): boolean;
}

/**
 * Takes a command into the file, field by field, in the order of arrival. No clock decides, and nobody is overwritten unseen.
 *
 * | Conflict open in the field? | Same as what stands? | Changed by another since `base`, or `base` not known? | Alike? | → |
 * |-----------------------------|----------------------|-------------------------------------------------------|--------|---|
 * | yes                         | –                    | –                                                     | –      | one more claim; what stands stays |
 * | no                          | yes                  | –                                                     | –      | agreed |
 * | no                          | no                   | yes                                                   | yes    | agreed |
 * | no                          | no                   | yes                                                   | no     | claim: what stands stays, a supervisor chooses |
 * | no                          | no                   | no                                                    | –      | stands |
 *
 * The same event again changes nothing.
 */
export function takeChanges<F extends WorkflowFile>(file: F, command: Changes, values: Values): F {
  if (isKnown(file, command.origin.event)) return file;
  const version = file.version + 1;
  const judged = command.changes.map((change) => ({ ...change, state: judge(file, command, change, values) }));
  const replaced = new Set(judged.filter(({ state }) => state === 'stands').map(({ field }) => field));
  const before = file.entries.map((entry) =>
    entry.state === 'stands' && replaced.has(entry.field) ? { ...entry, state: 'past' as const } : entry,
  );
  return {
    ...file,
    version,
    entries: [...before, ...judged.map((change) => toEntry(command.origin, version, change))],
  };
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What stands in a field now. */
export function valueIn(file: WorkflowFile, field: string, { initial }: Pick<Values, 'initial'>): unknown {
  const standing = standingEntry(file, field);
  return standing ? standing.value : (initial[field] ?? null);
}

function judge(file: WorkflowFile, command: Changes, { field, value }: Change, values: Values): Entry['state'] {
  if (openClaims(file, field).length > 0) return 'claim';
  const standing = valueIn(file, field, values);
  if (isSame(standing, value)) return 'agreed';
  if (!isStale(file, command, field)) return 'stands';
  return standingEntry(file, field) && values.isAlike(standing, value) ? 'agreed' : 'claim';
}

/** An author knows his own chain's earlier commands, whatever the hub had told him when he wrote. */
function isStale(file: WorkflowFile, { base, origin }: Changes, field: string): boolean {
  if (base > file.version) return true;
  return file.entries.some(
    (entry) => entry.field === field && (entry.stoodAt ?? 0) > base && entry.stoodBy !== origin.chain,
  );
}

function toEntry(origin: Origin, version: number, { field, value, state }: EntryChange): Entry {
  const stands = state === 'stands';
  const said = { ...origin, field, value, version, state };
  return { ...said, stoodAt: stands ? version : null, stoodBy: stands ? origin.chain : null };
}
