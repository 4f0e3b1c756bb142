import { type Live, LiveValue, type Stop } from '../live.ts';
import type { Fixes, PositionSharing, Profile, SharingState } from '../ports.ts';
import type { PositionStore } from '../storage/position-store.ts';
import type { SettingStore } from '../storage/setting-store.ts';

export interface SharingDeps {
  readonly profile: Live<Profile | null>;
  readonly settings: SettingStore;
  readonly positions: PositionStore;
  readonly fixes: Fixes;
  /** A position waits to be sent. */
  readonly onWaiting: () => void;
}

const thinMs = 30_000;

/** While on, a ranger's newest fixes go to command, at most one every 30 s; while off nothing is kept or sent. */
export class RangerPositionSharing implements PositionSharing {
  readonly state: Live<SharingState>;
  readonly #deps: SharingDeps;
  readonly #value = new LiveValue<SharingState>({ on: false, lastSharedAt: null });
  #isRanger = false;
  /** On unless switched off; nothing is shared before that is known. */
  #isWanted = false;
  #stopFixes: Stop | null = null;
  #lastTakenAt = Number.NEGATIVE_INFINITY;

  constructor(deps: SharingDeps) {
    this.#deps = deps;
    this.state = this.#value;
  }

  start(): void {
    const onProblem = (problem: unknown) => console.error('sharing of positions', problem);
    this.#deps.profile.subscribe((profile) => {
      this.#isRanger = profile?.grant.role === 'ranger';
      this.#follow();
    }, onProblem);
    this.#deps.settings.watch('share-positions').subscribe((value) => {
      this.#isWanted = value !== false;
      this.#follow();
    }, onProblem);
  }

  set(on: boolean): void {
    const kept = this.#deps.settings
      .put('share-positions', on)
      .then(() => (on ? undefined : this.#deps.positions.clear()));
    kept.catch((problem: unknown) => console.error('sharing of positions', problem));
  }

  /** The hub confirmed positions. */
  noteShared(at: number): void {
    this.#value.set({ ...this.#value.value, lastSharedAt: at });
  }

  #follow(): void {
    const on = this.#isRanger && this.#isWanted;
    this.#value.set({ ...this.#value.value, on });
    if (on && !this.#stopFixes) this.#stopFixes = this.#watchFixes();
    if (!on) this.#stopFixes?.();
    if (!on) this.#stopFixes = null;
  }

  #watchFixes(): Stop {
    return this.#deps.fixes.state.subscribe(
      (state) => {
        if (state.kind !== 'fix' || state.fix.accuracyMeters === null) return;
        const { takenAt, lon, lat, accuracyMeters } = state.fix;
        if (takenAt - this.#lastTakenAt < thinMs && takenAt >= this.#lastTakenAt) return;
        this.#lastTakenAt = takenAt;
        void this.#keep({ takenAt, lon, lat, accuracyMeters });
      },
      (problem) => console.error('sharing of positions', problem),
    );
  }

  async #keep(position: { takenAt: number; lon: number; lat: number; accuracyMeters: number }): Promise<void> {
    try {
      await this.#deps.positions.put(position);
      this.#deps.onWaiting();
    } catch (problem) {
      console.error('position not kept', problem);
    }
  }
}
