import { expect, type Locator, type Page } from '@playwright/test';
import type { ActivePackages, Packages } from '../../../src/app/package-ports.ts';
import type { Clock, Drafts, Sync, SyncState } from '../../../src/app/ports.ts';
import {
  type Act,
  acts,
  type Breach,
  breaches,
  type VerdictKind,
  type VerdictReason,
} from '../../../src/domain/shared/codes.ts';
import type { NamedPlace } from '../../support/five-places.ts';
import type { HubProcess } from '../../support/hub-process.ts';
import { BrowserProfile, type PhoneClock, type ProfileOptions } from './browser-profile.ts';
import { phoneRows } from './phone-database.ts';
import type { Picture } from './picture.ts';

interface HomeServices {
  readonly drafts: Drafts;
  readonly packages: Packages;
  readonly clock: Clock;
}

export interface RangerOptions extends Pick<ProfileOptions, 'timeZone' | 'knownAs' | 'refuses' | 'scale'> {
  readonly clock?: Partial<PhoneClock>;
  readonly at?: NamedPlace;
}

/** What a ranger writes down. Nothing but the act is required. */
export interface Story {
  readonly act: Act | Breach;
  readonly name?: string;
  readonly idNumber?: string;
  readonly note?: string;
  readonly photos?: readonly Picture[];
  /** Pictures taken with the camera in the page. */
  readonly shots?: number;
}

/** A ranger with a phone of 360 × 740, who reads Chinese and touches what the words say. */
export class Ranger {
  readonly phone: BrowserProfile;
  #place: { longitude: number; latitude: number; accuracy: number } | null = null;

  private constructor(phone: BrowserProfile) {
    this.phone = phone;
  }

  get page(): Page {
    return this.phone.page;
  }

  /** A phone in hand, nothing opened yet. */
  static async withPhone(hub: HubProcess, { clock, at, ...options }: RangerOptions = {}): Promise<Ranger> {
    const phone = await BrowserProfile.create({ hub: hub.url, width: 360, height: 740, ...options });
    const ranger = new Ranger(phone);
    if (clock) phone.clock = clock;
    if (at) await ranger.standAt(at);
    return ranger;
  }

  /** Opens the link, starts work, and waits until the phone can do without signal. */
  async enrols(hub: HubProcess): Promise<void> {
    await this.opensLink(hub.links().ranger ?? '');
    await expect(this.page.getByRole('heading', { name: '登记成功' })).toBeVisible();
    await this.page.getByRole('link', { name: '开始使用' }).click();
    await expect(this.verdictCard).toBeVisible();
    await this.waitsForOfflineUse();
  }

  async opensLink(link: string): Promise<void> {
    await this.opens(link.slice(new URL(link).origin.length));
  }

