import type { ZoneLayer } from '../../domain/shared/codes.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { chunksOfDocument } from '../../protocol/package-files.ts';
import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import {
  type FlatLayerRow,
  only,
  type PackageListRow,
  type PackageRow,
  type PackagesInUseRow,
  type RulebookStatementRow,
} from './rows.ts';

/** What the hub wants every phone to have, null before it is known; and how much of the packages in use is here. */
export interface PackageStanding {
  readonly list: PackageListRow | null;
  /** Chunks of the zone packages in use: how many there are to be, and how many are here. */
  readonly chunks: { readonly expected: number; readonly present: number };
}

/** What was downloaded of rulebooks and zone packages. Nothing in use is ever half here. */
export class PackageStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  async list(): Promise<PackageListRow | null> {
    return (await this.#database.packageList.get(only)) ?? null;
  }

  async keepList(list: PackageListRow): Promise<void> {
    await this.#database.packageList.put(list);
  }

  async inUse(): Promise<PackagesInUseRow | null> {
    return (await this.#database.packagesInUse.get(only)) ?? null;
  }

  watchInUse(): Live<PackagesInUseRow | null> {
    return watchQuery(() => this.inUse());
  }

  watchStanding(): Live<PackageStanding> {
    return watchQuery(async () => {
      const inUse = await this.inUse();
      const wanted = new Set<string>();
      for (const row of await this.#database.packages.bulkGet([...(inUse?.zones ?? [])])) {
        for (const chunk of row ? chunksOf(row) : []) wanted.add(chunk);
      }
      const present = (await this.presentChunks([...wanted])).size;
      return { list: await this.list(), chunks: { expected: wanted.size, present } };
    });
  }

  async read(sha256: string): Promise<PackageRow | null> {
    return (await this.#database.packages.get(sha256)) ?? null;
  }

  /** Keeps a document; one that is whole already stays as it is. */
  keep(row: PackageRow): Promise<void> {
    const { packages } = this.#database;
    return this.#database.transaction('rw', packages, async () => {
      if (!(await packages.get(row.sha256))?.whole) await packages.put(row);
    });
  }

  /** What the hub signed about a rulebook; null when it is not here. */
  async readStatement(sha256: string): Promise<RulebookStatementRow | null> {
    return (await this.#database.rulebookStatements.get(sha256)) ?? null;
  }

  async keepStatement(row: RulebookStatementRow): Promise<void> {
    await this.#database.rulebookStatements.put(row);
  }

  watchStatements(): Live<readonly RulebookStatementRow[]> {
    return watchQuery(() => this.#database.rulebookStatements.toArray());
  }

  async presentChunks(wanted: readonly string[]): Promise<Set<string>> {
    const keys = await this.#database.packageChunks
      .where('sha256')
      .anyOf([...wanted])
      .primaryKeys();
    return new Set(keys);
  }

  async keepChunk(sha256: string, bytes: Bytes): Promise<void> {
    await this.#database.packageChunks.put({ sha256, bytes });
  }

  async readChunk(sha256: string): Promise<Bytes | null> {
    return (await this.#database.packageChunks.get(sha256))?.bytes ?? null;
  }

  /** Removes chunks that turned out not to be what their names say. */
  async dropChunks(wrong: readonly string[]): Promise<void> {
    await this.#database.packageChunks.bulkDelete([...wrong]);
  }

  async readFlat(zones: string, layer: ZoneLayer): Promise<ArrayBuffer | null> {
    return (await this.#database.flatLayers.get([zones, layer]))?.flat ?? null;
  }

  /** After what is in use turned out spoilt beyond repair: it is fetched anew as if it had never been here. */
  async giveUp(): Promise<void> {
    await this.#database.packagesInUse.delete(only);
  }

  /** Lays a layer down again whose flat form was lost or spoilt. */
  async keepFlat(row: FlatLayerRow): Promise<void> {
    await this.#database.flatLayers.put(row);
  }

  /**
   * Takes packages into use in one transaction: the laid-out layers and the pointer together, or nothing. Zones no longer in use go,
   * unless a record of this phone cites them; rulebooks are small and stay: a record from anywhere may cite them. Rejects when a chunk of them is missing.
   */
  swap(inUse: Omit<PackagesInUseRow, 'only'>, flats: readonly FlatLayerRow[]): Promise<void> {
    const { packages, packageChunks, flatLayers, packagesInUse, events } = this.#database;
    const tables = [packages, packageChunks, flatLayers, packagesInUse, events];
    return this.#database.transaction('rw', tables, async () => {
      const used = new Set([...inUse.rulebooks, ...inUse.zones]);
      for (const row of await packages.bulkGet([...used])) {
        if (!row) continue; // it came with the app
        const wanted = chunksOf(row);
        if ((await this.presentChunks(wanted)).size < new Set(wanted).size) throw new Error(`${row.id} is not whole`);
        await packages.put({ ...row, whole: true });
      }
      await flatLayers.bulkPut([...flats]);
      await packagesInUse.put({ ...inUse, only });
      await this.#removeUnused(used);
    });
  }

  async #removeUnused(used: ReadonlySet<string>): Promise<void> {
    const { packages, packageChunks, flatLayers } = this.#database;
    const kept = new Set<string>();
    for (const row of await packages.toArray()) {
      if (row.kind === 'rulebook') continue;
      if (used.has(row.sha256) || (await this.#isCited(row.sha256))) for (const chunk of chunksOf(row)) kept.add(chunk);
      else await packages.delete(row.sha256);
    }
    const chunks = await packageChunks.toCollection().primaryKeys();
    await packageChunks.bulkDelete(chunks.filter((sha256) => !kept.has(sha256)));
    const flats = await flatLayers.toCollection().primaryKeys();
    await flatLayers.bulkDelete(flats.filter(([zones]) => !used.has(zones)));
  }

  async #isCited(sha256: string): Promise<boolean> {
    return (await this.#database.events.filter(({ raw }) => raw.includes(sha256)).count()) > 0;
  }
}

function chunksOf({ kind, document }: PackageRow): readonly string[] {
  return kind === 'zones' ? chunksOfDocument(document) : [];
}
