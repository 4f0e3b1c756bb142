import { dirname, join } from 'node:path';
import { sha256Hex } from '../../protocol/bytes.ts';
import { replaceFile } from '../store/durable-file.ts';
import { readIfThere } from '../store/file.ts';
import { checkRulebook } from './check-rulebook.ts';
import { checkZonePackage } from './check-zone-package.ts';
import { type Current, chooseCurrent } from './choose-current.ts';
import { type PackageFolder, packageFolders } from './package-folders.ts';
import { PressedPieces, readPiece } from './pressed-pieces.ts';
import { readBuiltIn } from './read-built-in.ts';
import type { RulebookStatements, StatementOutcome } from './rulebook-statements.ts';
import type { CheckedFolder, Piece, ShelvedPackage } from './shelved-package.ts';

export interface ShelfOptions {
  /** Where packages are placed as `<id>/<version>/`; null: nowhere. */
  readonly placedFolder: string | null;
  /** The rulebook and zone package that come with the hub. */
  readonly builtInFolder: string;
  /** Thumbprint of the identity under which packages must be signed. */
  readonly identityKid: string;
  /** Told once for each bad state of a folder. */
  readonly onBad: (folder: string, because: string) => void;
  /** Told when other packages are current than before; `digest` is the SHA-256 of what is named. */
  readonly onCurrent: (digest: string) => Promise<void>;
  readonly onProblem: (problem: unknown) => void;
  /** What the hub signs about every rulebook it serves. */
  readonly statements: RulebookStatements;
  /** The notices and orders signed at a desk; those known already are handed back. */
  readonly readOffice: (known: ReadonlyMap<string, ShelvedPackage>) => Promise<Map<string, ShelvedPackage>>;
}

/** Bytes as they are answered; `brotli` when they are pressed. */
export interface Served {
  readonly bytes: Uint8Array;
  readonly isBrotli: boolean;
}

interface Looked {
  readonly fingerprint: string;
  readonly checked: CheckedFolder | null;
}

const lookEveryMs = 2_000;

