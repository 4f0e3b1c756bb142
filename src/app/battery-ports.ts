import type { Live } from './live.ts';

/** How full the battery is, 0 to 1; null where the browser does not say. */
export interface BatteryState {
  readonly level: number | null;
}

export interface Battery {
  readonly state: Live<BatteryState>;
}
