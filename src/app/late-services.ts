import type { LateParts } from './build-late.ts';
import { type Live, LiveValue, type Stop } from './live.ts';
import type { Locking } from './lock-ports.ts';
import type { PackageUpdateState, PackageUpdates } from './package-ports.ts';
import type {
  Acknowledging,
  Drafts,
  Enrolment,
  PositionSharing,
  Profile,
  Pulled,
  SharingState,
  Sync,
  SyncState,
} from './ports.ts';

const beforeSync: SyncState = {
  connection: 'unknown',
  running: false,
  waiting: { events: 0, parts: 0, bytes: 0, oldestAt: null },
  isCounted: false,
  lastContactAt: null,
  retryAt: null,
  needsYou: null,
};

/**
 * What home shows of services whose code is not here yet: the verdict comes first. Looking on waits until the code has come for another
 * reason; asking for something brings it.
 */
export class LateServices {
  readonly enrolment: Enrolment;
  readonly sync: Sync;
  readonly sharing: PositionSharing;
  readonly packageUpdates: PackageUpdates;
  readonly acknowledging: Acknowledging;
  readonly drafts: Drafts;
  readonly lock: Pick<Locking, 'state'>;
  readonly pulled: Pulled;
  /** Resolves once, when the code is here. */
  readonly here: Promise<LateParts>;
  readonly #load: () => Promise<LateParts>;
  readonly #sync = new LiveValue(beforeSync);
  readonly #packages = new LiveValue<PackageUpdateState | null>(null);
  readonly #sharing = new LiveValue<SharingState>({ on: false, lastSharedAt: null });
  #parts: Promise<LateParts> | null = null;
  #arrived: (parts: LateParts) => void = () => {};

  constructor(load: () => Promise<LateParts>, profile: Live<Profile | null>) {
    this.#load = load;
    this.here = new Promise((resolve) => {
      this.#arrived = resolve;
    });
    this.enrolment = { profile, enrol: async (...given) => (await this.bring()).network.enrolment.enrol(...given) };
    this.sync = { state: this.#sync, tryNow: () => this.#soon(({ network }) => network.sync.tryNow()) };
    this.sharing = { state: this.#sharing, set: (on) => this.#soon(({ network }) => network.sharing.set(on)) };
    this.packageUpdates = {
      state: this.#packages,
      tryNow: () => this.#soon(({ network }) => network.packageUpdates.tryNow()),
      bringRulebook: async (...given) => (await this.bring()).network.packageUpdates.bringRulebook(...given),
    };
    this.acknowledging = {
      acknowledge: async (alarm) => (await this.bring()).acknowledging.acknowledge(alarm),
      step: async (...given) => (await this.bring()).acknowledging.step(...given),
    };
    this.drafts = this.#lateDrafts();
    this.lock = { state: this.#later(({ lock }) => lock.state) };
    this.pulled = this.#latePulled();
  }

  start(): void {
    this.#soon(({ network }) => network.start());
  }

  /** Loads once; after a failure the next asker tries again. */
  bring(): Promise<LateParts> {
    this.#parts ??= this.#load().then(
      (parts) => this.#follow(parts),
      (problem: unknown) => {
        this.#parts = null;
        throw problem;
      },
    );
    return this.#parts;
  }

  #lateDrafts(): Drafts {
    return {
      all: this.#later(({ drafts }) => drafts.all),
      open: async () => (await this.bring()).drafts.open(),
      save: async (draft) => (await this.bring()).drafts.save(draft),
      addPhoto: async (...given) => (await this.bring()).drafts.addPhoto(...given),
      removePhoto: async (...given) => (await this.bring()).drafts.removePhoto(...given),
      readPhoto: async (...given) => (await this.bring()).drafts.readPhoto(...given),
      finalise: async (...given) => (await this.bring()).drafts.finalise(...given),
      discard: async (id) => (await this.bring()).drafts.discard(id),
    };
  }

  #latePulled(): Pulled {
    return {
      violations: this.#later(({ pulled }) => pulled.violations),
      isListWhole: this.#later(({ pulled }) => pulled.isListWhole),
      alarms: this.#later(({ pulled }) => pulled.alarms),
      stations: this.#later(({ pulled }) => pulled.stations),
      gates: this.#later(({ pulled }) => pulled.gates),
      devices: this.#later(({ pulled }) => pulled.devices),
      positions: this.#later(({ pulled }) => pulled.positions),
      readings: this.#later(({ pulled }) => pulled.readings),
      permits: this.#later(({ pulled }) => pulled.permits),
      wholeAt: this.#later(({ pulled }) => pulled.wholeAt),
    };
  }

  #later<T>(pick: (parts: LateParts) => Live<T>): Live<T> {
    return {
      subscribe: (onValue, onProblem) => {
        let stop: Stop | null = () => {};
        void this.here.then((parts) => {
          if (stop) stop = pick(parts).subscribe(onValue, onProblem);
        });
        return () => {
          stop?.();
          stop = null;
        };
      },
    };
  }

  #soon(work: (parts: LateParts) => void): void {
    this.bring().then(work, (problem: unknown) => console.error('late services not loaded', problem));
  }

  #follow(parts: LateParts): LateParts {
    const onProblem = (problem: unknown) => console.error('network state', problem);
    const { sync, packageUpdates, sharing } = parts.network;
    sync.state.subscribe((state) => this.#sync.set(state), onProblem);
    packageUpdates.state.subscribe((state) => this.#packages.set(state), onProblem);
    sharing.state.subscribe((state) => this.#sharing.set(state), onProblem);
    this.#arrived(parts);
    return parts;
  }
}
