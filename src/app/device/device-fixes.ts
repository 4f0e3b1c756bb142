import type { Fix } from '../../domain/shared/fix.ts';
import { LiveValue, type Stop } from '../live.ts';
import type { Fixes, FixState, Stamp } from '../ports.ts';

/** What of the browser the fixes need; a test gives its own. */
export interface FixSurroundings {
  readonly isSecure: boolean;
  readonly geolocation: Geolocation | undefined;
  stamp(): Stamp;
  /** Calls back when the person changes the permission. */
  onPermissionChange(changed: () => void): void;
}

/** Where the device is. Watches only while somebody subscribes. An old fix stays, and says when it was received. */
export class DeviceFixes implements Fixes {
  readonly state: { subscribe: (onValue: (value: FixState) => void) => Stop };
  readonly #surroundings: FixSurroundings;
  readonly #value = new LiveValue<FixState>({ kind: 'off' });
  #watchers = 0;
  #watch: number | null = null;

  constructor(surroundings: FixSurroundings) {
    this.#surroundings = surroundings;
    this.state = { subscribe: (onValue) => this.#subscribe(onValue) };
    surroundings.onPermissionChange(() => this.#restart());
  }

  #subscribe(onValue: (value: FixState) => void): Stop {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#start();
    const stop = this.#value.subscribe(onValue);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      stop();
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#stop();
    };
  }

  #start(): void {
    const { isSecure, geolocation } = this.#surroundings;
    if (!isSecure) return this.#value.set({ kind: 'insecure' });
    if (!geolocation) return this.#value.set({ kind: 'unavailable' });
    if (this.#value.value.kind !== 'fix') this.#value.set({ kind: 'waiting' });
    const options = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 60_000 };
    this.#watch = geolocation.watchPosition(
      (position) => this.#value.set({ kind: 'fix', fix: fixOf(position), received: this.#surroundings.stamp() }),
      (problem) => this.#fail(problem),
      options,
    );
  }

  /** A lost signal keeps the last fix: its age tells. A withdrawn permission does not. */
  #fail({ code }: GeolocationPositionError): void {
    if (code === 1) return this.#value.set({ kind: 'denied' });
    if (this.#value.value.kind === 'fix') return;
    this.#value.set({ kind: code === 2 ? 'unavailable' : 'waiting' });
  }

  #restart(): void {
    if (this.#watchers === 0) return;
    this.#stop();
    this.#start();
  }

  #stop(): void {
    if (this.#watch !== null) this.#surroundings.geolocation?.clearWatch(this.#watch);
    this.#watch = null;
  }
}

function fixOf({ coords, timestamp }: GeolocationPosition): Fix {
  const { longitude, latitude, accuracy } = coords;
  return { lon: longitude, lat: latitude, accuracyMeters: accuracy, takenAt: Math.round(timestamp), source: 'gps' };
}
