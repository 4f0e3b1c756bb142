import { acknowledgingAlarms } from './custody/acknowledge-alarm.ts';
import { Chain } from './custody/chain.ts';
import { finalisingViolations } from './custody/finalise-violation.ts';
import { ChainRecords } from './custody/own-records.ts';
import { ViolationDrafts } from './custody/violation-drafts.ts';
import { browserClockSurroundings } from './device/clock-surroundings.ts';
import { DeviceCamera } from './device/device-camera.ts';
import { DeviceClock } from './device/device-clock.ts';
import { DeviceFixes } from './device/device-fixes.ts';
import { DeviceStorageWatch } from './device/device-storage-watch.ts';
import { exclusiveLock } from './device/exclusive-lock.ts';
import { browserFixSurroundings } from './device/fix-surroundings.ts';
import { browserOccasions } from './device/occasions.ts';
import { webLocks, webStorage } from './device/web-platform.ts';
import { BuiltInPackages } from './packages/built-in-packages.ts';
import { ChainStore } from './storage/chain-store.ts';
import { ClockStore } from './storage/clock-store.ts';
import { DraftStore } from './storage/draft-store.ts';
import { openStorage } from './storage/open-storage.ts';
import { OutboxStore } from './storage/outbox-store.ts';
import { OwnKeys } from './storage/own-keys.ts';
import { PartStore } from './storage/part-store.ts';
import { PositionStore } from './storage/position-store.ts';
import { ProfileStore } from './storage/profile-store.ts';
import { pulledRows } from './storage/pulled-rows.ts';
import { PulledStore } from './storage/pulled-store.ts';
import { SettingStore } from './storage/setting-store.ts';
import { hubAdministration } from './sync/hub-administration.ts';
import { HubConnections } from './sync/hub-connection.ts';
import { HubEnrolment } from './sync/hub-enrolment.ts';
import { hubOpenings } from './sync/hub-openings.ts';
import { HubSync } from './sync/hub-sync.ts';
import { RangerPositionSharing } from './sync/position-sharing.ts';
import { readStatic } from './sync/read-static.ts';
import { webFetch } from './sync/web-fetch.ts';

/** Builds every service of the app on the real browser. Nothing touches the network before `start`. */
export function buildServices(builtAt: number) {
  const storage = openStorage();
  const { database } = storage;
  const stores = {
    chains: new ChainStore(database),
    outbox: new OutboxStore(database),
    parts: new PartStore(database),
    drafts: new DraftStore(database),
    pulled: new PulledStore(database),
    positions: new PositionStore(database),
    clock: new ClockStore(database),
    settings: new SettingStore(database),
    profiles: new ProfileStore(database),
  };
  const keys = new OwnKeys(stores.profiles);
  const surroundings = browserClockSurroundings(builtAt);
  const { wallNow } = surroundings;
  const clock = new DeviceClock(surroundings, stores.clock.watch());
  const chain = new Chain(stores.chains, async () => clock.stamp((await stores.clock.read())?.seen ?? null));
  const finalise = finalisingViolations({ ...stores, chain, keys });
  const fixes = new DeviceFixes(browserFixSurroundings());
  const connections = new HubConnections(keys, webFetch, wallNow);
  const clearFragment = () => history.replaceState(history.state, '', location.pathname + location.search);
  const enrolment = new HubEnrolment({
    keys,
    profiles: stores.profiles,
    clock: stores.clock,
    fetch: webFetch,
    isSecure: isSecureContext,
    clearFragment,
  });
  const occasions = browserOccasions();
  const sync = new HubSync({
    stores,
    connections,
    occasions,
    runAlone: exclusiveLock(webLocks()),
    wallNow,
    random: () => Math.random(),
    liveUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`,
    onPositionsShared: (at) => sharing.noteShared(at),
    beforeRound: async (signal) => void (await enrolment.resume(signal)),
  });
  const sharing = new RangerPositionSharing({
    profile: enrolment.profile,
    settings: stores.settings,
    positions: stores.positions,
    fixes,
    onWaiting: () => sync.nudge(),
  });
  return {
    storage,
    clock,
    fixes,
    sync,
    sharing,
    enrolment,
    occasions,
    drafts: new ViolationDrafts({ ...stores, keys, finalise, wallNow }),
    ownRecords: new ChainRecords({ ...stores, keys }),
    pulled: pulledRows(stores.pulled),
    acknowledging: acknowledgingAlarms(chain, keys),
    packages: new BuiltInPackages(readStatic),
    storageWatch: new DeviceStorageWatch(webStorage(), storage.refused),
    openings: hubOpenings(connections),
    administration: hubAdministration(connections),
    camera: new DeviceCamera(),
  };
}

export type Services = ReturnType<typeof buildServices>;