/** The packages that this hub serves: those built in, and those placed in its data folder that are sound. One bad folder stops no other. */
export class PackageShelf {
  readonly #options: ShelfOptions;
  readonly #pressed: PressedPieces | null;
  readonly #stopping = new AbortController();
  #looked = new Map<string, Looked>();
  #builtIn: readonly ShelvedPackage[] = [];
  #current: Current & { readonly digest: string } = { rulebooks: [], zones: [], digest: '' };
  #documents = new Map<string, Piece>();
  #chunks = new Map<string, Piece>();
  #office = new Map<string, ShelvedPackage>();
  /** Of every rulebook that was looked at: its statement, or why it has none. */
  #statements = new Map<string, StatementOutcome>();
  #isAnnounced = false;
  #working: Promise<void> = Promise.resolve();

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#pressed = options.placedFolder ? new PressedPieces(join(options.placedFolder, '.brotli')) : null;
  }

  /** `digest` is the SHA-256 of what is named. */
  get current(): Current & { readonly digest: string } {
    return this.#current;
  }

  /** Looks at every folder now; those that have not changed since they were checked are not checked again. */
  async open(): Promise<void> {
    this.#builtIn = await readBuiltIn(this.#options.builtInFolder);
    await this.#look(true);
  }

  /** Looks again; a folder that may still be written to waits until two looks find the same in it. Answers whether anything has changed. */
  look(): Promise<boolean> {
    return this.#look(false);
  }

  /** Looks again now and then, and presses what is new. */
  watch(): void {
    if (!this.#options.placedFolder) return;
    const { signal } = this.#stopping;
    const timer = setInterval(() => {
      this.#working = this.#working.then(() => this.#lookAndPress()).catch(this.#options.onProblem);
    }, lookEveryMs);
    signal.addEventListener('abort', () => clearInterval(timer));
    this.#working = this.#press().catch(this.#options.onProblem);
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  /** A zone package's `package.json` by its manifest's hash, a rulebook by its own; null when it is not on the shelf. */
  document(sha256: string, mayBeBrotli: boolean): Promise<Served | null> {
    return this.#serve(this.#documents.get(sha256), mayBeBrotli);
  }

  /** A chunk of a file, by its hash. */
  chunk(sha256: string, mayBeBrotli: boolean): Promise<Served | null> {
    return this.#serve(this.#chunks.get(sha256), mayBeBrotli);
  }

  /** What the hub signed about a rulebook, by the hash of its bytes; null when it is not on the shelf. */
  statement(sha256: string): string | null {
    const outcome = this.#documents.has(sha256) ? this.#statements.get(sha256) : undefined;
    return outcome?.ok ? outcome.text : null;
  }

  async #serve(piece: Piece | undefined, mayBeBrotli: boolean): Promise<Served | null> {
    if (!piece) return null;
    const pressed = mayBeBrotli ? await this.#pressed?.read(piece) : null;
    return pressed ? { bytes: pressed, isBrotli: true } : { bytes: await readPiece(piece), isBrotli: false };
  }

  async #lookAndPress(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    if (await this.look()) await this.#press();
  }

  async #press(): Promise<void> {
    const pieces = [...this.#documents.values(), ...this.#chunks.values()];
    await this.#pressed?.keepOnly(pieces, this.#stopping.signal);
  }

  async #look(isFirst: boolean): Promise<boolean> {
    const { placedFolder } = this.#options;
    const folders = placedFolder ? await packageFolders(placedFolder) : [];
    const before = this.#looked;
    const looked = new Map<string, Looked>();
    for (const folder of folders) {
      looked.set(folder.folder, await this.#lookInto(folder, before.get(folder.folder), isFirst));
    }
    this.#looked = looked;
    const officeBefore = this.#office;
    this.#office = await this.#options.readOffice(officeBefore);
    const chosen = await readChosen(placedFolder, folders);
    await this.#take(chosen);
    await this.#announce();
    const isSame = (path: string) => before.get(path)?.checked === looked.get(path)?.checked;
    const isMore = this.#office.size !== officeBefore.size;
    return isFirst || isMore || [...before.keys(), ...looked.keys()].some((path) => !isSame(path));
  }

  async #lookInto(folder: PackageFolder, before: Looked | undefined, isFirst: boolean): Promise<Looked> {
    const { fingerprint } = folder;
    const isStill = before?.fingerprint === fingerprint;
    if (isStill && before.checked) return before;
    if (!isStill && !isFirst) return { fingerprint, checked: null };
    const checked = await this.#check(folder);
    if (!checked.ok) this.#options.onBad(folder.folder, checked.because);
    return { fingerprint, checked };
  }

  async #check({ folder, holds, ...named }: PackageFolder): Promise<CheckedFolder> {
    try {
      if (holds === 'zones') return await checkZonePackage(folder, named, this.#options.identityKid);
      if (holds === 'rulebook') return await checkRulebook(folder, named, this.#options.identityKid);
      return { ok: false, because: 'neither package.json nor rulebook.json is in it' };
    } catch (problem) {
      return { ok: false, because: `cannot be read (${problem instanceof Error ? problem.message : String(problem)})` };
    }
  }

  async #take(chosen: ReadonlyMap<string, string>): Promise<void> {
    const found = [...this.#looked.values()].flatMap(({ checked }) => (checked?.ok ? checked.found : []));
    const builtIn = await this.#vouchedFor(this.#builtIn);
    const placed = await this.#vouchedFor([...found, ...this.#office.values()]);
    const all = [...builtIn, ...placed];
    this.#documents = new Map(all.map(({ sha256, document }) => [sha256, document]));
    this.#chunks = new Map(all.flatMap(({ chunks }) => chunks.map((piece) => [piece.sha256, piece])));
    const current = chooseCurrent(placed, builtIn, chosen);
    const digest = await sha256Hex(JSON.stringify(current));
    if (digest === this.#current.digest) return;
    this.#current = { ...current, digest };
    this.#isAnnounced = false;
  }

  /** Those that may be served: a rulebook has its signed statement, kept beside it where it was placed. */
  async #vouchedFor(packages: readonly ShelvedPackage[]): Promise<ShelvedPackage[]> {
    const sound: ShelvedPackage[] = [];
    for (const one of packages) if (await this.#isVouchedFor(one)) sound.push(one);
    return sound;
  }

  async #isVouchedFor({
    id,
    version,
    sha256,
    document,
    dates,
    issued,
    statementPath,
  }: ShelvedPackage): Promise<boolean> {
    if (!dates || !issued) return true; // a zone package is signed by itself
    const known = this.#statements.get(sha256);
    const outcome = known ?? (await this.#options.statements.of({ id, version, sha256, ...dates, issued }));
    this.#statements.set(sha256, outcome);
    if (!outcome.ok && !known) this.#options.onBad(dirname(document.path), outcome.because);
    if (outcome.ok && !known && statementPath) await this.#keepBeside(statementPath, outcome.text);
    return outcome.ok;
  }

  /** For whoever checks the folder without this hub; a folder that cannot be written to is served all the same. */
  async #keepBeside(path: string, text: string): Promise<void> {
    await replaceFile(path, new TextEncoder().encode(text)).catch(this.#options.onProblem);
  }

  /** Again at the next look when it fails. */
  async #announce(): Promise<void> {
    if (this.#isAnnounced) return;
    await this.#options.onCurrent(this.#current.digest);
    this.#isAnnounced = true;
  }
}

/** `<id>/current` names the version that is current, where somebody has put such a file: the way back to an older one. */
async function readChosen(root: string | null, folders: readonly PackageFolder[]): Promise<Map<string, string>> {
  const chosen = new Map<string, string>();
  for (const id of new Set(folders.map((folder) => folder.id))) {
    const version = root ? await readIfThere(join(root, id, 'current')) : null;
    if (version !== null) chosen.set(id, version.trim());
  }
  return chosen;
}
