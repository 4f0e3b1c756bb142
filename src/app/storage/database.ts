import Dexie, { type DBCore, type Table } from 'dexie';
import type { CarriedChainRow, CarriedEventRow, CarriedPartRow, CarriedReceiptRow } from './carried-rows.ts';
import type { LockRow, PersonKeyRow } from './lock-row.ts';
import type {
  ClockRow,
  CursorRow,
  DraftRow,
  EventRow,
  FlatLayerRow,
  HeadRow,
  HubHeadRow,
  OwnDraftRow,
  PackageChunkRow,
  PackageListRow,
  PackageRow,
  PackagesInUseRow,
  PartBytesRow,
  PartRow,
  PositionWaitingRow,
  ProfileRow,
  PulledRow,
  ReceiptBlockRow,
  ReceiptRow,
  RecordKeyRow,
  RefusalRow,
  ReplacedEventRow,
  RulebookStatementRow,
  SettingRow,
  SituationRow,
} from './rows.ts';

/** Persisted: changing this breaks stored data. */
export const databaseName = 'hulin';

/** Persisted: a released version never changes. Later versions only add tables and indexes. */
const version1 = {
  profile: 'only',
  events: '[chain+seq], &id',
  heads: 'chain',
  hubHeads: 'chain',
  receipts: '[chain+seq]',
  parts: 'sha256, event, state',
  partBytes: 'sha256',
  drafts: 'id',
  recordKeys: 'event',
  pulled: '[entity+key], entity',
  shadow: '[entity+key], entity',
  cursor: 'only',
  clock: 'only',
  situation: 'only',
  positions: 'takenAt',
  settings: 'name',
} as const;

/** Persisted: as above. What was downloaded of rulebooks and zone packages. */
const version2 = {
  packages: 'sha256',
  packageChunks: 'sha256',
  flatLayers: '[package+layer]',
  packagesInUse: 'only',
  packageList: 'only',
} as const;

/** Persisted: as above. The PIN's lock; what a closed chain left behind, what was refused; what is carried for other phones. */
/** Persisted: as above. The PIN's lock; what is carried for other phones; what the hub signed about rulebooks. */
const version3 = {
  lock: 'only',
  replacedEvents: '[chain+seq]',
  refusals: '[chain+seq]',
  carriedChains: 'chain',
  carriedEvents: 'hash, chain',
  carriedParts: 'sha256, chain',
  carriedPartBytes: 'sha256',
  carriedReceipts: 'hash, chain',
  rulebookStatements: 'sha256',
} as const;

/** Persisted: as above. What was pulled, by the order in which it came about. */
const version4 = { pulled: '[entity+key], entity, [entity+n]' } as const;

/** Persisted: as above. Receipts that came together. */
const version5 = { receiptBlocks: '[chain+last]' } as const;

/** Persisted: as above. Each person's own key and drafts. */
const version6 = { personKeys: 'person', ownDrafts: 'id' } as const;

/** Told of each write: `true` when it failed, `false` when it went through. */
export type OnWrite = (failed: boolean) => void;

/**
 * The phone's database. Every write transaction is durable on disk when it resolves (`strict`).
 * A handle that died in the background is reopened by the next use.
 */
export class HulinDatabase extends Dexie {
  declare readonly profile: Table<ProfileRow, string>;
  declare readonly events: Table<EventRow, [string, number]>;
  declare readonly heads: Table<HeadRow, string>;
  declare readonly hubHeads: Table<HubHeadRow, string>;
  declare readonly receipts: Table<ReceiptRow, [string, number]>;
  declare readonly receiptBlocks: Table<ReceiptBlockRow, [string, number]>;
  declare readonly parts: Table<PartRow, string>;
  declare readonly partBytes: Table<PartBytesRow, string>;
  declare readonly drafts: Table<DraftRow, string>;
  declare readonly recordKeys: Table<RecordKeyRow, string>;
  declare readonly pulled: Table<PulledRow, [string, string]>;
  declare readonly shadow: Table<PulledRow, [string, string]>;
  declare readonly cursor: Table<CursorRow, string>;
  declare readonly clock: Table<ClockRow, string>;
  declare readonly situation: Table<SituationRow, string>;
  declare readonly positions: Table<PositionWaitingRow, number>;
  declare readonly settings: Table<SettingRow, string>;
  declare readonly packages: Table<PackageRow, string>;
  declare readonly packageChunks: Table<PackageChunkRow, string>;
  declare readonly flatLayers: Table<FlatLayerRow, [string, string]>;
  declare readonly packagesInUse: Table<PackagesInUseRow, string>;
  declare readonly packageList: Table<PackageListRow, string>;
  declare readonly replacedEvents: Table<ReplacedEventRow, [string, number]>;
  declare readonly refusals: Table<RefusalRow, [string, number]>;
  declare readonly lock: Table<LockRow, string>;
  declare readonly personKeys: Table<PersonKeyRow, string>;
  declare readonly ownDrafts: Table<OwnDraftRow, string>;
  declare readonly carriedChains: Table<CarriedChainRow, string>;
  declare readonly carriedEvents: Table<CarriedEventRow, string>;
  declare readonly carriedParts: Table<CarriedPartRow, string>;
  declare readonly carriedPartBytes: Table<PartBytesRow, string>;
  declare readonly carriedReceipts: Table<CarriedReceiptRow, string>;
  declare readonly rulebookStatements: Table<RulebookStatementRow, string>;

  constructor(name: string = databaseName, onWrite: OnWrite = () => {}) {
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores(version1);
    this.version(2).stores(version2);
    this.version(3).stores(version3);
    this.version(4).stores(version4);
    this.version(5).stores(version5);
    this.version(6).stores(version6);
    this.use({ stack: 'dbcore', name: 'watch-writes', create: (core) => watchWrites(core, onWrite) });
  }
}

function watchWrites(core: DBCore, onWrite: OnWrite): DBCore {
  return {
    ...core,
    table(name) {
      const table = core.table(name);
      return {
        ...table,
        mutate: (request) =>
          table.mutate(request).then(
            (answer) => {
              onWrite(false);
              return answer;
            },
            (problem: unknown) => {
              onWrite(true);
              throw problem;
            },
          ),
      };
    },
  };
}
