import type { Citation } from '../../protocol/citation.ts';
import { chunkBytes } from '../../protocol/zone-package.ts';
import type { RunAlone } from '../device/exclusive-lock.ts';
import { type Live, LiveValue } from '../live.ts';
import type { LayOut, PackageProblem, PackageUpdateState, PackageUpdates } from '../package-ports.ts';
import { joinLive } from '../storage/live-query.ts';
import type { PackageStanding, PackageStore } from '../storage/package-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { FlatLayerRow, PackageListRow, PackagesInUseRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { fetchCurrentPackages } from './fetch-current-packages.ts';
import { type FetchTools, fetchRulebook, fetchStatement, fetchZones } from './fetch-package.ts';
import type { HubConnection, HubConnections } from './hub-connection.ts';

export interface PackageDownloadDeps {
  readonly stores: { readonly packages: PackageStore; readonly pulled: PulledStore };
  readonly connections: HubConnections;
  readonly runAlone: RunAlone;
  readonly wallNow: () => number;
  readonly layOut: LayOut;
  /** What came with the app, by what records cite. */
  readonly builtIn: () => Promise<ReadonlyMap<string, { readonly demonstration: boolean }>>;
}

type Doing = Pick<PackageUpdateState, 'download' | 'problem'>;

/** Persisted across tabs by name only. */
const lockName = 'hulin-packages';
/** A list is asked for again after so long, and what was refused is tried again. */
const askAgainMs = 10 * 60_000;

/** Brings the packages here that the hub wants every phone to have, beside the sync of records and never in its way. One tab at a time. */
export class PackageDownloads implements PackageUpdates {
  readonly state: Live<PackageUpdateState>;
  readonly #deps: PackageDownloadDeps;
  readonly #doing = new LiveValue<Doing>({ download: null, problem: null });
  readonly #stopping = new AbortController();
  #askedAt: number | null = null;
  #running: Promise<void> | null = null;

