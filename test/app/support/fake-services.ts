import { type Context, ContextProvider } from '@lit/context';
import * as v from 'valibot';
import legalJson from '../../../public/packages/legal-texts/1/legal-texts.json' with { type: 'json' };
import {
  batteryContext,
  cameraContext,
  clockContext,
  draftsContext,
  enrolmentContext,
  fixesContext,
  ownRecordsContext,
  packagesContext,
  packageUpdatesContext,
  positionSharingContext,
  pulledContext,
  storageContext,
  syncContext,
} from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import type { ActivePackages, MapLayers, PackageUpdateState } from '../../../src/app/package-ports.ts';
import type {
  BatteryState,
  Camera,
  DraftPhoto,
  Drafts,
  Enrolment,
  EnrolResult,
  FinaliseResult,
  FixState,
  OwnRecord,
  OwnRecords,
  PositionRow,
  Profile,
  SharingState,
  StorageHealth,
  SyncState,
  ViolationDraft,
  ViolationRow,
} from '../../../src/app/ports.ts';
import type { Now } from '../../../src/domain/verdict/verdict.ts';
import type { ViolationFields } from '../../../src/protocol/event.ts';
import { legalTextsSchema } from '../../../src/protocol/legal-texts.ts';
import type { Alarm, Device, Station } from '../../../src/protocol/pull.ts';
import type { LatestReading } from '../../../src/protocol/situation.ts';
import { aFix, aNow, aRulebook, aZoneSet } from '../../support/builders.ts';

const citation = { version: '1', sha256: 'a'.repeat(64) };

/** A ranger's enrolment. */
export function aProfile(changes: Partial<Profile['grant']> = {}): Profile {
  const id = (last: string) => `018f0000-0000-7000-8000-00000000000${last}`;
  return {
    device: id('1'),
    kid: 'k'.repeat(43),
    chain: id('2'),
    grant: {
      id: id('3'),
      device: id('1'),
      person: { id: id('4'), name: '王建国' },
      role: 'ranger',
      area: '*',
      fromAt: Date.parse('2026-11-20T08:00:00+08:00'),
      toAt: null,
      ...changes,
    },
  };
}

/** Nothing waits, in contact. */
export function aSyncState(changes: Partial<SyncState> = {}): SyncState {
  return {
    connection: 'online',
    running: false,
    waiting: { events: 0, parts: 0, bytes: 0, oldestAt: null },
    isCounted: true,
    lastContactAt: Date.now() - 20_000,
    retryAt: null,
    needsYou: null,
    ...changes,
  };
}

/** A draft with nothing in it. */
export function aDraft(changes: Partial<ViolationDraft> = {}): ViolationDraft {
  return {
    id: '018f0000-0000-7000-8000-0000000000d1',
    act: null,
    party: 'person',
    name: '',
    idNumber: '',
    phone: '',
    plate: '',
    note: '',
    fix: null,
    happenedAt: aNow().at,
    photos: [],
    updatedAt: aNow().at,
    ...changes,
  };
}

/** A suspected violation saved on this phone, judged by demonstration zones. */
export function aRecord(changes: Partial<OwnRecord> = {}): OwnRecord {
  const fix = aFix();
  return {
    id: '018f0000-0000-7000-8000-0000000000e1',
    seq: 1,
    kind: 'violation',
    body: {
      act: 'crop-burning',
      party: 'person',
      fix,
      happenedAt: fix.takenAt,
      verdict: { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] },
      rulebook: { id: 'weihai-2022-19', ...citation, demonstration: false },
      zones: { id: 'weihai-demo-zones', ...citation, demonstration: true },
    },
    savedAt: fix.takenAt + 60_000,
    custody: 'saved',
    parts: { total: 3, received: 0 },
    photos: { total: 2, received: 0 },
    receivedAt: null,
    ...changes,
  };
}

/** The review copy of a record. */
export function aReviewCopy(changes: Partial<ViolationFields> = {}): ViolationFields {
  return {
    v: 1,
    name: '张大山',
    idNumber: '371002196503124417',
    phone: '13800001234',
    plate: '鲁K12345',
    note: '在地头焚烧玉米秸秆，已劝阻，明火已灭。',
    attachments: [],
    ...changes,
  };
}

/** Drafts in memory that behave as storage does; every save is written down in `saves`. */
export class FakeDrafts implements Drafts {
  readonly all: LiveValue<readonly ViolationDraft[]>;
  readonly saves: ViolationDraft[] = [];
  readonly finalised: { id: string; judged: unknown; draft: ViolationDraft | undefined }[] = [];
  finaliseResult: FinaliseResult = { ok: true, id: 'event' };
  photoProblem: 'too-large' | 'not-an-image' | 'storage' | null = null;
  readonly #blobs = new Map<string, Blob>();
  #count = 0;

  constructor(drafts: readonly ViolationDraft[] = []) {
    this.all = new LiveValue(drafts);
  }

  async open(): Promise<ViolationDraft> {
    this.#count += 1;
    const draft = aDraft({ id: `018f0000-0000-7000-8000-0000000001d${this.#count}` });
    this.all.set([draft, ...this.all.value]);
    return draft;
  }

  async save(draft: ViolationDraft): Promise<void> {
    await Promise.resolve();
    this.saves.push(draft);
    this.all.set(this.all.value.map((one) => (one.id === draft.id ? { ...draft, photos: one.photos } : one)));
  }

