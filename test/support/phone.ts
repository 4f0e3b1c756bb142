import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buildOffice } from '../../src/app/build-office.ts';
import { acknowledgingAlarms } from '../../src/app/custody/acknowledge-alarm.ts';
import { Chain } from '../../src/app/custody/chain.ts';
import { violationForm } from '../../src/app/custody/draft-matter.ts';
import { finalisingViolations } from '../../src/app/custody/finalise-violation.ts';
import { lawBehind } from '../../src/app/custody/law-behind.ts';
import { LocalLock } from '../../src/app/custody/local-lock.ts';
import { ownCasework } from '../../src/app/custody/own-casework.ts';
import { ownGateModes } from '../../src/app/custody/own-gate-modes.ts';
import { OwnIncidents } from '../../src/app/custody/own-incidents.ts';
import { ChainRecords } from '../../src/app/custody/own-records.ts';
import { OwnStories } from '../../src/app/custody/own-stories.ts';
import { finalisingPasses, passForm } from '../../src/app/custody/pass-drafts.ts';
import { PermitDesk } from '../../src/app/custody/permit-desk.ts';
import { PhoneCourier } from '../../src/app/custody/phone-courier.ts';
import { PhonePeople } from '../../src/app/custody/phone-people.ts';
import { SealedDrafts } from '../../src/app/custody/sealed-drafts.ts';
import { finalisingSightings, sightingForm } from '../../src/app/custody/sighting-drafts.ts';
import type { RunAlone } from '../../src/app/device/exclusive-lock.ts';
import type { Occasions } from '../../src/app/device/occasions.ts';
import type { Live } from '../../src/app/live.ts';
import { officeSources } from '../../src/app/office-sources.ts';
import type { LayOut } from '../../src/app/package-ports.ts';
import { BuiltInPackages } from '../../src/app/packages/built-in-packages.ts';
import { ChosenPackages } from '../../src/app/packages/chosen-packages.ts';
import { layOut as layOutNow } from '../../src/app/packages/lay-out.ts';
import type { ViolationDraft } from '../../src/app/ports.ts';
import { CarriedStore } from '../../src/app/storage/carried-store.ts';
import { ChainStore } from '../../src/app/storage/chain-store.ts';
import { ClockStore } from '../../src/app/storage/clock-store.ts';
import { HulinDatabase } from '../../src/app/storage/database.ts';
import { DraftStore } from '../../src/app/storage/draft-store.ts';
import { LockStore } from '../../src/app/storage/lock-store.ts';
import { OutboxStore } from '../../src/app/storage/outbox-store.ts';
import { OwnKeys } from '../../src/app/storage/own-keys.ts';
import { PackageStore } from '../../src/app/storage/package-store.ts';
import { PartStore } from '../../src/app/storage/part-store.ts';
import { PositionStore } from '../../src/app/storage/position-store.ts';
import { ProfileStore } from '../../src/app/storage/profile-store.ts';
import { standingPermits } from '../../src/app/storage/pulled-permits.ts';
import { pulledRows } from '../../src/app/storage/pulled-rows.ts';
import { PulledStore } from '../../src/app/storage/pulled-store.ts';
import { QueueStore } from '../../src/app/storage/queue-store.ts';
import { SettingStore } from '../../src/app/storage/setting-store.ts';
import { SuccessionStore } from '../../src/app/storage/succession-store.ts';
import { HubConnections } from '../../src/app/sync/hub-connection.ts';
import { HubEnrolment } from '../../src/app/sync/hub-enrolment.ts';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { HubSync } from '../../src/app/sync/hub-sync.ts';
import { PackageDownloads } from '../../src/app/sync/package-downloads.ts';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { judgedInZone } from './judged-in-zone.ts';

export interface PhoneOptions {
  readonly fetch: Fetch;
  /** The same name again opens the same browser profile in another tab. */
  readonly profile?: string;
  readonly wallNow?: () => number;
  /** As the worker does it, unless said. */
  readonly layOut?: LayOut;
  readonly makeThumbnail?: (photo: Blob) => Promise<Blob | null>;
  /** The browser's room; it does not say, unless said. */
  readonly freeBytes?: () => Promise<number | null>;
}

