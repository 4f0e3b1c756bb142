import type { CaseField, CaseOutcome, CaseStep } from '../shared/case-codes.ts';
import type { Entry, WorkflowFile, WrittenChoice } from '../workflow/workflow-file.ts';

/** A step of a case and the civil date on which it was taken; null for the clue itself. */
export interface CaseStatus {
  readonly step: CaseStep;
  readonly on: string | null;
}

/** An enforcement officer in charge, with the number of the certificate that has to be shown. */
export interface Officer {
  readonly person: string;
  readonly certificate: string;
}

/** What stands in a case, field by field. */
export interface CaseValues {
  readonly status: CaseStatus;
  readonly officers: readonly Officer[];
  readonly decision: CaseOutcome | null;
}

type FieldValue = { readonly [F in CaseField]: { readonly field: F; readonly value: CaseValues[F] } }[CaseField];

/** One value of a case as somebody said it. */
export type CaseEntry = Omit<Entry, 'field' | 'value'> & FieldValue;

/** A supervisor's choice among values of one field of a case. */
export type CaseSettlement = WrittenChoice<CaseField>;

/** Everything ever said about one suspected violation, in the order it arrived. Nothing in it disappears. */
export interface CaseFile extends WorkflowFile<CaseEntry> {
  readonly violation: string;
}

/** Before anybody said anything: a clue. */
export function emptyCase(violation: string): CaseFile {
  return { violation, version: 0, entries: [], settlements: [] };
}

/** What stands in a case before anybody said anything. */
export const initialCase: CaseValues = { status: { step: 'clue', on: null }, officers: [], decision: null };

/** What stands in the case now. */
export function valuesOf(file: CaseFile): CaseValues {
  let values = initialCase;
  for (const { state, field, value } of file.entries) if (state === 'stands') values = { ...values, [field]: value };
  return values;
}

/** On which civil dates the steps that stand were taken. */
export function stepDates(file: CaseFile): Readonly<Partial<Record<CaseStep, string>>> {
  const taken: Partial<Record<CaseStep, string>> = {};
  for (const entry of file.entries) {
    const isOfCourse = entry.state === 'stands' || entry.state === 'past';
    if (isOfCourse && entry.field === 'status' && entry.value.on !== null) taken[entry.value.step] = entry.value.on;
  }
  return taken;
}