  async opens(path = '/'): Promise<void> {
    const page = await this.phone.open(path);
    if (this.#place) await page.context().setGeolocation(this.#place);
  }

  /** Waits until a signed answer of the hub has told the time. */
  async learnsTime(): Promise<void> {
    const known = () => phoneRows<{ skewMs: number | null }>(this.page, 'clock');
    await expect.poll(async () => (await known())[0]?.skewMs ?? null).not.toBeNull();
  }

  /** The service worker has everything. */
  async waitsForOfflineUse(): Promise<void> {
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }

  async standAt({ lon, lat }: Pick<NamedPlace, 'lon' | 'lat'>, accuracyMeters = 8): Promise<void> {
    this.#place = { longitude: lon, latitude: lat, accuracy: accuracyMeters };
    if (this.phone.isOpen) await this.phone.context.setGeolocation(this.#place);
  }

  loseSignal(): Promise<void> {
    return this.phone.network.loseSignal();
  }

  findSignal(): Promise<void> {
    return this.phone.network.findSignal();
  }

  /** SIGKILL, then open again. */
  async restartsPhone(): Promise<void> {
    await this.phone.kill();
    await this.opens();
  }

  get verdictCard(): Locator {
    return this.page.locator('hl-verdict-card section[data-kind]');
  }

  /** Waits until the card says so. */
  async readsVerdict(kind: VerdictKind, reason: VerdictReason, timeout = 30_000): Promise<void> {
    const card = this.page.locator(`hl-verdict-card section[data-kind="${kind}"][data-reason="${reason}"]`);
    await expect(card).toBeVisible({ timeout });
  }

  get map(): Locator {
    return this.page.locator('hl-map');
  }

  /** Moves the map to where the phone is, close, and waits until all is drawn. */
  async centresMap(): Promise<void> {
    await this.page.getByRole('button', { name: '显示我的位置' }).click();
    await expect(this.page.locator('hl-map[data-idle="true"]')).toBeVisible();
  }

  /** Writes a suspected violation down and saves it. */
  async records(story: Story): Promise<void> {
    await this.writes(story);
    await this.saves();
  }

  /** Fills the form in, without saving it. */
  async writes({ act, name, idNumber, note, photos = [], shots = 0 }: Story): Promise<void> {
    await this.opensForm();
    await this.page.getByRole('button', { name: { ...acts, ...breaches }[act].zh, exact: true }).click();
    if (photos.length > 0) await this.choosesPhotos(photos);
    if (shots > 0) await this.takesPhotos(shots, photos.length);
    if (name !== undefined) await this.page.getByLabel('姓名').fill(name);
    if (idNumber !== undefined) await this.page.getByLabel('身份证号').fill(idNumber);
    if (note !== undefined) await this.page.getByLabel('情况说明').fill(note);
  }

  async opensForm(): Promise<void> {
    await this.goes('首页');
    await this.page.getByRole('link', { name: '记录违规线索' }).click();
    await expect(this.page.getByRole('heading', { name: '违规线索', level: 1 })).toBeVisible();
    await expect(this.page).toHaveURL(/#\/record\/.+/);
  }

  async choosesPhotos(photos: readonly Picture[]): Promise<void> {
    for (const [index, photo] of photos.entries()) {
      await this.offersPhoto(photo);
      await expect(this.keptPhotos).toHaveCount(index + 1);
    }
  }

  /** Picks a file, which may be no photo at all. */
  async offersPhoto({ name, bytes }: Pick<Picture, 'name' | 'bytes'>): Promise<void> {
    const input = this.page.locator('hl-photo-strip input[type=file]');
    await input.setInputFiles({ name, mimeType: 'image/jpeg', buffer: bytes });
  }

  async takesPhotos(count: number, before = 0): Promise<void> {
    await this.page.getByRole('button', { name: '拍照' }).click();
    for (let taken = 1; taken <= count; taken += 1) {
      await this.page.getByRole('button', { name: '拍摄' }).click();
      await expect(this.page.getByText(`已拍 ${before + taken} 张`)).toBeVisible();
    }
    await this.page.getByRole('button', { name: '完成' }).click();
    await expect(this.keptPhotos).toHaveCount(before + count);
  }

  get keptPhotos(): Locator {
    return this.page.getByRole('button', { name: /删除第 \d+ 张照片/ });
  }

  async saves(): Promise<void> {
    await this.page.getByRole('button', { name: '保存', exact: true }).click();
    await expect(this.page.getByRole('heading', { name: '我的记录' })).toBeVisible();
  }

  /**
   * Writes so many records down by the same service the form uses: by hand it would take all day. `photographed`: each with a picture of a
   * quarter of a megabyte, unlike any other.
   */
  async recordsMany(count: number, { photographed = false } = {}): Promise<void> {
    await this.goes('首页');
    await this.page.evaluate(
      async ([wanted, hasPhoto]) => {
        const home = document.querySelector('hl-app')?.shadowRoot?.querySelector('hl-home-page');
        const { drafts, packages, clock } = home as unknown as HomeServices;
        const active = await new Promise<ActivePackages>((resolve, reject) => {
          const stop = packages.active.subscribe((value) => value && resolve(value), reject);
          setTimeout(stop);
        });
        const noise = (): Promise<Blob> => {
          const canvas = new OffscreenCanvas(640, 480);
          const pixels = new Uint8ClampedArray(640 * 480 * 4);
          for (let at = 0; at < pixels.length; at += 61_440) crypto.getRandomValues(pixels.subarray(at, at + 61_440));
          canvas.getContext('2d')?.putImageData(new ImageData(pixels, 640), 0, 0);
          return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
        };
        const write = async (number: number): Promise<void> => {
          const draft = await drafts.open();
          if (hasPhoto) await drafts.addPhoto(draft.id, await noise(), Date.now());
          await drafts.save({ ...draft, act: 'smoking', note: `第 ${number} 条`, happenedAt: clock.now().at });
          const result = await drafts.finalise(draft.id, {
            verdict: { kind: 'banned', reason: 'in-zone', articles: [3] },
            rulebook: active.rulebooks[0].citation,
            zones: active.zones[0].citation,
          });
          if (!result.ok) throw new Error(`record ${number}: ${result.because}`);
        };
        let written = 0;
        const writeOn = async (): Promise<void> => {
          while (written < wanted) await write((written += 1));
        };
        await Promise.all([writeOn(), writeOn(), writeOn(), writeOn(), writeOn(), writeOn()]);
      },
      [count, photographed] as const,
    );
  }

  /** From now on this page waits for no backoff. */
  async isImpatient(): Promise<void> {
    await this.goes('首页');
    // Its code comes after the verdict.
    const found = await this.page.waitForFunction(() => {
      const home = document.querySelector('hl-app')?.shadowRoot?.querySelector('hl-home-page');
      const panel = home?.shadowRoot?.querySelector('hl-sync-panel') as { readonly sync?: Sync } | null | undefined;
      return panel?.sync;
    });
    await found.evaluate((sync: Sync) => {
      const again = ({ running, retryAt }: SyncState) =>
        !running && retryAt !== null && setTimeout(() => sync.tryNow());
      sync.state.subscribe(again, console.error);
      Object.assign(globalThis, { journeySync: sync });
    });
  }

  /** As often as nobody would press the button, and on any page. */
  async asksAgain(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as { journeySync: Sync }).journeySync.tryNow());
  }

  /** What the list of records says of each. */
  async custodies(): Promise<string[]> {
    await this.showsOlder();
    return this.rows
      .locator('[data-custody]')
      .evaluateAll((steps) => steps.map((one) => (one as HTMLElement).dataset['custody'] ?? ''));
  }

  /** Has the list of own records show older ones, down to the first. */
  async showsOlder(): Promise<void> {
    const older = this.page.getByRole('button', { name: '显示更早的' });
    while (await older.isVisible()) {
      const shown = await this.rows.count();
      await older.click();
      await expect.poll(async () => (await this.rows.count()) > shown || !(await older.isVisible())).toBe(true);
    }
  }

  /** Presses the button of the sync line, unless everything has gone by itself meanwhile. */
  async triesNow(): Promise<void> {
    await this.goes('首页');
    const button = this.page.getByRole('button', { name: '立即尝试' });
    const gone = this.page.getByText('全部记录已收到');
    await expect(async () => {
      if (!(await gone.isVisible())) await button.click({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
  }

  /** By the bar at the bottom. */
  async goes(where: '首页' | '记录' | '我的'): Promise<void> {
    const back = this.page.getByRole('link', { name: '返回' });
    const bar = this.page.getByRole('navigation', { name: '主要页面' });
    // A page that closes by itself takes its way back along.
    await expect(async () => {
      if (await back.isVisible()) await back.click({ timeout: 5_000 });
      await bar.getByRole('link', { name: where, exact: true }).click({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
  }

  /** The rows of the list of records. */
  get rows(): Locator {
    return this.page.locator('hl-record-row');
  }

  /** Waits until the newest record stands there. */
  async seesCustody(custody: 'saved' | 'sending' | 'received' | 'verified' | 'held'): Promise<void> {
    await this.goes('记录');
    await expect(this.rows.first().locator(`[data-custody="${custody}"]`)).toBeVisible({ timeout: 30_000 });
  }
}