/** One tab of a phone's browser: the app's own storage, custody and sync, without a screen. */
export function aPhone({
  fetch,
  profile = randomUUID(),
  wallNow = () => Date.now(),
  layOut = layOutHere,
  makeThumbnail = async () => null,
  freeBytes = async () => null,
}: PhoneOptions) {
  const database = new HulinDatabase(profile);
  const stores = storesOn(database);
  const keys = new OwnKeys(stores.profiles);
  const chain = chainOn(stores, wallNow);
  let clearedFragments = 0;
  const clearFragment = () => void (clearedFragments += 1);
  const enrolment = new HubEnrolment({ ...stores, keys, fetch, isSecure: true, clearFragment });
  const sharedAt: number[] = [];
  const connections = new HubConnections(keys, fetch, wallNow);
  const runAlone = oneAtATime(profile);
  const office = officeSources(stores, (citation) => packageUpdates.bringRulebook(citation));
  const pulled = pulledRows(stores.pulled);
  const sources = { ...office, permits: standingPermits(stores.pulled) };
  const packages = new ChosenPackages(new BuiltInPackages(fromDisk), stores.packages, layOut, sources);
  const tools = { layOut, builtIn: () => packages.builtInCitations() };
  const packageUpdates: PackageDownloads = new PackageDownloads({ stores, connections, runAlone, wallNow, ...tools });
  const sync = new HubSync({
    ...{ stores, connections, runAlone },
    occasions: noOccasions,
    wallNow,
    random: () => 600, // beyond chance: the first backoff lasts ten minutes, so that nothing is tried again by itself
    liveUrl: null,
    onPositionsShared: (at) => sharedAt.push(at),
    onHeard: () => packageUpdates.onHeard(),
    beforeRound: async (signal) => void (await enrolment.resume(signal)),
  });
  return {
    ...{ profile, database, stores, keys, chain },
    enrolment,
    sync,
    sharedAt,
    packages,
    packageUpdates,
    pulled,
    ...custodyOn(stores, { keys, chain, wallNow, makeThumbnail, freeBytes, packages }),
    clearedFragments: () => clearedFragments,
    ...roundsOf(sync, packageUpdates, database),
  };
}
export type Phone = ReturnType<typeof aPhone>;

type CustodyDeps = Required<Pick<PhoneOptions, 'wallNow' | 'makeThumbnail' | 'freeBytes'>> & {
  keys: OwnKeys;
  chain: Chain;
  packages: ChosenPackages;
};

function custodyOn(
  stores: ReturnType<typeof storesOn>,
  { keys, chain, wallNow, makeThumbnail, freeBytes, packages }: CustodyDeps,
) {
  const lock = new LocalLock({ ...stores, keys, wallNow, rounds: 1_000 });
  const law = lawBehind({ legalTexts: () => packages.legalTexts() });
  const deps = { ...stores, chain, keys, lock };
  const writing = { ...stores, lock, makeThumbnail, wallNow };
  return {
    drafts: new SealedDrafts(violationForm, { ...writing, finalise: finalisingViolations({ ...deps, law }) }),
    sightings: new SealedDrafts(sightingForm, { ...writing, finalise: finalisingSightings(deps) }),
    passes: new SealedDrafts(passForm, { ...writing, finalise: finalisingPasses(deps) }),
    records: new ChainRecords({ ...stores, keys, lock }),
    permitWriting: new PermitDesk({ ...stores, chain, keys, lock, wallNow }),
    acknowledging: acknowledgingAlarms(chain, keys),
    lock,
    office: buildOffice(stores, { chain, keys, lock, wallNow }, packages),
    courier: new PhoneCourier({ ...stores, keys, wallNow, freeBytes }),
    stories: new OwnStories({ ...stores, keys, lock, chain, wallNow }),
    casework: ownCasework(stores, chain, keys),
    gateModes: ownGateModes(stores, chain, keys),
    incidents: new OwnIncidents(stores, chain, keys),
    people: new PhonePeople({ ...stores, keys, lock: () => lock.lock() }),
  };
}

