import Dexie, { type DBCore, type Table } from 'dexie';
import type {
  ClockRow,
  CursorRow,
  DraftRow,
  EventRow,
  FlatLayerRow,
  HeadRow,
  HubHeadRow,
  PackageChunkRow,
  PackageListRow,
  PackageRow,
  PackagesInUseRow,
  PartBytesRow,
  PartRow,
  PositionWaitingRow,
  ProfileRow,
  PulledRow,
  ReceiptRow,
  RecordKeyRow,
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

  constructor(name: string = databaseName, onWrite: OnWrite = () => {}) {
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores(version1);
    this.version(2).stores(version2);
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
