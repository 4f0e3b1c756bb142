import { acknowledgingAlarms } from './custody/acknowledge-alarm.ts';
import { Chain } from './custody/chain.ts';
import { finalisingViolations } from './custody/finalise-violation.ts';
import { ChainRecords } from './custody/own-records.ts';
import { ViolationDrafts } from './custody/violation-drafts.ts';
import { attractAttention } from './device/attract-attention.ts';
import { browserClockSurroundings } from './device/clock-surroundings.ts';
import { DeviceBattery } from './device/device-battery.ts';
import { DeviceCamera } from './device/device-camera.ts';
import { DeviceClock } from './device/device-clock.ts';
import { DeviceFixes } from './device/device-fixes.ts';
import { DeviceStorageWatch } from './device/device-storage-watch.ts';
import { exclusiveLock } from './device/exclusive-lock.ts';
import { browserFixSurroundings } from './device/fix-surroundings.ts';
import { KeptFixes } from './device/kept-fixes.ts';
import { browserOccasions } from './device/occasions.ts';
import { webBattery, webLocks, webStorage } from './device/web-platform.ts';
import { BuiltInPackages } from './packages/built-in-packages.ts';
import { ChosenPackages } from './packages/chosen-packages.ts';
import { edgeHere } from './packages/edge-here.ts';
import { layOutAside } from './packages/lay-out-aside.ts';
import { PhoneZoneWatch } from './patrol/zone-watch.ts';
import { ChainStore } from './storage/chain-store.ts';
import { ClockStore } from './storage/clock-store.ts';
import type { HulinDatabase } from './storage/database.ts';
import { DraftStore } from './storage/draft-store.ts';
import { mapLive } from './storage/live-query.ts';
import { openStorage } from './storage/open-storage.ts';
import { OutboxStore } from './storage/outbox-store.ts';
import { OwnKeys, profileOf } from './storage/own-keys.ts';
import { PackageStore } from './storage/package-store.ts';
import { PartStore } from './storage/part-store.ts';
import { PositionStore } from './storage/position-store.ts';
import { ProfileStore } from './storage/profile-store.ts';
import { pulledRows } from './storage/pulled-rows.ts';
import { PulledStore } from './storage/pulled-store.ts';
import { SettingStore } from './storage/setting-store.ts';
import { LateNetwork } from './sync/late-network.ts';
import { readStatic } from './sync/read-static.ts';

/** Builds every service of the app on the real browser. Nothing touches the network before `start`. */
export function buildServices(builtAt: number) {
  const storage = openStorage();
  const { database } = storage;
  const stores = buildStores(database);
  const keys = new OwnKeys(stores.profiles);
  const surroundings = browserClockSurroundings(builtAt);
  const { wallNow } = surroundings;
  const clock = new DeviceClock(surroundings, stores.clock.watch());
  const chain = new Chain(stores.chains, async () => clock.stamp((await stores.clock.read())?.seen ?? null));
  const finalise = finalisingViolations({ ...stores, chain, keys });
  const fixes = new DeviceFixes(browserFixSurroundings());
  const occasions = browserOccasions();
  const packages = new ChosenPackages(new BuiltInPackages(readStatic), stores.packages, layOutAside);
  const edgeAt = edgeHere(packages.active);
  const kept = new KeptFixes(fixes, edgeAt);
  const loadNetwork = async () => {
    const { buildNetwork } = await import('./sync/build-network.ts');
    return buildNetwork({
      stores,
      keys,
      occasions,
      runAlone: exclusiveLock(webLocks()),
      kept,
      wallNow,
      layOut: layOutAside,
      builtIn: () => packages.builtInCitations(),
      isSecure: isSecureContext,
      clearFragment: () => history.replaceState(history.state, '', location.pathname + location.search),
      liveUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`,
    });
  };
  const profile = mapLive(keys.watchEnrolled(), (row) => row && profileOf(row));
  const network = new LateNetwork(loadNetwork, profile);
  return {
    storage,
    clock,
    fixes,
    network,
    occasions,
    drafts: new ViolationDrafts({ ...stores, keys, finalise, wallNow }),
    ownRecords: new ChainRecords({ ...stores, keys }),
    pulled: pulledRows(stores.pulled),
    acknowledging: acknowledgingAlarms(chain, keys),
    packages,
    storageWatch: new DeviceStorageWatch(webStorage(), storage.refused),
    camera: new DeviceCamera(),
    zoneWatch: new PhoneZoneWatch({ kept, edgeAt, settings: stores.settings, attract: attractAttention }),
    battery: new DeviceBattery(webBattery()),
  };
}

function buildStores(database: HulinDatabase) {
  return {
    chains: new ChainStore(database),
    outbox: new OutboxStore(database),
    parts: new PartStore(database),
    drafts: new DraftStore(database),
    pulled: new PulledStore(database),
    positions: new PositionStore(database),
    clock: new ClockStore(database),
    settings: new SettingStore(database),
    profiles: new ProfileStore(database),
    packages: new PackageStore(database),
  };
}

export type Services = ReturnType<typeof buildServices>;
