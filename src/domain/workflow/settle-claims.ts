import { isSame, type Values, valueIn } from './take-changes.ts';
import { type Entry, isKnown, type Origin, openClaims, standingEntry, type WorkflowFile } from './workflow-file.ts';

/** A supervisor's choice: the value of event `stands` over those of the events `over`. `stands` null: what stood before anybody said anything. */
export interface Choice<F extends string = string> {
  readonly origin: Origin;
  readonly field: F;
  readonly stands: string | null;
  readonly over: readonly string[];
}

/**
 * Takes a supervisor's choice into the file.
 *
 * | Is the chosen value…           | Had its chooser seen what stands now? | → |
 * |--------------------------------|---------------------------------------|---|
 * | what stands                    | –   | the claims it goes over are overruled |
 * | a claim                        | yes | it stands, with its author's earlier claims as its past; what stood is overruled |
 * | a claim                        | no  | it stays a claim: supervisors' conflicts show too |
 * | neither: settled by another    | no  | when that choice differs, one more claim |
 *
 * Claims it names nowhere had not been seen: they stay open. The same event again changes nothing.
 */
export function settleClaims<F extends WorkflowFile>(file: F, choice: Choice, values: Pick<Values, 'initial'>): F {
  if (isKnown(file, choice.origin.event)) return file;
  const { field, stands, over, origin } = choice;
  const version = file.version + 1;
  const kept = { ...file, version, settlements: [...file.settlements, { ...origin, version, field, stands, over }] };
  const chosen = stands === null ? null : entryOf(file, field, stands);
  if (chosen?.state === 'claim') {
    const entries = sawWhatStands(file, choice) ? raise(file, choice, chosen, version) : overrule(file.entries, choice);
    return { ...kept, entries };
  }
  if ((chosen?.event ?? null) === (standingEntry(file, field)?.event ?? null)) {
    return { ...kept, entries: overrule(file.entries, choice) };
  }
  return { ...kept, entries: disagree(file, choice, chosen, version, values) };
}

/** A choice goes over all that was shown beside it: what stood, and what was open. Another's choice since has changed either. */
function sawWhatStands(file: WorkflowFile, { field, over }: Choice): boolean {
  const standing = standingEntry(file, field);
  const isShown = (event: string) => ['stands', 'claim'].includes(entryOf(file, field, event)?.state ?? '');
  return (standing === null || over.includes(standing.event)) && over.every(isShown);
}

/** Why a choice cannot be used: it names what nobody said. Null when it can. */
export function whyNotChosen(file: WorkflowFile, { field, stands, over, origin }: Choice): 'unknown-choice' | null {
  if (isKnown(file, origin.event)) return null;
  const named = [...over, ...(stands === null ? [] : [stands])];
  const isUnknown = over.length === 0 || named.some((event) => entryOf(file, field, event) === null);
  return isUnknown ? 'unknown-choice' : null;
}

/** What one event said of one field; null when nothing. */
export function entryOf<E extends Entry>({ entries }: WorkflowFile<E>, field: E['field'], event: string): E | null {
  return entries.find((entry) => entry.field === field && entry.event === event) ?? null;
}

function raise(file: WorkflowFile, { field, over, origin }: Choice, chosen: Entry, version: number): Entry[] {
  const line = openClaims(file, field).filter(
    ({ chain, version: at }) => chain === chosen.chain && at < chosen.version,
  );
  const past = new Set(line.map(({ event }) => event));
  const stood = { stoodAt: version, stoodBy: origin.chain };
  return file.entries.map((entry) => {
    if (entry.field !== field) return entry;
    if (entry === chosen) return { ...entry, ...stood, state: 'stands' };
    if (entry.state === 'claim' && past.has(entry.event)) return { ...entry, ...stood, state: 'past' };
    const isOverruled = entry.state === 'stands' || (entry.state === 'claim' && over.includes(entry.event));
    return isOverruled ? { ...entry, state: 'overruled' } : entry;
  });
}

function overrule(entries: readonly Entry[], { field, over }: Choice): Entry[] {
  return entries.map((entry) =>
    entry.field === field && entry.state === 'claim' && over.includes(entry.event)
      ? { ...entry, state: 'overruled' }
      : entry,
  );
}

function disagree(
  file: WorkflowFile,
  choice: Choice,
  chosen: Entry | null,
  version: number,
  values: Pick<Values, 'initial'>,
): readonly Entry[] {
  const { field } = choice;
  const value = chosen ? chosen.value : (values.initial[field] ?? null); // null: nothing that could be claimed
  if (value === null || isSame(value, valueIn(file, field, values))) return overrule(file.entries, choice);
  const claim = { ...choice.origin, field, value, version, state: 'claim', stoodAt: null, stoodBy: null };
  return [...overrule(file.entries, choice), claim as Entry];
}
