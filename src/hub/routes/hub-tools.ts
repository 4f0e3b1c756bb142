import type { Bytes } from '../../protocol/bytes.ts';
import type { Faults } from '../custody/accept-push.ts';
import type { PackageShelf } from '../distribution/package-shelf.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import type { Database, Doorbell, HubClock, PartStore } from '../ports.ts';
import type { Metrics } from './metrics.ts';

/** What the routes work with. */
export interface HubTools {
  readonly database: Database;
  readonly parts: PartStore;
  readonly keys: HubKeys;
  readonly clock: HubClock;
  /** Left out: nobody is listening. */
  readonly doorbell?: Doorbell | undefined;
  /** Origin of every link, without a slash at its end. */
  readonly publicUrl: string;
  /** The built-in rulebook and zone package as files. */
  readonly packagesFolder: string;
  /** What phones are to have. */
  readonly shelf: PackageShelf;
  /** The page that checks evidence packages, put into each. Left out: none is. */
  evidencePage?(): Promise<Bytes | null>;
  readonly metrics: Metrics;
  /** Whether the MQTT broker is reached at this moment. */
  isBrokerReached(): boolean;
  /** Lets somebody who is not on this machine read `/metrics`. */
  readonly metricsToken?: string | undefined;
  readonly faults?: Faults | undefined;
}
