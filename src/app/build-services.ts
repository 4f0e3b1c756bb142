import { attractAttention } from './device/attract-attention.ts';
import { browserClockSurroundings } from './device/clock-surroundings.ts';
import { DeviceClock } from './device/device-clock.ts';
import { DeviceFixes } from './device/device-fixes.ts';
import { DeviceStorageWatch } from './device/device-storage-watch.ts';
import { browserFixSurroundings } from './device/fix-surroundings.ts';
import { KeptFixes } from './device/kept-fixes.ts';
import { browserOccasions } from './device/occasions.ts';
import { webStorage } from './device/web-platform.ts';
import { LateServices } from './late-services.ts';
import { officeSources } from './office-sources.ts';
import { BuiltInPackages } from './packages/built-in-packages.ts';
import { ChosenPackages, type PackageSources } from './packages/chosen-packages.ts';
import { edgeHere } from './packages/edge-here.ts';
import { layOutAside } from './packages/lay-out-aside.ts';
import { PhoneZoneWatch } from './patrol/zone-watch.ts';
import { ClockStore } from './storage/clock-store.ts';
import type { HulinDatabase } from './storage/database.ts';
import { FirstPulled } from './storage/first-pulled.ts';
import { mapLive } from './storage/live-query.ts';
import { openStorage } from './storage/open-storage.ts';
import { OwnKeys, profileOf } from './storage/own-keys.ts';
import { PackageStore } from './storage/package-store.ts';
import { ProfileStore } from './storage/profile-store.ts';
import { standingPermits } from './storage/pulled-permits.ts';
import { SettingStore } from './storage/setting-store.ts';
import { readStatic } from './sync/read-static.ts';

/** Builds on the real browser what the first verdict needs, and the way to all the rest. Nothing touches the network before `start`. */
export function buildServices(builtAt: number) {
  const first = buildFirst(builtAt, (citation) => late.packageUpdates.bringRulebook(citation));
  const profile = mapLive(first.keys.watchEnrolled(), (row) => row && profileOf(row));
  const late = new LateServices(async () => (await import('./build-late.ts')).buildLate(first), profile);
  return { ...first, late };
}

function buildFirst(builtAt: number, bringRulebook: PackageSources['bringRulebook']) {
  const storage = openStorage();
  const stores = buildFirstStores(storage.database);
  const surroundings = browserClockSurroundings(builtAt);
  const sources = { ...officeSources(stores, bringRulebook), permits: standingPermits(stores.pulled) };
  const packages = new ChosenPackages(new BuiltInPackages(readStatic), stores.packages, layOutAside, sources);
  const fixes = new DeviceFixes(browserFixSurroundings());
  const edgeAt = edgeHere(packages.active);
  const kept = new KeptFixes(fixes, edgeAt);
  return {
    ...{ storage, stores, packages, fixes, kept },
    keys: new OwnKeys(stores.profiles),
    clock: new DeviceClock(surroundings, stores.clock.watch()),
    wallNow: surroundings.wallNow,
    occasions: browserOccasions(),
    storageWatch: new DeviceStorageWatch(webStorage(), storage.refused),
    zoneWatch: new PhoneZoneWatch({ kept, edgeAt, settings: stores.settings, attract: attractAttention }),
  };
}

function buildFirstStores(database: HulinDatabase) {
  return {
    pulled: new FirstPulled(database),
    clock: new ClockStore(database),
    settings: new SettingStore(database),
    profiles: new ProfileStore(database),
    packages: new PackageStore(database),
  };
}

export type FirstServices = ReturnType<typeof buildFirst>;
export type Services = ReturnType<typeof buildServices>;
