import { Chain, signEvent } from '../../../src/app/custody/chain.ts';
import { violationForm } from '../../../src/app/custody/draft-matter.ts';
import { finalisingViolations } from '../../../src/app/custody/finalise-violation.ts';
import { LocalLock } from '../../../src/app/custody/local-lock.ts';
import { ChainRecords } from '../../../src/app/custody/own-records.ts';
import { SealedDrafts } from '../../../src/app/custody/sealed-drafts.ts';
import { exclusiveLock } from '../../../src/app/device/exclusive-lock.ts';
import { webLocks } from '../../../src/app/device/web-platform.ts';
import type { Live } from '../../../src/app/live.ts';
import { CarriedStore } from '../../../src/app/storage/carried-store.ts';
import { ChainStore } from '../../../src/app/storage/chain-store.ts';
import { ClockStore } from '../../../src/app/storage/clock-store.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { DraftStore } from '../../../src/app/storage/draft-store.ts';
import { forgetErased } from '../../../src/app/storage/forget-erased.ts';
import { LockStore } from '../../../src/app/storage/lock-store.ts';
import { OutboxStore } from '../../../src/app/storage/outbox-store.ts';
import { type EnrolledProfile, OwnKeys } from '../../../src/app/storage/own-keys.ts';
import { PartStore } from '../../../src/app/storage/part-store.ts';
import { PositionStore } from '../../../src/app/storage/position-store.ts';
import { ProfileStore } from '../../../src/app/storage/profile-store.ts';
import { pulledRows } from '../../../src/app/storage/pulled-rows.ts';
import { PulledStore } from '../../../src/app/storage/pulled-store.ts';
import type { EventRow, PartRow, PulledRow } from '../../../src/app/storage/rows.ts';
import { SettingStore } from '../../../src/app/storage/setting-store.ts';
import { SuccessionStore } from '../../../src/app/storage/succession-store.ts';
import { HubConnections } from '../../../src/app/sync/hub-connection.ts';
import { HubEnrolment } from '../../../src/app/sync/hub-enrolment.ts';
import { HubSync } from '../../../src/app/sync/hub-sync.ts';
import { webFetch } from '../../../src/app/sync/web-fetch.ts';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import type { HulinEvent, PartReference } from '../../../src/protocol/event.ts';
import { generateRecordKey, sealPart } from '../../../src/protocol/seal.ts';
import { judgedInZone } from '../../support/judged-in-zone.ts';
import { aBody, somePhoto } from './some-records.ts';
import type { SystemPage } from './system-page.ts';

/** Bytes of an event's signed text around its body. */
const aroundBody = 480;
/** As many records as the app's list shows at first. */
const listedFirst = 100;
const rowsAtOnce = 1_000;
/** Of each of these a page of a pull tells twice: the event, and how many of its parts are there. */
const eventsInPage = 250;
const somePart = { sha256: '0'.repeat(64), bytes: 600, type: 'application/json', role: 'fields' } as const;

const database = new HulinDatabase();
const stores = {
  chains: new ChainStore(database),
  outbox: new OutboxStore(database),
  parts: new PartStore(database),
  drafts: new DraftStore(database),
  pulled: new PulledStore(database),
  successions: new SuccessionStore(database),
  positions: new PositionStore(database),
  clock: new ClockStore(database),
  profiles: new ProfileStore(database),
  locks: new LockStore(database),
  carried: new CarriedStore(database),
  settings: new SettingStore(database),
};
const wallNow = () => Date.now();
const keys = new OwnKeys(stores.profiles);
const chain = new Chain(stores.chains, async () => momentAt(wallNow()));
const lock = new LocalLock({ ...stores, keys, wallNow });
const finalise = finalisingViolations({ ...stores, chain, keys, lock, law: async () => [] });
const drafts = new SealedDrafts(violationForm, { ...stores, lock, finalise, makeThumbnail: async () => null, wallNow });
const records = new ChainRecords({ ...stores, keys, lock });
const runAlone = exclusiveLock(webLocks());
const never = () => {};
/** Shut from when records are put in to when their sending is timed: the app itself would begin at once. */
let gate = aGate();
const sync = new HubSync({
  stores,
  connections: new HubConnections(keys, webFetch, wallNow),
  occasions: {
    ...{ mayBeOnline: () => true, isVisible: () => true },
    ...{ onOnline: never, onOffline: never, onVisible: never },
  },
  runAlone: (name, work, signal) => gate.opened.then(() => runAlone(name, work, signal)),
  wallNow,
  random: () => Math.random(),
  liveUrl: null,
  onPositionsShared: never,
  onHeard: never,
  beforeRound: async () => {},
});

