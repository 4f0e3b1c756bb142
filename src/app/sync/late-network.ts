import { type Live, LiveValue } from '../live.ts';
import type { PackageUpdateState, PackageUpdates } from '../package-ports.ts';
import type {
  Administration,
  Enrolment,
  Openings,
  PositionSharing,
  Profile,
  SharingState,
  Sync,
  SyncState,
} from '../ports.ts';
import type { Network } from './build-network.ts';

const beforeSync: SyncState = {
  connection: 'unknown',
  running: false,
  waiting: { events: 0, parts: 0, bytes: 0, oldestAt: null },
  isCounted: false,
  lastContactAt: null,
  retryAt: null,
  needsYou: null,
};

/** The network's services before their code is here: the verdict comes first, and whoever asks sooner waits for the code. */
export class LateNetwork {
  readonly enrolment: Enrolment;
  readonly sync: Sync;
  readonly sharing: PositionSharing;
  readonly openings: Openings;
  readonly administration: Administration;
  readonly packageUpdates: PackageUpdates;
  readonly #load: () => Promise<Network>;
  readonly #sync = new LiveValue(beforeSync);
  readonly #packages = new LiveValue<PackageUpdateState | null>(null);
  readonly #sharing = new LiveValue<SharingState>({ on: false, lastSharedAt: null });
  #network: Promise<Network> | null = null;

  constructor(load: () => Promise<Network>, profile: Live<Profile | null>) {
    this.#load = load;
    this.enrolment = { profile, enrol: async (...given) => (await this.#get()).enrolment.enrol(...given) };
    this.sync = { state: this.#sync, tryNow: () => this.#soon((network) => network.sync.tryNow()) };
    this.sharing = { state: this.#sharing, set: (on) => this.#soon((network) => network.sharing.set(on)) };
    this.packageUpdates = {
      state: this.#packages,
      tryNow: () => this.#soon((network) => network.packageUpdates.tryNow()),
    };
    this.openings = { open: async (...given) => (await this.#get()).openings.open(...given) };
    this.administration = {
      issueCode: async (...given) => (await this.#get()).administration.issueCode(...given),
      revoke: async (...given) => (await this.#get()).administration.revoke(...given),
    };
  }

  start(): void {
    this.#soon((network) => network.start());
  }

  #soon(work: (network: Network) => void): void {
    this.#get().then(work, (problem: unknown) => console.error('network code not loaded', problem));
  }

  /** Loads once; after a failure the next asker tries again. */
  #get(): Promise<Network> {
    this.#network ??= this.#load().then(
      (network) => this.#follow(network),
      (problem: unknown) => {
        this.#network = null;
        throw problem;
      },
    );
    return this.#network;
  }

  #follow(network: Network): Network {
    const onProblem = (problem: unknown) => console.error('network state', problem);
    network.sync.state.subscribe((state) => this.#sync.set(state), onProblem);
    network.packageUpdates.state.subscribe((state) => this.#packages.set(state), onProblem);
    network.sharing.state.subscribe((state) => this.#sharing.set(state), onProblem);
    return network;
  }
}
