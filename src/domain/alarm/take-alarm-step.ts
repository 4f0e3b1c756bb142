import type { AlarmLevel } from '../shared/alarm-codes.ts';
import type { AlarmStatus } from '../shared/codes.ts';
import { type AlarmEntry, type AlarmFile, type AlarmOrigin, type AlarmValues, alarmValues } from './alarm-file.ts';

/** What one command wants changed, with the alarm's version its author had before him. */
export interface AlarmStep {
  readonly origin: AlarmOrigin;
  readonly base: number;
  readonly changes: Partial<AlarmValues>;
}

type Change = Pick<AlarmEntry, 'field' | 'value'>;

/**
 * Takes a command into an alarm's file, field by field, in the order of arrival. No clock decides, and nobody is overwritten unseen.
 *
 * | Changed by another chain since `base`? | Closes, and sensors have shown more since `base`? | → |
 * |----------------------------------------|---------------------------------------------------|---|
 * | no                                     | no                                                | stands; what stood is past, claims its author had seen are overruled |
 * | yes                                    | –                                                 | claim: what stands stays, whoever has seen both chooses by one more step |
 * | no                                     | yes                                               | claim: it stays open until whoever sees what it has become closes it |
 *
 * `version` is the alarm's after this step. The same event again changes nothing.
 */
export function takeAlarmStep(file: AlarmFile, step: AlarmStep, version: number): AlarmFile {
  if (file.entries.some(({ event }) => event === step.origin.event)) return file;
  let { entries } = file;
  const hasGrown = (file.grown ?? 0) > step.base;
  for (const change of changesOf(step)) {
    const isUnseen = hasGrown && change.field === 'closing' && change.value !== null;
    entries = takeChange(entries, step, change, { version, isUnseen });
  }
  return { ...file, entries };
}

/**
 * Why a command cannot be used; null when it can.
 *
 * | Closes? | Smoke, still raised? | Verified, or being verified? | → |
 * |---------|----------------------|------------------------------|---|
 * | yes     | yes                  | no                           | alarm-unverified |
 * | else    |                      |                              | can be used |
 */
export function whyNotStepped(
  file: AlarmFile,
  { changes }: Pick<AlarmStep, 'changes'>,
  alarm: { readonly status: AlarmStatus; readonly level: AlarmLevel },
): 'alarm-unverified' | null {
  if (!changes.closing || alarm.status !== 'raised' || alarm.level === 'technical') return null;
  const verification = changes.verification ?? alarmValues(file).verification;
  return verification === 'unverified' ? 'alarm-unverified' : null;
}

/** What is shelved calls nobody: for a day at most, and then somebody looks at it again. */
export const longestShelvingMs = 86_400_000;

/** Whether a command shelves for longer than that after the hub has it, `now` in epoch ms. */
export function shelvesTooLong({ changes }: Pick<AlarmStep, 'changes'>, now: number): boolean {
  return (changes.shelving?.until ?? now) - now > longestShelvingMs;
}

function takeChange(
  entries: readonly AlarmEntry[],
  { origin, base }: AlarmStep,
  change: Change,
  { version, isUnseen }: { readonly version: number; readonly isUnseen: boolean },
): AlarmEntry[] {
  const ofField = entries.filter(({ field }) => field === change.field);
  const isChanged = ofField.some(
    (entry) => entry.state === 'stands' && entry.version > base && entry.chain !== origin.chain,
  );
  const isStale = isChanged || isUnseen;
  const said = { ...origin, ...change, version, state: isStale ? 'claim' : 'stands' } as AlarmEntry;
  if (isStale) return [...entries, said];
  const settled = entries.map((entry): AlarmEntry => {
    if (entry.field !== change.field) return entry;
    if (entry.state === 'stands') return { ...entry, state: 'past' };
    const isSeen = entry.version <= base || entry.chain === origin.chain;
    return entry.state === 'claim' && isSeen ? { ...entry, state: 'overruled' } : entry;
  });
  return [...settled, said];
}

function changesOf({ changes: { assignee, shelving, verification, closing } }: AlarmStep): Change[] {
  return [
    ...(verification === undefined ? [] : [{ field: 'verification' as const, value: verification }]),
    ...(assignee === undefined ? [] : [{ field: 'assignee' as const, value: assignee }]),
    ...(shelving === undefined ? [] : [{ field: 'shelving' as const, value: shelving }]),
    ...(closing === undefined ? [] : [{ field: 'closing' as const, value: closing }]),
  ];
}
