import type { Readings } from '../protocol/readings.ts';

export type HistoryAnswer =
  | { readonly ok: true; readonly readings: Readings }
  | { readonly ok: false; readonly because: 'no-network' | 'not-allowed' | 'missing' };

/** What one station measured over time, asked of the hub when somebody looks at it: nothing of it is stored here. */
export interface StationHistory {
  read(station: string, fromAt: number, toAt: number, stepSeconds: number, signal: AbortSignal): Promise<HistoryAnswer>;
}
