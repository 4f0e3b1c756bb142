import './custody-line/hl-needs-you.ts';
import './custody-line/hl-overdue.ts';
import './shell/hl-closing-strip.ts';
import './shell/hl-siren-strip.ts';
import type { Pass } from '../domain/gate/pass.ts';
import { type PassBody, passBodySchema } from '../protocol/pass.ts';
import { buildOffice } from './build-office.ts';
import type { FirstServices } from './build-services.ts';
import { type CallDeps, callRanger } from './call-ranger.ts';
import { ClosingWatch } from './closing-watch.ts';
import { acknowledgingAlarms } from './custody/acknowledge-alarm.ts';
import { Chain } from './custody/chain.ts';
import { violationForm } from './custody/draft-matter.ts';
import { finalisingViolations } from './custody/finalise-violation.ts';
import { knownPasses } from './custody/known-passes.ts';
import { lawBehind } from './custody/law-behind.ts';
import { LocalLock } from './custody/local-lock.ts';
import { ownCasework } from './custody/own-casework.ts';
import { ownGateModes } from './custody/own-gate-modes.ts';
import { OwnIncidents } from './custody/own-incidents.ts';
import { ChainRecords } from './custody/own-records.ts';
import { OwnStories } from './custody/own-stories.ts';
import { finalisingPasses, passForm } from './custody/pass-drafts.ts';
import { PasskeyLock } from './custody/passkey-lock.ts';
import { PermitDesk } from './custody/permit-desk.ts';
import { PhoneCourier } from './custody/phone-courier.ts';
import { PhonePeople } from './custody/phone-people.ts';
import { SealedDrafts } from './custody/sealed-drafts.ts';
import { finalisingSightings, sightingForm } from './custody/sighting-drafts.ts';
import { standing } from './custody/standing.ts';
import { DeskSiren } from './desk-siren.ts';
import { attractAttention } from './device/attract-attention.ts';
import { BrowserHandingOver } from './device/browser-handing-over.ts';
import { countInTitle } from './device/count-in-title.ts';
import { DeviceBattery } from './device/device-battery.ts';
import { DeviceCamera } from './device/device-camera.ts';
import { DevicePasskeys } from './device/device-passkeys.ts';
import { exclusiveLock } from './device/exclusive-lock.ts';
import { freeBytes } from './device/free-bytes.ts';
import { isSpaceShort } from './device/is-space-short.ts';
import { makeThumbnail } from './device/make-thumbnail.ts';
import { SirenSound } from './device/siren-sound.ts';
import { webBattery, webLocks, webStorage } from './device/web-platform.ts';
import { bringLaterWords } from './locales/bring-later-words.ts';
import { layOutAside } from './packages/lay-out-aside.ts';
import type { Acknowledging } from './ports.ts';
import type { PulledRecord } from './record-ports.ts';
import { CarriedStore } from './storage/carried-store.ts';
import { ChainStore } from './storage/chain-store.ts';
import { DraftStore } from './storage/draft-store.ts';
import { heardCalls } from './storage/heard-calls.ts';
import { mapLive } from './storage/live-query.ts';
import { LockStore } from './storage/lock-store.ts';
import { OutboxStore } from './storage/outbox-store.ts';
import { profileOf } from './storage/own-keys.ts';
import { PartStore } from './storage/part-store.ts';
import { PositionStore } from './storage/position-store.ts';
import { pulledRecords } from './storage/pulled-records.ts';
import { pulledReviews } from './storage/pulled-reviews.ts';
import { pulledRows } from './storage/pulled-rows.ts';
import { PulledStore } from './storage/pulled-store.ts';
import { QueueStore } from './storage/queue-store.ts';
import { releaseOriginals } from './storage/release-originals.ts';
import { SuccessionStore } from './storage/succession-store.ts';
import { buildNetwork, type Network } from './sync/build-network.ts';

