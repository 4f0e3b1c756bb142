import type { Act, Breach, VoidingReason } from '../domain/shared/codes.ts';
import type { PulledCaseStatus } from '../protocol/casework.ts';
import type { Remark } from '../protocol/remark.ts';
import type { Live } from './live.ts';

/** A remark as screens see it. One that is held for review is listed, and changes nothing until it is released. */
export interface StoryRemark extends Remark {
  readonly isHeld: boolean;
}

/** What happened to a record after it was made: records never change, their story grows. */
export interface RecordStories {
  /** By the record's id, oldest first; what this device said stands in it from the moment it is saved (`toAt` null). */
  readonly remarks: Live<ReadonlyMap<string, readonly StoryRemark[]>>;
  /** How far the cases of this device's own records have come. */
  readonly statuses: Live<ReadonlyMap<string, PulledCaseStatus>>;
  /** Appends a remark with its words sealed. Durable when it resolves. */
  add(about: string, remark: RemarkDraft): Promise<void>;
}

export type RemarkDraft =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'amendment'; readonly text: string; readonly act?: Act | Breach }
  | { readonly kind: 'voiding'; readonly text: string; readonly reason: VoidingReason };

/** What took a record back; null while it stands. */
export function voidingOf(remarks: readonly StoryRemark[] | undefined): StoryRemark | null {
  return remarks?.find(({ kind, isHeld }) => kind === 'voiding' && !isHeld) ?? null;
}

/** Ids of the records that were taken back. */
export function voidedIds(stories: ReadonlyMap<string, readonly StoryRemark[]> | undefined): ReadonlySet<string> {
  const all = [...(stories ?? [])];
  return new Set(all.filter(([, remarks]) => voidingOf(remarks) !== null).map(([id]) => id));
}