  constructor(deps: PackageDownloadDeps) {
    this.#deps = deps;
    this.state = joinLive(deps.stores.packages.watchStanding(), this.#doing, toState);
  }

  /** The hub has answered something: worth asking for the list, if it is time. */
  onHeard(): void {
    this.#run(false);
  }

  tryNow(): void {
    this.#run(true);
  }

  async bringRulebook({ id, version, sha256 }: Citation): Promise<boolean> {
    const hub = await this.#deps.connections.current();
    if (!hub) return false;
    const { stores, layOut } = this.#deps;
    const tools = { hub, layOut, onBytes: () => {}, packages: stores.packages };
    const wanted = { id, version, sha256, bytes: chunkBytes };
    return (await fetchRulebook(tools, wanted, this.#stopping.signal)) === null;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  stop(): void {
    this.#stopping.abort();
  }

  #run(isForced: boolean): void {
    const { signal } = this.#stopping;
    if (this.#running || signal.aborted) return;
    this.#running = this.#deps
      .runAlone(lockName, () => this.#bringUp(isForced, signal), signal)
      .catch((problem: unknown) => this.#failed(problem))
      .finally(() => {
        this.#running = null;
      });
  }

  #failed(problem: unknown): void {
    if (this.#stopping.signal.aborted) return;
    if (!isStorageProblem(problem)) console.error('packages not brought up to date', problem);
    this.#doing.set({ download: null, problem: 'storage' });
  }

  async #bringUp(isForced: boolean, signal: AbortSignal): Promise<void> {
    const hub = await this.#deps.connections.current();
    if (!hub || !(isForced || (await this.#isDue()))) return;
    this.#askedAt = this.#deps.wallNow();
    const answer = await fetchCurrentPackages(hub, signal);
    if (answer.ok) await this.#deps.stores.packages.keepList(answer.list);
    const problem = answer.ok ? await this.#take(hub, answer.list, signal) : answer.because;
    if (problem === 'no-network') this.#askedAt = null;
    this.#doing.set({ download: null, problem });
  }

  /** When nothing was ever asked or the line was cut, when the hub announced another list, and now and then. */
  async #isDue(): Promise<boolean> {
    const { stores, wallNow } = this.#deps;
    const sinceMs = this.#askedAt === null ? Infinity : wallNow() - this.#askedAt;
    if (sinceMs < 0 || sinceMs > askAgainMs) return true;
    const [announced] = await stores.pulled.read('package');
    const digest = (announced?.body as { digest?: unknown } | undefined)?.digest;
    return digest !== undefined && digest !== (await stores.packages.list())?.digest;
  }

  /** Null when what the list names is in use. From a hub that signs no rulebooks only those are taken on that are here already. */
  async #take(hub: HubConnection, list: PackageListRow, signal: AbortSignal): Promise<PackageProblem | null> {
    const { packages } = this.#deps.stores;
    const inUse = await packages.inUse();
    const builtIn = await this.#deps.builtIn();
    const isHere = ({ sha256 }: { readonly sha256: string }) =>
      builtIn.has(sha256) || (inUse?.rulebooks.includes(sha256) ?? false);
    if (!list.statements && !list.rulebooks.every(isHere)) return 'hub-too-old';
    const unsigned = list.statements ? await this.#fetchStatements(hub, list, signal) : null;
    if (unsigned || isInUse(list, inUse)) return unsigned;
    const isDownloaded = (sha256: string) => !builtIn.has(sha256);
    const isDemonstration = list.zones.some(({ sha256 }) => builtIn.get(sha256)?.demonstration);
    if (isDemonstration && inUse?.zones.some(isDownloaded)) return 'demonstration-only';
    if (list.zones.length === 0 || list.rulebooks.length === 0) return 'refused';
    const fetched = await this.#fetch(hub, list, isDownloaded, signal);
    if (!fetched.ok) return fetched.because;
    await packages.swap(namesOf(list), fetched.flats);
    return null;
  }

  /** Null when every rulebook of the list has the hub's own signature here: those of the app too, so that it can be shown. */
  async #fetchStatements(
    hub: HubConnection,
    { rulebooks }: PackageListRow,
    signal: AbortSignal,
  ): Promise<PackageProblem | null> {
    const { packages } = this.#deps.stores;
    for (const one of rulebooks) {
      const because = await fetchStatement({ hub, packages }, one, signal);
      if (because) return because;
    }
    return null;
  }

  async #fetch(
    hub: HubConnection,
    list: PackageListRow,
    isWanted: (sha256: string) => boolean,
    signal: AbortSignal,
  ): Promise<{ ok: true; flats: FlatLayerRow[] } | { ok: false; because: PackageProblem }> {
    const rulebooks = list.rulebooks.filter(({ sha256 }) => isWanted(sha256));
    const zones = list.zones.filter(({ sha256 }) => isWanted(sha256));
    const tools = this.#tools(
      hub,
      [...rulebooks, ...zones].reduce((sum, { bytes }) => sum + bytes, 0),
    );
    for (const one of rulebooks) {
      const because = await fetchRulebook(tools, one, signal);
      if (because) return { ok: false, because };
    }
    const flats: FlatLayerRow[] = [];
    for (const one of zones) {
      const fetched = await fetchZones(tools, one, signal);
      if (!fetched.ok) return fetched;
      flats.push(...fetched.flats);
    }
    return { ok: true, flats };
  }

  #tools(hub: HubConnection, totalBytes: number): FetchTools {
    const { stores, layOut } = this.#deps;
    let receivedBytes = 0;
    const tell = () => this.#doing.set({ problem: null, download: { receivedBytes, totalBytes } });
    const onBytes = (bytes: number) => {
      receivedBytes = Math.min(receivedBytes + bytes, totalBytes);
      tell();
    };
    if (totalBytes > 0) tell();
    return { hub, layOut, onBytes, packages: stores.packages };
  }
}

function toState({ list, chunks }: PackageStanding, doing: Doing): PackageUpdateState {
  return { ...doing, chunks, confirmed: list && { time: list.time, ...namesOf(list) } };
}

function isInUse(list: PackageListRow, inUse: PackagesInUseRow | null): boolean {
  if (!inUse) return false;
  const { rulebooks, zones } = namesOf(list);
  return String(rulebooks) === String(inUse.rulebooks) && String(zones) === String(inUse.zones);
}

function namesOf({ rulebooks, zones }: PackageListRow): Pick<PackagesInUseRow, 'rulebooks' | 'zones'> {
  return { rulebooks: rulebooks.map(({ sha256 }) => sha256), zones: zones.map(({ sha256 }) => sha256) };
}