/** What no first verdict needs: all that is written, sent, pulled and read over. Brings the words of its screens with it. */
export function buildLate(first: FirstServices) {
  bringLaterWords();
  const { keys, clock } = first;
  const stores = buildStores(first);
  const chain = new Chain(stores.chains, async () => clock.stamp((await stores.clock.read())?.seen ?? null));
  const lock = new LocalLock({ ...stores, keys, wallNow: first.wallNow });
  const network = networkOf(first, stores);
  const custody = buildCustody(stores, { ...first, chain, lock });
  const pulled = pulledRows(stores.pulled);
  const heard = heardCalls(stores.settings);
  const calls = { ...heard, alarms: pulled.alarms, role: roleOf(keys), now: () => clock.now().at };
  const siren = new DeskSiren({ ...calls, tone: new SirenSound(), count: countInTitle });
  const passes = knownPasses(custody.ownRecords, stores.pulled, custody.stories);
  const registers = standing(pulledRecords(stores.pulled, 'pass', passBodySchema), custody.stories);
  const closing = new ClosingWatch({
    ...{ ...heard, role: calls.role, now: calls.now, attract: attractAttention },
    passesFor: (role) => (role === 'gate-keeper' ? passes : mapLive(registers, toPasses)),
  });
  return {
    network,
    lock,
    passkeyLock: new PasskeyLock(lock, stores.locks, new DevicePasskeys()),
    ...custody,
    pulled,
    siren,
    acknowledging: heardWith(custody.acknowledging, siren),
    startCalls: () => {
      siren.start();
      closing.start();
      const strip = Object.assign(document.createElement('hl-closing-strip'), { watch: closing });
      document.body.prepend(document.createElement('hl-siren-strip'), strip);
      callRanger({ ...calls, attract: attractAttention });
    },
    knownPasses: passes,
    gateDesk: {
      passes: registers,
      passages: network.passages,
    },
    reviewing: { ...pulledReviews(stores.pulled), ...network.reviews },
    camera: new DeviceCamera(),
    handingOver: new BrowserHandingOver(),
    battery: new DeviceBattery(webBattery()),
    loadSensors: () => import('./shell/hl-sensor-sheet.ts'),
  };
}

function toPasses(rows: readonly PulledRecord<PassBody>[]): Pass[] {
  return rows.map(({ id, body }) => ({ id, ...body }));
}

export type LateParts = ReturnType<typeof buildLate>;
type Stores = ReturnType<typeof buildStores>;

/** Whoever does something about an alarm here has heard it. */
function heardWith({ acknowledge, step }: Acknowledging, siren: DeskSiren): Acknowledging {
  return {
    acknowledge: async (alarm) => {
      await acknowledge(alarm);
      await siren.hearOf(alarm);
    },
    step: async (alarm, changes) => {
      await step(alarm, changes);
      await siren.hearOf(alarm);
    },
  };
}

function roleOf(keys: FirstServices['keys']): CallDeps['role'] {
  return mapLive(keys.watchEnrolled(), (row) => row && profileOf(row).grant.role);
}

function networkOf({ keys, occasions, kept, wallNow, packages, storage }: FirstServices, stores: Stores): Network {
  const makeRoom = async () => {
    const own = await keys.enrolled();
    if (own && (await isSpaceShort(webStorage()))) await releaseOriginals(storage.database, own.enrolled.chain);
  };
  return buildNetwork({
    ...{ stores, keys, occasions, kept, wallNow },
    runAlone: exclusiveLock(webLocks()),
    layOut: layOutAside,
    builtIn: () => packages.builtInCitations(),
    isSecure: isSecureContext,
    clearFragment: () => history.replaceState(history.state, '', location.pathname + location.search),
    onHeard: () => void makeRoom().catch((problem: unknown) => console.error('no room made', problem)),
    liveUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`,
  });
}

type CustodyDeps = Pick<FirstServices, 'keys' | 'wallNow' | 'packages'> & {
  readonly chain: Chain;
  readonly lock: LocalLock;
};

/** Everything that writes to this device's chain, or reads what it wrote. */
function buildCustody(stores: Stores, { keys, chain, lock, wallNow, packages }: CustodyDeps) {
  const law = lawBehind({ legalTexts: () => packages.legalTexts() });
  const deps = { ...stores, chain, keys, lock };
  const writing = { ...stores, lock, makeThumbnail, wallNow };
  return {
    drafts: new SealedDrafts(violationForm, { ...writing, finalise: finalisingViolations({ ...deps, law }) }),
    sightings: new SealedDrafts(sightingForm, { ...writing, finalise: finalisingSightings(deps) }),
    passes: new SealedDrafts(passForm, { ...writing, finalise: finalisingPasses(deps) }),
    ownRecords: new ChainRecords({ ...stores, keys, lock }),
    permitWriting: new PermitDesk({ ...stores, chain, keys, lock, wallNow }),
    acknowledging: acknowledgingAlarms(chain, keys),
    people: new PhonePeople({ ...stores, keys, lock: () => lock.lock() }),
    courier: new PhoneCourier({ ...stores, keys, wallNow, freeBytes: () => freeBytes(webStorage()) }),
    stories: new OwnStories({ ...stores, keys, lock, chain, wallNow }),
    casework: ownCasework(stores, chain, keys),
    gateModes: ownGateModes(stores, chain, keys),
    incidents: new OwnIncidents(stores, chain, keys),
    office: buildOffice(stores, { chain, keys, lock, wallNow }, packages),
  };
}

function buildStores({ storage, stores }: FirstServices) {
  const { database } = storage;
  return {
    ...stores,
    pulled: new PulledStore(database),
    chains: new ChainStore(database),
    outbox: new OutboxStore(database),
    parts: new PartStore(database),
    drafts: new DraftStore(database),
    successions: new SuccessionStore(database),
    positions: new PositionStore(database),
    locks: new LockStore(database),
    carried: new CarriedStore(database),
    queue: new QueueStore(database),
  };
}
