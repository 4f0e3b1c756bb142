import type { ErasureReason } from '../domain/shared/codes.ts';
import type { EvidenceRequestBody, OpeningLog } from '../protocol/evidence/evidence-requests.ts';

/** How far an evidence package is on its way from the hub; `of` null while the hub is still putting it together. */
export type ExportProgress = (received: number, of: number | null) => void;

export type Exported =
  /** `sha256` was reckoned here from the bytes that came, and is what the hub said. */
  | { readonly ok: true; readonly file: Blob; readonly sha256: string }
  | { readonly ok: false; readonly because: 'no-network' | 'not-allowed' | 'missing' | 'too-large' | 'damaged' };

/** Reasons somebody may give by hand; the end of the time of keeping is the hub's own. */
export type ErasureByHand = Exclude<ErasureReason, 'retention'>;

/** `erased` counts the record and remarks about it; 0 when all were erased before. */
export type Erased =
  | { readonly ok: true; readonly erased: number }
  | { readonly ok: false; readonly because: 'no-network' | 'not-allowed' | 'in-case' };

/** What leaves the hub as evidence, who has read what, and what nobody is to read any more. */
export interface EvidenceDesk {
  /** Rejects only when `signal` aborts. */
  export(request: EvidenceRequestBody, onProgress: ExportProgress, signal: AbortSignal): Promise<Exported>;
  /** Makes the personal parts of a record, and of remarks about it, unreadable for ever. */
  erase(record: string, because: ErasureByHand, signal: AbortSignal): Promise<Erased>;
  /** A page of the log of openings, newest first; null when it could not be had. For administrators. */
  openings(before: number | null, signal: AbortSignal): Promise<OpeningLog | null>;
}
