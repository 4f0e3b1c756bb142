import { type Context, ContextProvider } from '@lit/context';
import { uuidv7 } from 'uuidv7';
import type { BatteryState } from '../../../src/app/battery-ports.ts';
import type { Camera } from '../../../src/app/camera-ports.ts';
import {
  acknowledgingContext,
  batteryContext,
  cameraContext,
  clockContext,
  draftsContext,
  enrolmentContext,
  fixesContext,
  gateModesContext,
  knownPassesContext,
  ownRecordsContext,
  packagesContext,
  packageUpdatesContext,
  passesContext,
  positionSharingContext,
  pulledContext,
  sightingsContext,
  storageContext,
  storiesContext,
  syncContext,
} from '../../../src/app/contexts.ts';
import { knownPasses } from '../../../src/app/custody/known-passes.ts';
import { stampNow } from '../../../src/app/fix-age.ts';
import type { GateModes, GateRow } from '../../../src/app/gate-ports.ts';
import { type Live, LiveValue } from '../../../src/app/live.ts';
import type { ActivePackages, MapLayers, PackageUpdateState } from '../../../src/app/package-ports.ts';
import type { PassDraft } from '../../../src/app/pass-ports.ts';
import type {
  Enrolment,
  EnrolResult,
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
import type { SightingDraft } from '../../../src/app/sighting-ports.ts';
import { mapLive } from '../../../src/app/storage/live-query.ts';
import type { PulledRow } from '../../../src/app/storage/rows.ts';
import type { StoryRemark } from '../../../src/app/story-ports.ts';
import type { GateFile, GateSetting } from '../../../src/domain/gate/gate-file.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import type { Now } from '../../../src/domain/verdict/verdict.ts';
import type { PulledCaseStatus } from '../../../src/protocol/casework.ts';
import type { ViolationFields } from '../../../src/protocol/event.ts';
import type { PermitRow } from '../../../src/protocol/permit.ts';
import type { Alarm, Device, Station } from '../../../src/protocol/pull.ts';
import type { LatestReading } from '../../../src/protocol/situation.ts';
import { aFix, aNow, aRulebook, aZoneSet } from '../../support/builders.ts';
import { builtInHistories } from './built-in-histories.ts';
import { aProfile, FakeCustody } from './fake-custody.ts';
import { FakeDrafts } from './fake-drafts.ts';

const citation = { version: '1', sha256: 'a'.repeat(64) };

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

/** A position that the phone got just now. */
export function aFixState(changes: Partial<Fix> = {}): FixState {
  return { kind: 'fix', fix: aFix(changes), received: stampNow() };
}

/** Opened just now: its id says so. */
const openedNow = uuidv7();
const sightingOpenedNow = uuidv7();

/** A draft with nothing in it. */
export function aDraft(changes: Partial<ViolationDraft> = {}): ViolationDraft {
  return {
    id: openedNow,
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

/** A car with one person, coming in at a gate nobody has named yet. */
function aPassDraft(id: string): PassDraft {
  return {
    ...{ id, direction: 'in', gate: '', class: 'car', persons: 1, declaresFire: false, depositsFire: false },
    ...{ entry: null, at: aNow().at, mode: null, name: '', phone: '', plate: '', photos: [], updatedAt: aNow().at },
  };
}

/** A sighting of which nothing is said yet. */
export function aSightingDraft(changes: Partial<SightingDraft> = {}): SightingDraft {
  return {
    ...{ id: sightingOpenedNow, source: 'ranger', sign: null, size: 'unclear' },
    ...{ fix: null, aim: null, seenAt: aNow().at, name: '', phone: '', note: '', photos: [], updatedAt: aNow().at },
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
    review: null,
    origin: { chain: '018f0000-0000-7000-8000-0000003f2a12', seenAt: fix.takenAt - 3_600_000 },
    parts: { total: 3, received: 0 },
    photos: { total: 2, received: 0 },
    receivedAt: null,
    ...changes,
  };
}

/** Everything a page of the ranger's desk asks for, in memory, each value to be set by the test. */
export class FakeServices extends FakeCustody {
  readonly profile = new LiveValue<Profile | null>(aProfile());
  readonly now = new LiveValue<Now>(aNow());
  readonly fixState = new LiveValue<FixState>(aFixState());
  readonly active = new LiveValue<ActivePackages | null>(activePackages());
  readonly syncState = new LiveValue<SyncState>(aSyncState());
  readonly records = new LiveValue<readonly OwnRecord[]>([]);
  readonly alarms = new LiveValue<readonly Alarm[]>([]);
  readonly gates = new LiveValue<readonly GateFile[]>([]);
  readonly gateRows = new LiveValue<ReadonlyMap<string, GateRow>>(new Map());
  /** What modes were set. */
  readonly modesSet: { readonly gate: string; readonly base: number; readonly setting: GateSetting }[] = [];
  readonly stations = new LiveValue<readonly Station[]>([]);
  readonly health = new LiveValue<StorageHealth>({ persisted: false, usedBytes: 4e6, quotaBytes: 9e9, refused: false });
  readonly updates = new LiveValue<PackageUpdateState | null>(null);
  readonly battery = new LiveValue<BatteryState>({ level: null });
  readonly sharing = new LiveValue<SharingState>({ on: true, lastSharedAt: Date.now() - 120_000 });
  readonly remarks = new LiveValue<ReadonlyMap<string, readonly StoryRemark[]>>(new Map());
  readonly statuses = new LiveValue<ReadonlyMap<string, PulledCaseStatus>>(new Map());
  readonly permits = new LiveValue<readonly PermitRow[]>([]);
  readonly wholeAt = new LiveValue<number | null>(aNow().at - 60_000);
  readonly drafts = new FakeDrafts<ViolationDraft, 'no-act'>((id) => aDraft({ id }));
  readonly passes = new FakeDrafts<PassDraft, 'no-gate'>((id) => aPassDraft(id));
  /** Passes of other keepers, as the pull brought them. */
  readonly registered = new LiveValue<readonly PulledRow[]>([]);
  /** Whether they were pulled for whoever is on duty. */
  readonly isWholeHere = new LiveValue(true);
  readonly sightings = new FakeDrafts<SightingDraft, 'no-sign'>((id) => aSightingDraft({ id }));
  readonly reviewCopies = new Map<string, ViolationFields>();
  enrolResult: EnrolResult | null = { ok: true, profile: aProfile() };
  layers: MapLayers | null = null;
  refusesSteps = false;
  camera: Camera = { start: async () => null, shoot: () => Promise.reject(new Error('no camera')) };

  readonly #provided: unknown[] = [];

  provide(host: HTMLElement): void {
    const { fixState, now, active, syncState, records, alarms, stations, health, sharing, profile } = this;
    const ownRecords = ownRecordsOf(records, this.reviewCopies);
    const enrolment: Enrolment = { profile, enrol: () => this.#enrol() };
    const rest = {
      violations: new LiveValue<readonly ViolationRow[]>([]),
      isListWhole: new LiveValue(true),
      devices: new LiveValue<readonly Device[]>([]),
      positions: new LiveValue<readonly PositionRow[]>([]),
      readings: new LiveValue<readonly LatestReading[]>([]),
    };
    const provide = <T>(context: Context<unknown, T>, initialValue: T) =>
      this.#provided.push(new ContextProvider(host, { context, initialValue }));
    provide(enrolmentContext, enrolment);
    provide(draftsContext, this.drafts);
    provide(sightingsContext, this.sightings);
    provide(acknowledgingContext, {
      acknowledge: async () => undefined,
      step: async ({ id }, changes) => {
        if (this.refusesSteps) throw new Error('refused, as the test asked');
        this.done.push(`${id} ${JSON.stringify(changes)}`);
      },
    });
    provide(passesContext, this.passes);
    provide(
      knownPassesContext,
      knownPasses(ownRecords, { watch: () => this.registered, watchIsWholeHere: () => this.isWholeHere }, this),
    );
    provide(ownRecordsContext, ownRecords);
    provide(pulledContext, {
      ...rest,
      alarms,
      stations,
      gates: this.gates,
      permits: this.permits,
      wholeAt: this.wholeAt,
    });
    provide(gateModesContext, this.#gateModes());
    const tryNow = () => this.done.push('try now');
    provide(storiesContext, { remarks: this.remarks, statuses: this.statuses, add: async () => undefined });
    provide(syncContext, { state: syncState, tryNow });
    provide(fixesContext, { state: fixState });
    provide(clockContext, { live: now, now: () => now.value });
    const mapLayers = () => (this.layers ? Promise.resolve(this.layers) : new Promise<MapLayers>(() => undefined));
    const legalTexts = async () => builtInHistories();
    provide(packagesContext, { active, mapLayers, legalTexts, citedRulebook: async () => null });
    const askPersist = async () => void this.done.push('ask to persist');
    provide(storageContext, { health, askPersist });
    provide(packageUpdatesContext, {
      state: this.updates,
      tryNow: () => this.done.push('update packages'),
      bringRulebook: async () => false,
    });
    provide(batteryContext, { state: this.battery });
    provide(cameraContext, this.camera);
    this.provideCustody(provide);
    const set = (on: boolean) => sharing.set({ on, lastSharedAt: null });
    provide(positionSharingContext, { state: sharing, set });
  }

  #gateModes(): GateModes {
    return {
      rows: this.gateRows,
      set: async (gate, base, setting) => void this.modesSet.push({ gate, base, setting }),
      settle: async () => undefined,
    };
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

function ownRecordsOf(
  records: Live<readonly OwnRecord[]>,
  reviewCopies: ReadonlyMap<string, ViolationFields>,
): OwnRecords {
  return {
    all: records,
    newest: (most) => mapLive(records, (rows) => rows.slice(0, most)),
    one: (id) => mapLive(records, (rows) => rows.find((row) => row.id === id) ?? null),
    openFields: async (id) => reviewCopies.get(id) ?? null,
    openPhoto: async () => null,
  };
}