/** The app's own storage, custody and sync in a browser, without its screens. */
const page: SystemPage = {
  async begin({ link }) {
    await database.open();
    if (!link) return;
    const enrolment = new HubEnrolment({
      ...{ ...stores, keys, fetch: webFetch },
      ...{ isSecure: true, clearFragment: never },
    });
    const result = await enrolment.enrol(link, new AbortController().signal);
    if (!result.ok) throw new Error(result.detail);
  },

  seed: (count) => seedEvents(count, () => []),

  async push() {
    await until(sync.state, ({ isCounted, waiting }) => !isCounted || waiting.events > 0);
    const startedAt = performance.now();
    const sent = until(sync.state, ({ isCounted, waiting }) => isCounted && waiting.events + waiting.parts === 0);
    gate.open();
    sync.tryNow();
    await sent;
    const ms = performance.now() - startedAt;
    await sync.settled();
    gate = aGate();
    return ms;
  },

  async pull() {
    const startedAt = performance.now();
    gate.open();
    sync.tryNow();
    await sync.settled();
    return performance.now() - startedAt;
  },

  async seedPhotos(count, bytes) {
    const recordKey = await generateRecordKey();
    const sealed = await Promise.all(
      Array.from({ length: count }, () => sealPart(somePhoto(bytes), 'photo', recordKey)),
    );
    const parts: PartReference[] = [];
    for (const photo of sealed) {
      const part = { sha256: await sha256Hex(photo), bytes: photo.length, type: 'image/jpeg', role: 'photo' } as const;
      await database.partBytes.add({ sha256: part.sha256, sealed: photo });
      parts.push(part);
    }
    await seedEvents(count, (index) => parts.slice(index, index + 1));
  },

  pushPhotos: () => page.push(),

  async write(count) {
    const profile = await enrolled();
    const times = { plain: new Array<number>(), sealed: new Array<number>() };
    for (let number = 1; number <= count; number += 1) {
      const event = { id: crypto.randomUUID(), kind: 'violation', schema: 1, body: aBody(number, 1_000) };
      times.plain.push(await timed(() => chain.append({ ...event, parts: [], wraps: [] }, profile)));
    }
    for (let number = 1; number <= count; number += 1) {
      const draft = await drafts.open();
      await drafts.save({ ...draft, act: 'crop-burning', name: '赵钱孙李某', note: '在林缘焚烧秸秆' });
      times.sealed.push(await timed(() => drafts.finalise(draft.id, judgedInZone)));
    }
    return times;
  },

  async list() {
    const startedAt = performance.now();
    await database.open();
    const openedAt = performance.now();
    const rows = await until(records.newest(listedFirst), () => true);
    return { openMs: openedAt - startedAt, queryMs: performance.now() - openedAt, rows: rows.length };
  },

  seedPulled: (count) => seedPulledEvents(count),

  async deskList(count) {
    const startedAt = performance.now();
    await database.open();
    const openedAt = performance.now();
    const { violations } = pulledRows(stores.pulled);
    let firstMs: number | null = null;
    const rows = await until(violations, (told) => {
      firstMs ??= performance.now() - openedAt;
      return told.length >= count;
    });
    const wholeMs = performance.now() - openedAt;
    return { openMs: openedAt - startedAt, firstMs: firstMs ?? wholeMs, wholeMs, rows: rows.length };
  },

  count: async () => (await database.events.count()) + (await stores.pulled.read('event')).length,
};
Object.assign(globalThis, { benchPage: page });

function aGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = never;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** Links at the end of the chain as `Chain.append` makes them, put many at a time. */
async function seedEvents(count: number, partsOf: (index: number) => readonly PartReference[]): Promise<void> {
  const profile = await enrolled();
  let { seq, hash } = await stores.chains.readHead(profile.enrolled.chain);
  for (let from = 0; from < count; from += rowsAtOnce) {
    const rows: EventRow[] = [];
    for (let index = from; index < Math.min(count, from + rowsAtOnce); index += 1) {
      const event = anEvent(profile, seq + 1, hash, partsOf(index));
      const row = await signEvent(event, [], profile);
      rows.push(row);
      ({ seq, hash } = row);
    }
    await database.transaction('rw', [database.events, database.heads, database.parts], async () => {
      await database.events.bulkAdd(rows);
      await database.parts.bulkAdd(rows.flatMap(waitingParts));
      await database.heads.put({ chain: profile.enrolled.chain, seq, hash });
    });
  }
}

/** What a desk has pulled after so many records of a ranger's chain, each with the count of its parts. */
async function seedPulledEvents(count: number): Promise<void> {
  const profile = await enrolled();
  let [seq, hash] = [0, null as string | null];
  for (let from = 0; from < count; from += eventsInPage) {
    const rows: PulledRow[] = [];
    for (let index = from; index < Math.min(count, from + eventsInPage); index += 1) {
      const event = await signEvent(anEvent(profile, seq + 1, hash, [somePart]), [], profile);
      ({ seq, hash } = event);
      rows.push(...changesOf(event));
    }
    const told = { rows, cursor: String(from), restarted: false, more: true, time: wallNow(), verified: [] };
    await stores.pulled.applyPage(await stores.pulled.cursor(), told, forgetErased);
  }
}

function changesOf({ chain: id, seq, id: event, hash, raw, sig, kid }: EventRow): PulledRow[] {
  const [at, n] = [1_768_440_000_000 + seq * 1_000, seq * 2];
  const receipt = { v: 1, chain: id, seq, hash, outcome: 'stored', time: at, epoch: crypto.randomUUID() };
  const pulled = { event: { raw, sig, kid, wraps: [] }, receipt: { raw: JSON.stringify(receipt), sig, kid } };
  const custody = { event, chain: id, seq, parts: 1, received: 1 };
  return [
    { entity: 'event', key: `${id}/${seq}`, n: n - 1, at, body: pulled },
    { entity: 'custody', key: event, n, at, body: custody },
  ];
}

function anEvent(
  { enrolled: { chain: id, grant } }: EnrolledProfile,
  seq: number,
  prev: string | null,
  parts: readonly PartReference[],
): HulinEvent {
  return {
    ...{ v: 1, id: crypto.randomUUID(), chain: id, seq, prev, kind: 'violation', schema: 1 },
    ...{ person: grant.person.id, at: momentAt(wallNow()), parts: [...parts] },
    body: aBody(seq, 1_500 - aroundBody),
  };
}

function waitingParts({ id, parts }: EventRow): PartRow[] {
  const plainly = { plain: null, plainBytes: null, takenAt: null, addedAt: wallNow() };
  return parts.map((part) => ({ ...part, event: id, state: 'waiting', ...plainly }));
}

function momentAt(wall: number): HulinEvent['at'] {
  return { wall, zone: 'Asia/Shanghai', monotonic: performance.now(), boot: 'bench', seen: null };
}

async function enrolled(): Promise<EnrolledProfile> {
  const profile = await keys.enrolled();
  if (!profile) throw new Error('not enrolled');
  return profile;
}

async function timed(work: () => Promise<{ readonly ok: boolean }>): Promise<number> {
  const startedAt = performance.now();
  const { ok } = await work();
  if (!ok) throw new Error('not written');
  return performance.now() - startedAt;
}

function until<T>(live: Live<T>, isIt: (value: T) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = live.subscribe((value) => {
      if (!isIt(value)) return;
      queueMicrotask(() => stop());
      resolve(value);
    }, reject);
  });
}
