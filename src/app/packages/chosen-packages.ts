import type { FeatureCollection } from 'geojson';
import type { LegalTexts } from '../../domain/legal/legal-texts.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { Citation } from '../../protocol/event.ts';
import { type Live, LiveValue } from '../live.ts';
import type { ActivePackages, MapLayers, Packages } from '../package-ports.ts';
import type { PackageStore } from '../storage/package-store.ts';
import type { PackagesInUseRow } from '../storage/rows.ts';
import type { BuiltInPackages } from './built-in-packages.ts';
import { type OpenedPackages, openInUse } from './open-in-use.ts';

/** So long a verdict waits for storage. */
const patienceMs = 3_000;

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

/**
 * The packages to judge by: those the hub wants, once they were downloaded; those that came with the app before. They change the moment
 * others are taken into use, in this tab or another.
 */
export class ChosenPackages implements Packages {
  readonly active: Live<ActivePackages | null>;
  readonly #value = new LiveValue<ActivePackages | null>(null);
  readonly #builtIn: BuiltInPackages;
  readonly #packages: PackageStore;
  readonly #layOut: (transfer: Bytes) => Promise<ArrayBuffer>;
  #opened: OpenedPackages | null = null;
  #choosing: Promise<void> = Promise.resolve();

  constructor(builtIn: BuiltInPackages, packages: PackageStore, layOut: (transfer: Bytes) => Promise<ArrayBuffer>) {
    this.#builtIn = builtIn;
    this.#packages = packages;
    this.#layOut = layOut;
    this.active = this.#value;
  }

  /**
   * Resolves when there is something to judge by: what came with the app if storage does not answer, until it does. Rejects when even
   * that cannot be read.
   */
  async load(): Promise<void> {
    const builtIn = await this.#builtIn.load();
    await new Promise<void>((resolve) => {
      const choose = (inUse: PackagesInUseRow | null) => void this.#chooseNext(inUse, builtIn).then(resolve);
      this.#packages.watchInUse().subscribe(choose, (problem) => {
        console.error('downloaded packages cannot be read', problem);
        choose(null);
      });
      setTimeout(() => choose(null), patienceMs);
    });
  }

  /** What came with the app, by what records cite. */
  async builtInCitations(): Promise<ReadonlyMap<string, Citation>> {
    const { rulebooks, zones } = await this.#builtIn.load();
    return new Map([...rulebooks, ...zones].map(({ citation }) => [citation.sha256, citation]));
  }

  legalTexts(): Promise<LegalTexts> {
    return this.#builtIn.legalTexts();
  }

  /** Land, coast and places are those that came with the app. */
  async mapLayers(): Promise<MapLayers> {
    await this.#choosing;
    const ground = await this.#builtIn.mapLayers();
    const drawn = this.#opened?.drawn ?? [];
    if (drawn.length === 0) return ground;
    const [west, south, east, north] = [0, 1, 2, 3].map((side) =>
      drawn.map(({ manifest }) => manifest.bounds[side] ?? 0),
    );
    const attribution = new Set([...drawn.flatMap(({ manifest }) => manifest.attribution), ...ground.attribution]);
    return {
      ...{ ...ground, forest: nothing, residential: nothing, belt: nothing },
      drawings: drawn.map(({ drawing }) => drawing),
      attribution: [...attribution],
      bounds: [least(west), least(south), most(east), most(north)],
    };
  }

  /** One after the other, so that a slow opening never overtakes a later one. */
  #chooseNext(inUse: PackagesInUseRow | null, builtIn: ActivePackages): Promise<void> {
    this.#choosing = this.#choosing.then(() => this.#choose(inUse, builtIn));
    return this.#choosing;
  }

  /** Once others were in use, what came with the app never takes their place. */
  async #choose(inUse: PackagesInUseRow | null, builtIn: ActivePackages): Promise<void> {
    const tools = { packages: this.#packages, layOut: this.#layOut, builtIn };
    try {
      this.#opened = inUse ? await openInUse(tools, inUse) : this.#opened;
      this.#value.set(this.#opened?.active ?? builtIn);
    } catch (problem) {
      console.error('the packages in use are spoilt', problem);
      this.#value.set(this.#opened?.active ?? builtIn);
      await this.#packages.giveUp().catch((refused: unknown) => console.error('storage refused', refused));
    }
  }
}

function least(numbers: readonly number[] = []): number {
  return numbers.reduce((a, b) => Math.min(a, b));
}

function most(numbers: readonly number[] = []): number {
  return numbers.reduce((a, b) => Math.max(a, b));
}
