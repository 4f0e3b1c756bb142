import type { Act, ApproverLevel, PermitPurpose, Term } from '../domain/shared/codes.ts';
import type { PermitRow } from '../protocol/permit.ts';
import type { Saved } from './draft-ports.ts';
import type { Live } from './live.ts';

/** What pages are given for writing permits, beside the other services in `ports.ts`. */

/** A corner of a drawn area, WGS 84. */
export type Corner = readonly [lon: number, lat: number];

/** A permit being written, as far as it has come; kept under the local key at every keystroke. */
export interface PermitDraft {
  readonly id: string;
  readonly documentNumber: string;
  readonly approverName: string;
  readonly approverLevel: ApproverLevel;
  readonly purpose: PermitPurpose;
  readonly acts: readonly Act[];
  /** The outline without its closing point, drawn corner by corner; holes come from files only. */
  readonly corners: readonly Corner[];
  readonly holes: readonly (readonly Corner[])[];
  /** Whether the outline is finished. */
  readonly isClosed: boolean;
  readonly fromOn: string;
  readonly toOn: string;
  readonly isAllDay: boolean;
  readonly fromTime: string;
  readonly toTime: string;
  readonly conditions: readonly Term[];
  readonly supervisor: string;
  /** Who answers for the fire on the spot; sealed when the permit is issued. */
  readonly responsibleName: string;
  readonly responsiblePhone: string;
  /** The permit that this one corrects. */
  readonly replaces: string | null;
  readonly updatedAt: number;
}

export type IssueResult =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly because: 'incomplete' | 'locked' | 'not-enrolled' | 'event-too-large' | 'storage' | 'off-duty' | 'gone';
    };

export interface PermitWriting {
  /** Permits not issued yet, newest first. */
  readonly drafts: Live<readonly PermitDraft[]>;
  /** A new one; filled in with what the permit says that it is to correct. */
  open(corrected: PermitRow | null): Promise<PermitDraft>;
  /** Durable when it resolves with `kept`. Later saves win over earlier ones, whatever order they finish in. */
  save(draft: PermitDraft): Promise<Saved>;
  /** Seals, signs, chains what was saved last: durable (strict) when it resolves with `ok`. The draft is gone then. */
  issue(id: string): Promise<IssueResult>;
  discard(id: string): Promise<void>;
  /** Appends the withdrawal to this device's chain. Durable when it resolves. */
  withdraw(permit: Pick<PermitRow, 'id' | 'version'>, reason: string): Promise<void>;
}
