import { type EdgeAt, followFix, newTrack, type PatrolTrack } from '../../domain/patrol/patrol-track.ts';
import type { TrackFix } from '../../domain/patrol/smooth-fix.ts';
import { type Live, LiveValue, type Stop } from '../live.ts';
import type { ZoneWatch, ZoneWatchState } from '../ports.ts';
import type { SettingStore } from '../storage/setting-store.ts';

export interface ZoneWatchDeps {
  readonly kept: {
    follow(onKept: (fix: TrackFix) => void, onProblem: (problem: unknown) => void): Stop;
  };
  readonly edgeAt: EdgeAt;
  readonly settings: SettingStore;
  readonly attract: () => void;
}

/** Follows this phone into and out of the ban area while a page shows it, and calls on entering unless that was switched off. */
export class PhoneZoneWatch implements ZoneWatch {
  readonly state: Live<ZoneWatchState>;
  readonly #deps: ZoneWatchDeps;
  readonly #value = new LiveValue<ZoneWatchState>({ side: null, lastCrossing: null, isAlerting: true });
  #track: PatrolTrack = newTrack;
  #stops: Stop[] = [];
  #watchers = 0;

  constructor(deps: ZoneWatchDeps) {
    this.#deps = deps;
    this.state = { subscribe: (onValue, onProblem) => this.#subscribe(onValue, onProblem) };
  }

  async setAlerting(on: boolean): Promise<void> {
    await this.#deps.settings.put('zone-alert', on);
  }

  #subscribe(onValue: (value: ZoneWatchState) => void, onProblem: (problem: unknown) => void): Stop {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#start(onProblem);
    const stop = this.#value.subscribe(onValue);
    let isOver = false;
    return () => {
      stop();
      this.#watchers -= isOver ? 0 : 1;
      isOver = true;
      if (this.#watchers === 0) for (const end of this.#stops.splice(0)) end();
    };
  }

  #start(onProblem: (problem: unknown) => void): void {
    const { kept, settings } = this.#deps;
    this.#stops = [
      kept.follow((fix) => this.#follow(fix), onProblem),
      settings.watch('zone-alert').subscribe((on) => this.#change({ isAlerting: on !== false }), onProblem),
    ];
  }

  /** A fix older than the last, as after a clock was set back, begins a new track. */
  #follow(fix: TrackFix): void {
    const last = this.#track.last?.raw.takenAt ?? Number.NEGATIVE_INFINITY;
    const before = fix.takenAt > last ? this.#track : newTrack;
    this.#track = followFix(before, fix, this.#deps.edgeAt);
    const crossing = this.#track.crossings.at(-1) ?? null;
    const isNew = crossing !== null && this.#track.crossings.length > before.crossings.length;
    this.#change({ side: this.#track.side, lastCrossing: crossing });
    if (isNew && crossing.kind === 'enter' && this.#value.value.isAlerting) this.#deps.attract();
  }

  #change(change: Partial<ZoneWatchState>): void {
    this.#value.set({ ...this.#value.value, ...change });
  }
}
