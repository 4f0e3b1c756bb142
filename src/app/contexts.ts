import { createContext } from '@lit/context';
import type { Packages, PackageUpdates } from './package-ports.ts';
import type {
  Acknowledging,
  Administration,
  Battery,
  Camera,
  Clock,
  Drafts,
  Enrolment,
  Fixes,
  Openings,
  OwnRecords,
  PositionSharing,
  Pulled,
  StorageWatch,
  Sync,
  ZoneWatch,
} from './ports.ts';

/** One narrow, stable context per service, each provided once in `main.ts`. */
export const enrolmentContext = createContext<Enrolment>(Symbol('enrolment'));
export const draftsContext = createContext<Drafts>(Symbol('drafts'));
export const ownRecordsContext = createContext<OwnRecords>(Symbol('own-records'));
export const pulledContext = createContext<Pulled>(Symbol('pulled'));
export const acknowledgingContext = createContext<Acknowledging>(Symbol('acknowledging'));
export const syncContext = createContext<Sync>(Symbol('sync'));
export const fixesContext = createContext<Fixes>(Symbol('fixes'));
export const clockContext = createContext<Clock>(Symbol('clock'));
export const packagesContext = createContext<Packages>(Symbol('packages'));
export const packageUpdatesContext = createContext<PackageUpdates>(Symbol('package-updates'));
export const storageContext = createContext<StorageWatch>(Symbol('storage'));
export const openingsContext = createContext<Openings>(Symbol('openings'));
export const administrationContext = createContext<Administration>(Symbol('administration'));
export const batteryContext = createContext<Battery>(Symbol('battery'));
export const cameraContext = createContext<Camera>(Symbol('camera'));
export const zoneWatchContext = createContext<ZoneWatch>(Symbol('zone-watch'));
export const positionSharingContext = createContext<PositionSharing>(Symbol('position-sharing'));
