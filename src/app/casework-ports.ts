import type { CaseFile, CaseValues } from '../domain/casework/case-file.ts';
import type { CaseField } from '../domain/shared/case-codes.ts';
import type { Live } from './live.ts';
import type { ShownChoice, WorkflowRow } from './workflow-ports.ts';

/** Cases as the desk sees and moves them. */

export type CaseRow = WorkflowRow<CaseFile>;
export type CaseChoice = ShownChoice<CaseField>;

export interface Casework {
  /** By the record's event id; a record nobody said anything about has none. */
  readonly cases: Live<ReadonlyMap<string, CaseRow>>;
  /** Appends a step to this device's chain, against the version shown. Durable when it resolves. */
  take(violation: string, base: number, changes: Partial<CaseValues>): Promise<void>;
  /** Appends a supervisor's choice. Durable when it resolves. */
  settle(violation: string, choice: CaseChoice): Promise<void>;
}
