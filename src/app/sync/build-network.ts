import type { RunAlone } from '../device/exclusive-lock.ts';
import type { KeptFixes } from '../device/kept-fixes.ts';
import type { Occasions } from '../device/occasions.ts';
import type { EvidenceDesk } from '../evidence-ports.ts';
import type { GateDesk } from '../gate-ports.ts';
import type { StationHistory } from '../history-ports.ts';
import type { PackageUpdates } from '../package-ports.ts';
import type { Administration, Enrolment, Openings, PositionSharing, Sync } from '../ports.ts';
import { mapLive } from '../storage/live-query.ts';
import type { LockStore } from '../storage/lock-store.ts';
import { type OwnKeys, onDutyOf } from '../storage/own-keys.ts';
import type { PackageStore } from '../storage/package-store.ts';
import type { ProfileStore } from '../storage/profile-store.ts';
import type { SettingStore } from '../storage/setting-store.ts';
import { hubAdministration } from './hub-administration.ts';
import { HubConnections } from './hub-connection.ts';
import { HubEnrolment } from './hub-enrolment.ts';
import { hubEvidence } from './hub-evidence.ts';
import { hubHistory } from './hub-history.ts';
import { hubOpenings } from './hub-openings.ts';
import { hubPassages } from './hub-passages.ts';
import { type HubReviews, hubReviews } from './hub-reviews.ts';
import { HubSync } from './hub-sync.ts';
import { type PackageDownloadDeps, PackageDownloads } from './package-downloads.ts';
import { RangerPositionSharing } from './position-sharing.ts';
import type { SyncStores } from './sync-round.ts';
import { webFetch } from './web-fetch.ts';

export interface NetworkDeps extends Pick<PackageDownloadDeps, 'layOut' | 'builtIn'> {
  readonly stores: SyncStores & {
    readonly profiles: ProfileStore;
    readonly locks: LockStore;
    readonly settings: SettingStore;
    readonly packages: PackageStore;
  };
  readonly keys: OwnKeys;
  readonly occasions: Occasions;
  readonly runAlone: RunAlone;
  readonly kept: KeptFixes;
  readonly wallNow: () => number;
  readonly isSecure: boolean;
  readonly clearFragment: () => void;
  readonly liveUrl: string;
  /** The hub has answered, and the round is over. */
  readonly onHeard: () => void;
}

/** All that talks to the hub. */
export interface Network {
  readonly enrolment: Enrolment;
  readonly sync: Sync;
  readonly sharing: PositionSharing;
  readonly openings: Openings;
  readonly passages: GateDesk['passages'];
  readonly administration: Administration;
  readonly evidence: EvidenceDesk;
  readonly history: StationHistory;
  readonly reviews: HubReviews;
  readonly packageUpdates: PackageUpdates;
  /** Begins syncing and sharing; before it nothing touches the network but what is asked for. */
  start(): void;
}

export function buildNetwork(deps: NetworkDeps): Network {
  const { stores, keys, wallNow } = deps;
  const connections = new HubConnections(keys, webFetch, wallNow);
  const enrolment = new HubEnrolment({ ...deps, ...stores, fetch: webFetch });
  const packageUpdates = new PackageDownloads({ ...deps, connections });
  const sync = new HubSync({
    ...deps,
    connections,
    random: () => Math.random(),
    onPositionsShared: (at) => sharing.noteShared(at),
    onHeard: () => {
      packageUpdates.onHeard();
      deps.onHeard();
    },
    beforeRound: async (signal) => void (await enrolment.resume(signal)),
  });
  const sharing = new RangerPositionSharing({
    onDuty: mapLive(keys.watchEnrolled(), (row) => row && onDutyOf(row)),
    settings: stores.settings,
    positions: stores.positions,
    kept: deps.kept,
    onWaiting: () => sync.nudge(),
  });
  function start(): void {
    sharing.start();
    sync.start();
    enrolment.profile.subscribe(
      (profile) => profile && sync.tryNow(),
      (problem) => console.error('profile not read', problem),
    );
  }
  return {
    enrolment,
    sync,
    sharing,
    openings: hubOpenings(connections),
    passages: hubPassages(connections),
    administration: hubAdministration(connections),
    evidence: hubEvidence(connections),
    history: hubHistory(connections),
    reviews: hubReviews(connections),
    packageUpdates,
    start,
  };
}
