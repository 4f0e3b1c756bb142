import type { Battery, BatteryState } from '../battery-ports.ts';
import { type Live, LiveValue } from '../live.ts';

/** What browsers that tell of the battery tell. */
export interface BatteryLike extends EventTarget {
  readonly level: number;
}

/** The battery's charge, where the browser tells; unknown for ever where it does not. */
export class DeviceBattery implements Battery {
  readonly state: Live<BatteryState>;
  readonly #value = new LiveValue<BatteryState>({ level: null });

  constructor(ask: (() => Promise<BatteryLike>) | undefined) {
    this.state = this.#value;
    ask?.().then(
      (battery) => this.#follow(battery),
      (problem: unknown) => console.warn('the browser does not tell of the battery', problem),
    );
  }

  #follow(battery: BatteryLike): void {
    const tell = () => this.#value.set({ level: readLevel(battery) });
    battery.addEventListener('levelchange', tell);
    tell();
  }
}

function readLevel({ level }: BatteryLike): number | null {
  return Number.isFinite(level) && level >= 0 && level <= 1 ? level : null;
}
