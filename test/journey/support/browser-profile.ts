import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { CuttingLine } from './cutting-line.ts';
import { PhoneNetwork } from './phone-network.ts';
import { type WatchedWindow, watchDatabase } from './watch-database.ts';

export interface ProfileOptions {
  readonly hub: string;
  readonly width: number;
  readonly height: number;
  /** The phone's own time zone; Weihai's unless a journey says otherwise. */
  readonly timeZone?: string;
  /** The origin this browser goes to, if another than the hub's own. */
  readonly knownAs?: string;
  /** Device pixels to a CSS pixel; 1 unless pictures are to be looked at. */
  readonly scale?: number;
  /** Whether its user wants pictures to move. Unless a journey says so, no: without a graphics card each step of a moving map is drawn by the processor. */
  readonly moves?: boolean;
  /** What its user does not allow. */
  readonly refuses?: 'location' | 'storage';
}

/** What the phone's wall clock shows: off by `shiftMs`, or standing still. */
export interface PhoneClock {
  readonly shiftMs: number;
  readonly standsAt: number | null;
}

/** Features that Playwright switches off too (a later list replaces its own), and those by which Chromium itself calls home. */
const silenced = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...[
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
  ],
  ...['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch', 'Translate'],
  'AutofillServerCommunication',
];

/** A browser that sends nothing of its own accord, so that whatever leaves it comes from a page or a worker. */
const keepsToItself = [
  `--disable-features=${silenced.join(',')}`,
  '--disable-component-update',
  '--disable-sync',
  '--gaia-url=http://127.0.0.1:9',
  '--component-updater=url-source=http://127.0.0.1:9/',
  '--gcm-checkin-url=http://127.0.0.1:9/',
];

/** One browser profile on disk: opened, killed and opened again, always through its own network. */
export class BrowserProfile {
  readonly network: PhoneNetwork;
  /** Between the browser and its network. */
  readonly line: CuttingLine;
  /** What the pages wrote to the console as errors, and the exceptions nobody caught. */
  readonly complaints: string[] = [];
  /** Everything the pages wrote to the console. */
  readonly said: string[] = [];
  readonly #options: ProfileOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'hulin-profile-'));
  #context: BrowserContext | null = null;
  /** Null: the machine's own, untouched. */
  #clock: PhoneClock | null = null;

  private constructor(options: ProfileOptions, network: PhoneNetwork, line: CuttingLine) {
    this.#options = options;
    this.network = network;
    this.line = line;
  }

  static async create(options: ProfileOptions): Promise<BrowserProfile> {
    const network = await PhoneNetwork.towards(options.hub, options.knownAs);
    return new BrowserProfile(options, network, await CuttingLine.towards(() => network.port));
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('the browser is not open');
    return this.#context;
  }

  get isOpen(): boolean {
    return this.#context !== null;
  }

  /** The page last opened. */
  get page(): Page {
    const page = this.context.pages().at(-1);
    if (!page) throw new Error('no page is open');
    return page;
  }

  /** The phone's clock, as its pages see it, from the next opening on. */
  set clock(clock: Partial<PhoneClock>) {
    this.#clock = { shiftMs: 0, standsAt: null, ...clock };
  }

  /** Turns the clock under the open pages of a phone whose clock was set before, and shows them again, as when it is taken out of the pocket. */
  async turnClock(clock: { readonly startsAt: number }): Promise<void> {
    for (const page of this.context.pages()) await page.evaluate(turnOpenClock, clock);
  }

  /** Tables that the open pages wrote to without asking for strict durability. */
  async laxWrites(): Promise<string[]> {
    const watched = this.context
      .pages()
      .map((page) => page.evaluate(() => (globalThis as unknown as WatchedWindow).journeyDatabase));
    return (await Promise.all(watched)).flatMap((found) => found?.lax ?? []);
  }

  /** Everything this profile keeps on disk lies below. */
  get folder(): string {
    return this.#folder;
  }

  async open(path = '/'): Promise<Page> {
    return this.#goTo(await this.openBlank(), path);
  }

