import type { ReviewOutcome } from '../domain/shared/codes.ts';
import type { Fork, Held, StuckChain } from '../protocol/pull.ts';
import type { QuarantineAnswer, QuarantineKey } from '../protocol/review.ts';
import type { Live } from './live.ts';
import type { AdministrationResult } from './ports.ts';

/** What waits for somebody at the command desk, as pulled. */
export interface ReviewRows {
  /** Newest first. */
  readonly held: readonly Held[];
  readonly forks: readonly Fork[];
  readonly chains: readonly StuckChain[];
}

/** Which of the quarantine is wanted; null: whatever. */
export interface QuarantineFilter {
  readonly source: QuarantineKey['source'] | null;
  readonly reason: QuarantineKey['reason'] | null;
  readonly gateway: string | null;
}

export interface Reviewing {
  readonly rows: Live<ReviewRows>;
  /** The signed text the hub keeps at a place of a chain; null when it was not pulled. */
  readRaw(chain: string, seq: number): Promise<string | null>;
  /** Decided at the hub, which answers when it stands. */
  decide(
    held: Pick<Held, 'chain' | 'seq'>,
    outcome: ReviewOutcome,
    signal: AbortSignal,
  ): Promise<AdministrationResult<null>>;
  closeChain(chain: string, signal: AbortSignal): Promise<AdministrationResult<null>>;
  /** What could not be accepted at all, from an offset on. In memory only. */
  browseQuarantine(
    offset: number,
    filter: QuarantineFilter,
    signal: AbortSignal,
  ): Promise<AdministrationResult<QuarantineAnswer>>;
  /** How an item begins, as it came; null when its bytes were not kept. */
  readQuarantined(key: QuarantineKey, signal: AbortSignal): Promise<AdministrationResult<Uint8Array | null>>;
}