  async addPhoto(id: string, photo: Blob, takenAt: number) {
    if (this.photoProblem) return { ok: false as const, because: this.photoProblem };
    this.#count += 1;
    const part = String(this.#count).padStart(64, '0');
    this.#blobs.set(part, photo);
    const added = { part, plain: part, bytes: photo.size, type: photo.type, takenAt };
    return { ok: true as const, draft: this.#withPhotos(id, (photos) => [...photos, added]) };
  }

  async removePhoto(id: string, part: string): Promise<ViolationDraft> {
    return this.#withPhotos(id, (photos) => photos.filter((photo) => photo.part !== part));
  }

  async readPhoto(_id: string, part: string): Promise<Blob> {
    return this.#blobs.get(part) ?? new Blob([]);
  }

  async finalise(id: string, judged: unknown): Promise<FinaliseResult> {
    this.finalised.push({ id, judged, draft: this.all.value.find((one) => one.id === id) });
    if (this.finaliseResult.ok) await this.discard(id);
    return this.finaliseResult;
  }

  async discard(id: string): Promise<void> {
    this.all.set(this.all.value.filter((one) => one.id !== id));
  }

  #withPhotos(id: string, change: (photos: readonly DraftPhoto[]) => readonly DraftPhoto[]): ViolationDraft {
    const drafts = this.all.value.map((one) => (one.id === id ? { ...one, photos: change(one.photos) } : one));
    this.all.set(drafts);
    const changed = drafts.find((one) => one.id === id);
    if (!changed) throw new Error(`no draft ${id}`);
    return changed;
  }
}

/** Everything a page of the ranger's desk asks for, in memory, each value to be set by the test. */
export class FakeServices {
  readonly profile = new LiveValue<Profile | null>(aProfile());
  readonly now = new LiveValue<Now>(aNow());
  readonly fixState = new LiveValue<FixState>({ kind: 'fix', fix: aFix() });
  readonly active = new LiveValue<ActivePackages | null>(activePackages());
  readonly syncState = new LiveValue<SyncState>(aSyncState());
  readonly records = new LiveValue<readonly OwnRecord[]>([]);
  readonly alarms = new LiveValue<readonly Alarm[]>([]);
  readonly stations = new LiveValue<readonly Station[]>([]);
  readonly health = new LiveValue<StorageHealth>({ persisted: false, usedBytes: 4e6, quotaBytes: 9e9, refused: false });
  readonly updates = new LiveValue<PackageUpdateState | null>(null);
  readonly battery = new LiveValue<BatteryState>({ level: null });
  readonly sharing = new LiveValue<SharingState>({ on: true, lastSharedAt: Date.now() - 120_000 });
  readonly drafts = new FakeDrafts();
  readonly reviewCopies = new Map<string, ViolationFields>();
  readonly done: string[] = [];
  enrolResult: EnrolResult | null = { ok: true, profile: aProfile() };
  layers: MapLayers | null = null;
  camera: Camera = { start: async () => null, shoot: () => Promise.reject(new Error('no camera')) };

  readonly #provided: unknown[] = [];

  provide(host: HTMLElement): void {
    const { fixState, now, active, syncState, records, alarms, stations, health, sharing, profile } = this;
    const ownRecords: OwnRecords = {
      all: records,
      openFields: async (id) => this.reviewCopies.get(id) ?? null,
      openPhoto: async () => null,
    };
    const enrolment: Enrolment = { profile, enrol: () => this.#enrol() };
    const rest = {
      violations: new LiveValue<readonly ViolationRow[]>([]),
      devices: new LiveValue<readonly Device[]>([]),
      positions: new LiveValue<readonly PositionRow[]>([]),
      readings: new LiveValue<readonly LatestReading[]>([]),
    };
    const provide = <T>(context: Context<unknown, T>, initialValue: T) =>
      this.#provided.push(new ContextProvider(host, { context, initialValue }));
    provide(enrolmentContext, enrolment);
    provide(draftsContext, this.drafts);
    provide(ownRecordsContext, ownRecords);
    provide(pulledContext, { ...rest, alarms, stations });
    const tryNow = () => this.done.push('try now');
    provide(syncContext, { state: syncState, tryNow });
    provide(fixesContext, { state: fixState });
    provide(clockContext, { live: now, now: () => now.value });
    const mapLayers = () => (this.layers ? Promise.resolve(this.layers) : new Promise<MapLayers>(() => undefined));
    const legalTexts = async () => v.parse(legalTextsSchema, legalJson);
    provide(packagesContext, { active, mapLayers, legalTexts });
    const askPersist = async () => void this.done.push('ask to persist');
    provide(storageContext, { health, askPersist });
    provide(packageUpdatesContext, { state: this.updates, tryNow: () => this.done.push('update packages') });
    provide(batteryContext, { state: this.battery });
    provide(cameraContext, this.camera);
    const set = (on: boolean) => sharing.set({ on, lastSharedAt: null });
    provide(positionSharingContext, { state: sharing, set });
  }

  #enrol(): Promise<EnrolResult> {
    this.done.push('enrol');
    return this.enrolResult ? Promise.resolve(this.enrolResult) : new Promise<EnrolResult>(() => undefined);
  }
}

/** The built-in rulebook with a square forest, labelled as demonstration. */
export function activePackages(): ActivePackages {
  return {
    rulebooks: [
      { rulebook: aRulebook(), citation: { id: 'weihai-2022-19', ...citation, version: '2', demonstration: false } },
    ],
    zones: [{ zones: aZoneSet(), citation: { id: 'weihai-demo-zones', ...citation, demonstration: true } }],
    permits: [],
    banner: { zh: '示例数据，非官方边界', en: 'Demonstration data, not official boundaries' },
  };
}
