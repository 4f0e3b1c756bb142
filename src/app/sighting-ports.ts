import type { Aim } from '../domain/incident/seen-place.ts';
import type { Fix } from '../domain/shared/fix.ts';
import type { SightingSign, SightingSize, SightingSource } from '../domain/shared/incident-codes.ts';
import type { RecordDraft, RecordDrafts } from './draft-ports.ts';

/** What pages are given for reporting suspected fire, beside the other services in `ports.ts`. */

/** A sighting being written, as far as it has come. */
export interface SightingDraft extends RecordDraft {
  readonly source: SightingSource;
  /** Null until somebody says. */
  readonly sign: SightingSign | null;
  readonly size: SightingSize;
  /** Where it is, or with `aim` where whoever saw it stood. */
  readonly fix: Fix | null;
  readonly aim: Aim | null;
  readonly seenAt: number;
  /** Who called, where a citizen did; sealed. */
  readonly name: string;
  readonly phone: string;
  readonly note: string;
}

export type SightingDrafts = RecordDrafts<SightingDraft, [], 'no-sign'>;
