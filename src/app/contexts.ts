import { createContext } from '@lit/context';
import type { Battery } from './battery-ports.ts';
import type { Camera } from './camera-ports.ts';
import type { Casework } from './casework-ports.ts';
import type { Courier, HandingOver } from './courier-ports.ts';
import type { EvidenceDesk } from './evidence-ports.ts';
import type { GateDesk, GateModes, KnownPasses } from './gate-ports.ts';
import type { StationHistory } from './history-ports.ts';
import type { Incidents } from './incident-ports.ts';
import type { Locking, PasskeyLocking } from './lock-ports.ts';
import type { Office } from './office-ports.ts';
import type { Packages, PackageUpdates } from './package-ports.ts';
import type { PassDrafts } from './pass-ports.ts';
import type { People } from './people-ports.ts';
import type { PermitWriting } from './permit-ports.ts';
import type {
  Acknowledging,
  Administration,
  Clock,
  Drafts,
  Enrolment,
  Fixes,
  Late,
  Openings,
  OwnRecords,
  PositionSharing,
  Pulled,
  StorageWatch,
  Sync,
  ZoneWatch,
} from './ports.ts';
import type { Reviewing } from './review-ports.ts';
import type { SightingDrafts } from './sighting-ports.ts';
import type { Siren } from './siren-ports.ts';
import type { RecordStories } from './story-ports.ts';

/** One narrow, stable context per service, each provided once in `main.ts`. */
export const enrolmentContext = createContext<Enrolment>(Symbol('enrolment'));
export const draftsContext = createContext<Drafts>(Symbol('drafts'));
export const sightingsContext = createContext<SightingDrafts>(Symbol('sightings'));
export const passesContext = createContext<PassDrafts>(Symbol('passes'));
export const ownRecordsContext = createContext<OwnRecords>(Symbol('own-records'));
export const pulledContext = createContext<Pulled>(Symbol('pulled'));
export const acknowledgingContext = createContext<Acknowledging>(Symbol('acknowledging'));
export const caseworkContext = createContext<Casework>(Symbol('casework'));
export const knownPassesContext = createContext<KnownPasses>(Symbol('known-passes'));
export const gateDeskContext = createContext<GateDesk>(Symbol('gate-desk'));
export const gateModesContext = createContext<GateModes>(Symbol('gate-modes'));
export const incidentsContext = createContext<Incidents>(Symbol('incidents'));
export const reviewingContext = createContext<Reviewing>(Symbol('reviewing'));
export const storiesContext = createContext<RecordStories>(Symbol('stories'));
export const permitWritingContext = createContext<PermitWriting>(Symbol('permit-writing'));
export const sirenContext = createContext<Siren>(Symbol('siren'));
export const syncContext = createContext<Sync>(Symbol('sync'));
export const fixesContext = createContext<Fixes>(Symbol('fixes'));
export const clockContext = createContext<Clock>(Symbol('clock'));
export const packagesContext = createContext<Packages>(Symbol('packages'));
export const packageUpdatesContext = createContext<PackageUpdates>(Symbol('package-updates'));
export const officeContext = createContext<Office>(Symbol('office'));
export const storageContext = createContext<StorageWatch>(Symbol('storage'));
export const openingsContext = createContext<Openings>(Symbol('openings'));
export const stationHistoryContext = createContext<StationHistory>(Symbol('station-history'));
export const evidenceContext = createContext<EvidenceDesk>(Symbol('evidence'));
export const administrationContext = createContext<Administration>(Symbol('administration'));
export const batteryContext = createContext<Battery>(Symbol('battery'));
export const cameraContext = createContext<Camera>(Symbol('camera'));
export const zoneWatchContext = createContext<ZoneWatch>(Symbol('zone-watch'));
export const positionSharingContext = createContext<PositionSharing>(Symbol('position-sharing'));
export const courierContext = createContext<Courier>(Symbol('courier'));
export const handingOverContext = createContext<HandingOver>(Symbol('handing-over'));
/** The start of the app need only know how it stands. */
export const lockContext = createContext<Pick<Locking, 'state'>>(Symbol('lock'));
export const lockingContext = createContext<Locking>(Symbol('locking'));
export const passkeyLockContext = createContext<PasskeyLocking>(Symbol('passkey-lock'));
export const peopleContext = createContext<People>(Symbol('people'));
export const lateContext = createContext<Late>(Symbol('late'));
