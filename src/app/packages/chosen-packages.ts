import type { FeatureCollection } from 'geojson';
import type { TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import type { Permit } from '../../domain/permit/permit.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { Citation } from '../../protocol/citation.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { type Live, LiveValue } from '../live.ts';
import type { ActivePackages, LayOut, MapLayers, Packages } from '../package-ports.ts';
import { mapLive } from '../storage/live-query.ts';
import type { PackageStore } from '../storage/package-store.ts';
import type { PackagesInUseRow, PulledRow } from '../storage/rows.ts';
import type { BuiltInPackages } from './built-in-packages.ts';
import { type OpenedPackages, openInUse } from './open-in-use.ts';

/** What was pulled of the office and of permits, and how a document is brought here that is not. */
export interface PackageSources {
  /** Those that stand. */
  readonly permits: Live<readonly Permit[]>;
  readSigned(): Promise<readonly PulledRow[]>;
  watchSigned(): Live<readonly PulledRow[]>;
  /** Whether it is in the package store then. */
  bringRulebook(citation: Citation): Promise<boolean>;
}

/** So long a verdict waits for storage. */
const patienceMs = 3_000;

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

/**
 * The packages to judge by: those the hub wants, once they were downloaded; those that came with the app before. They change the moment
 * others are taken into use or a permit comes or goes, in this tab or another.
 */
export class ChosenPackages implements Packages {
  readonly active: Live<ActivePackages | null>;
  readonly #told = new LiveValue<{ readonly active: ActivePackages | null; readonly problem?: unknown }>({
    active: null,
  });
  readonly #builtIn: BuiltInPackages;
  readonly #packages: PackageStore;
  readonly #layOut: LayOut;
  readonly #sources: PackageSources;
  #permits: readonly Permit[] = [];
  #opened: OpenedPackages | null = null;
  #choosing: Promise<void> = Promise.resolve();

  constructor(builtIn: BuiltInPackages, packages: PackageStore, layOut: LayOut, sources: PackageSources) {
    this.#sources = sources;
    this.#builtIn = builtIn;
    this.#packages = packages;
    this.#layOut = layOut;
    this.active = {
      subscribe: (onValue, onProblem) =>
        this.#told.subscribe(({ active, problem }) => (problem ? onProblem(problem) : onValue(active))),
    };
  }

  /**
   * Resolves when there is something to judge by: what came with the app if storage does not answer, until it does. Rejects when even
   * that cannot be read, and says so through `active`; it may be asked again.
   */
  async load(): Promise<void> {
    const builtIn = await this.#builtIn.load().catch((problem: unknown) => {
      this.#told.set({ active: null, problem });
      throw problem;
    });
    this.#sources.permits.subscribe(
      (permits) => this.#takePermits(permits),
      (problem) => console.error('permits cannot be read', problem),
    );
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

  async legalTexts(): Promise<readonly TextHistory[]> {
    return this.#foldTexts(await this.#sources.readSigned());
  }

  /** As `legalTexts`, told again whenever the office has signed something. */
  watchLegalTexts(): Live<readonly TextHistory[]> {
    return mapLive(this.#sources.watchSigned(), (rows) => this.#foldTexts(rows));
  }

  /** The law is read after a verdict, and so is the code that reads it. */
  async #foldTexts(rows: readonly PulledRow[]): Promise<readonly TextHistory[]> {
    const [builtIn, { foldSigned }] = await Promise.all([this.#builtIn.legalTexts(), import('./signed-texts.ts')]);
    return foldSigned(builtIn, rows);
  }

  /** Its bytes were compared with the citation's hash when they came. */
  async citedRulebook(citation: Citation): Promise<Rulebook | null> {
    const { rulebooks } = await this.#builtIn.load();
    const builtIn = rulebooks.find((one) => one.citation.sha256 === citation.sha256);
    if (builtIn) return builtIn.rulebook;
    const here = await this.#packages.read(citation.sha256);
    if (!here && !(await this.#sources.bringRulebook(citation))) return null;
    const row = here ?? (await this.#packages.read(citation.sha256));
    return row?.kind === 'rulebook' ? readRulebook(JSON.parse(row.document)) : null;
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
      this.#use(this.#opened?.active ?? builtIn);
    } catch (problem) {
      console.error('the packages in use are spoilt', problem);
      this.#use(this.#opened?.active ?? builtIn);
      await this.#packages.giveUp().catch((refused: unknown) => console.error('storage refused', refused));
    }
  }

  #takePermits(permits: readonly Permit[]): void {
    this.#permits = permits;
    if (this.#told.value.active) this.#use(this.#told.value.active);
  }

  #use(active: ActivePackages): void {
    this.#told.set({ active: { ...active, permits: this.#permits } });
  }
}

function least(numbers: readonly number[] = []): number {
  return numbers.reduce((a, b) => Math.min(a, b));
}

function most(numbers: readonly number[] = []): number {
  return numbers.reduce((a, b) => Math.max(a, b));
}
