import type { Role } from '../shared/codes.ts';

/** What several people may change of one thing, each from what he last knew of it: a case, a gate's mode. */

/** Which event said something, who wrote it on which chain, and between which hub times; `toAt` null: not received yet. */
export interface Origin {
  readonly event: string;
  readonly chain: string;
  readonly person: string;
  /** Told where others than command are told who it was. */
  readonly role?: Role;
  readonly fromAt: number | null;
  readonly toAt: number | null;
}

/**
 * What became of one value said for one field: `stands` or stood (`past`); waits for a supervisor (`claim`) or was `overruled`;
 * said the same as stood already (`agreed`).
 */
export type EntryState = 'stands' | 'past' | 'claim' | 'overruled' | 'agreed';

/** One value as somebody said it. `version`: the thing's when it arrived; `stoodAt` and `stoodBy`: when and by which chain it came to stand. */
export interface Entry extends Origin {
  readonly field: string;
  readonly value: unknown;
  readonly version: number;
  readonly state: EntryState;
  readonly stoodAt: number | null;
  readonly stoodBy: string | null;
}

/** A supervisor's choice among values of one field. `stands` null: what stood before anybody said anything. */
export interface WrittenChoice<F extends string = string> extends Origin {
  readonly version: number;
  readonly field: F;
  readonly stands: string | null;
  readonly over: readonly string[];
}

/** Everything ever said about one thing, in the order it arrived. Nothing in it disappears. */
export interface WorkflowFile<E extends Entry = Entry> {
  readonly version: number;
  readonly entries: readonly E[];
  readonly settlements: readonly WrittenChoice<E['field']>[];
}

/** The entry whose value stands in a field; null while nobody's does. */
export function standingEntry<E extends Entry>({ entries }: WorkflowFile<E>, field: E['field']): E | null {
  return entries.find((entry) => entry.field === field && entry.state === 'stands') ?? null;
}

/** Values of a field that wait for a supervisor, in the order they arrived. */
export function openClaims<E extends Entry>({ entries }: WorkflowFile<E>, field: E['field']): readonly E[] {
  return entries.filter((entry) => entry.field === field && entry.state === 'claim');
}

/** Fields in which somebody has to choose. */
export function conflictsOf<E extends Entry>({ entries }: WorkflowFile<E>): readonly E['field'][] {
  return [...new Set(entries.filter(({ state }) => state === 'claim').map(({ field }) => field))];
}

/** Whether an event has been taken in. */
export function isKnown({ entries, settlements }: WorkflowFile, event: string): boolean {
  return [...entries, ...settlements].some((said) => said.event === event);
}

/** Which events a choice for `stands` goes over: all that is shown beside it. */
export function beside(file: WorkflowFile, field: string, stands: string | null): readonly string[] {
  const standing = standingEntry(file, field)?.event;
  const shown = [...(standing === undefined ? [] : [standing]), ...openClaims(file, field).map(({ event }) => event)];
  return shown.filter((event) => event !== stands);
}
