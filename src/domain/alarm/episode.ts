import type { AlarmRule } from '../shared/codes.ts';
import type { SampleKey } from './sample.ts';

/** The reading that opens an episode. */
export interface Opening extends SampleKey {
  readonly name: string;
  readonly value: number;
}

/**
 * One stretch of alarm at a station, by measured time: from the reading that opens it to the one that clears it (null: it lasts).
 * The rule that spoke first names it; others that spoke while it lasted are its `evidence`. `isLive`: a reading that was not
 * history shows it.
 */
export interface Episode {
  readonly rule: AlarmRule;
  readonly opening: Opening;
  readonly closing: SampleKey | null;
  readonly evidence: readonly AlarmRule[];
  readonly isLive: boolean;
  /** When, by measured time, a live reading last showed a rule that did not speak just before; null: none has. */
  readonly begunAt: number | null;
}

/** What makes an episode the same as another of its station: its rule and its opening reading. */
export function episodeKey(rule: AlarmRule, { at, gateway, boot, seq }: SampleKey): string {
  return `${rule} ${at} ${gateway}/${boot}/${seq}`;
}
