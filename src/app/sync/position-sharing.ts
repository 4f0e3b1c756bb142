import type { KeptFixes } from '../device/kept-fixes.ts';
import { type Live, LiveValue, type Stop } from '../live.ts';
import type { PositionSharing, Profile, SharingState } from '../ports.ts';
import type { PositionStore } from '../storage/position-store.ts';
import type { SettingStore } from '../storage/setting-store.ts';

export interface SharingDeps {
  /** Who is on duty with this phone; null while nobody is. */
  readonly onDuty: Live<Profile | null>;
  readonly settings: SettingStore;
  readonly positions: PositionStore;
  readonly kept: Pick<KeptFixes, 'follow'>;
  /** A position waits to be sent. */
  readonly onWaiting: () => void;
}

/** While on, and the ranger on duty, those fixes that are worth keeping go to command; else nothing is kept. */
export class RangerPositionSharing implements PositionSharing {
  readonly state: Live<SharingState>;
  readonly #deps: SharingDeps;
  readonly #value = new LiveValue<SharingState>({ on: false, lastSharedAt: null });
  #isRanger = false;
  /** On unless switched off; nothing is shared before that is known. */
  #isWanted = false;
  #stopFixes: Stop | null = null;

  constructor(deps: SharingDeps) {
    this.#deps = deps;
    this.state = this.#value;
  }

  start(): void {
    const onProblem = (problem: unknown) => console.error('sharing of positions', problem);
    this.#deps.onDuty.subscribe((profile) => {
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
    return this.#deps.kept.follow(
      (fix) => void this.#keep(fix),
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