function roundsOf(sync: HubSync, packageUpdates: PackageDownloads, database: HulinDatabase) {
  return {
    /** One whole round with the hub, and the packages it leads to. */
    async syncs(): Promise<void> {
      sync.tryNow();
      await sync.settled();
      await packageUpdates.settled();
    },
    /** Asks for packages whether it is time or not. */
    async updatesPackages(): Promise<void> {
      packageUpdates.tryNow();
      await packageUpdates.settled();
    },
    close(): void {
      packageUpdates.stop();
      sync.stop();
      database.close();
    },
  };
}

function chainOn({ chains, clock }: ReturnType<typeof storesOn>, wallNow: () => number): Chain {
  const boot = randomUUID();
  return new Chain(chains, async () => {
    const seen = (await clock.read())?.seen ?? null;
    return { wall: wallNow(), zone: 'America/Los_Angeles', monotonic: performance.now(), boot, seen };
  });
}

function storesOn(database: HulinDatabase) {
  return {
    chains: new ChainStore(database),
    outbox: new OutboxStore(database),
    parts: new PartStore(database),
    drafts: new DraftStore(database),
    pulled: new PulledStore(database),
    successions: new SuccessionStore(database),
    positions: new PositionStore(database),
    clock: new ClockStore(database),
    settings: new SettingStore(database),
    profiles: new ProfileStore(database),
    packages: new PackageStore(database),
    locks: new LockStore(database),
    carried: new CarriedStore(database),
    queue: new QueueStore(database),
  };
}

const fromDisk = async (path: string): Promise<Bytes> => new Uint8Array(await readFile(`public${path}`));
/** As the worker does it. */
const layOutHere: LayOut = async (transfer) => layOutNow(transfer);
const never = () => {};
const noOccasions: Occasions = {
  ...{ mayBeOnline: () => true, isVisible: () => true },
  ...{ onOnline: never, onOffline: never, onVisible: never },
};

const queues = new Map<string, Promise<unknown>>();

/** What Web Locks do in a browser, per profile. */
function oneAtATime(profile: string): RunAlone {
  return (name, work) => {
    const key = `${profile} ${name}`;
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work);
    queues.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

/** The first value of a `Live` that is what is waited for. */
export function until<T>(live: Live<T>, isIt: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = live.subscribe((value) => {
      if (!isIt(value)) return;
      queueMicrotask(() => stop());
      resolve(value);
    }, reject);
  });
}

export const judged = judgedInZone;

/** Bytes that begin as a JPEG does; `seed` makes them different. */
export function aJpeg(seed: number, bytes = 2_000): Blob {
  const content = new Uint8Array(bytes).fill(seed);
  content.set([0xff, 0xd8, 0xff, 0xe0]);
  return new Blob([content], { type: 'image/jpeg' });
}

/** Writes a violation of nobody real, with photos, as far as the draft. */
export async function drafts(phone: Phone, photos = 2): Promise<ViolationDraft> {
  const opened = await phone.drafts.open();
  const personal = { name: '赵钱孙李某', idNumber: '371002199001011234', phone: '13800001111', plate: '鲁K12345' };
  const fix = { lon: 122.01, lat: 37.21, accuracyMeters: 8, takenAt: 1_768_440_000_000, source: 'gps' } as const;
  await phone.drafts.save({ ...opened, ...personal, act: 'crop-burning', note: '在林缘焚烧秸秆', fix });
  for (let index = 0; index < photos; index += 1) {
    const added = await phone.drafts.addPhoto(opened.id, aJpeg(index + 1), 1_768_440_000_000 + index);
    if (!added.ok) throw new Error(added.because);
  }
  const [draft] = await until(phone.drafts.all, (all) => all[0]?.photos.length === photos);
  if (!draft) throw new Error('no draft');
  return draft;
}

/** Writes and finishes one; answers its id. */
export async function records(phone: Phone, photos = 2): Promise<string> {
  const { id } = await drafts(phone, photos);
  const finished = await phone.drafts.finalise(id, judged);
  if (!finished.ok) throw new Error(finished.because);
  return id;
}