  /** Starts the browser with nothing on its screen. */
  async openBlank(): Promise<Page> {
    this.#context ??= await this.#launch();
    return this.#context.pages().at(-1) ?? this.#context.newPage();
  }

  /** A further tab of the same browser, from now on the one in front. */
  async openTab(path: string): Promise<Page> {
    return this.#goTo(await this.context.newPage(), path);
  }

  /** SIGKILL, as when the battery falls out. */
  async kill(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    this.#context = null;
    const gone = new Promise((resolve) => context.once('close', resolve));
    for (const pid of this.#processes()) killIfThere(pid);
    await gone;
    while (this.#processes().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Closes the browser as a user does. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    await context?.close();
  }

  /** The end of the profile. */
  async dispose(): Promise<void> {
    await this.kill();
    await this.network.loseSignal();
    await this.line.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #launch(): Promise<BrowserContext> {
    const { width, height, timeZone, refuses, scale = 1 } = this.#options;
    if (refuses === 'storage') this.#blockStorage();
    const context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--lang=zh-CN',
        '--disable-dev-shm-usage',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--proxy-bypass-list=<-loopback>',
        ...keepsToItself,
      ],
      proxy: { server: this.line.proxy },
      env: { ...process.env, TZ: timeZone ?? 'Asia/Shanghai', LANG: 'zh_CN.UTF-8' },
      viewport: { width, height },
      deviceScaleFactor: scale,
      reducedMotion: this.#options.moves ? 'no-preference' : 'reduce',
      locale: 'zh-CN',
    });
    await context.grantPermissions(refuses === 'location' ? ['camera'] : ['camera', 'geolocation']);
    if (this.#clock) await context.addInitScript(setClock, this.#clock);
    await context.addInitScript(hashShots);
    await context.addInitScript(watchDatabase);
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('console', (message) => {
      this.said.push(message.text());
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    return context;
  }

  async #goTo(page: Page, path: string): Promise<Page> {
    const { hub, knownAs = hub } = this.#options;
    await page.goto(knownAs + path, { waitUntil: 'commit' });
    return page;
  }

  /** As when a user blocks all site data in the browser's settings. */
  #blockStorage(): void {
    mkdirSync(join(this.#folder, 'Default'), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(this.#folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  }

  #processes(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => commandLine(pid).includes(this.#folder));
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It ended since it was listed.
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended since it was listed.
  }
}

interface TurnedWindow {
  journeyClock: { clock: PhoneClock; readonly realNow: () => number };
}

/** Runs in the page: every reading of the wall clock is off by so much, or the same for ever. */
function setClock(clock: PhoneClock): void {
  const RealDate = Date;
  const turned = { clock, realNow: () => RealDate.now() };
  Object.assign(globalThis, { journeyClock: turned });
  class TurnedDate extends RealDate {
    constructor(...parts: ConstructorParameters<typeof Date> | []) {
      if (parts.length === 0) super(TurnedDate.now());
      else super(...parts);
    }
    static override now(): number {
      return turned.clock.standsAt ?? RealDate.now() + turned.clock.shiftMs;
    }
  }
  globalThis.Date = TurnedDate as DateConstructor;
}

/** Runs in the page: from now on its clock goes from `startsAt`. */
function turnOpenClock({ startsAt }: { readonly startsAt: number }): void {
  const { journeyClock } = globalThis as unknown as TurnedWindow;
  journeyClock.clock = { shiftMs: startsAt - journeyClock.realNow(), standsAt: null };
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Runs in the page: the SHA-256 of every picture at the moment it leaves the canvas, before the app has it. */
function hashShots(): void {
  const shots: string[] = [];
  Object.assign(globalThis, { journeyShots: shots });
  const toBlob = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'toBlob')
    ?.value as HTMLCanvasElement['toBlob'];
  HTMLCanvasElement.prototype.toBlob = function (done, ...how): void {
    const hashed = async (picture: Blob | null) => {
      const digest = picture && (await crypto.subtle.digest('SHA-256', await picture.arrayBuffer()));
      if (digest) shots.push([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
      done(picture);
    };
    toBlob.call(this, (picture) => void hashed(picture), ...how);
  };
}
