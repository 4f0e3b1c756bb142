import { expect, type Locator, type Page } from '@playwright/test';
import {
  type Act,
  acts,
  type Breach,
  breaches,
  type StationStatus,
  stationStatuses,
} from '../../../src/domain/shared/codes.ts';
import type { HubProcess } from '../../support/hub-process.ts';
import { BrowserProfile } from './browser-profile.ts';

/** A duty officer at the command desk, 1440 × 900. */
export class Command {
  readonly desk: BrowserProfile;

  private constructor(desk: BrowserProfile) {
    this.desk = desk;
  }

  get page(): Page {
    return this.desk.page;
  }

  /** At a desk where nothing is opened yet. */
  static async atDesk(hub: HubProcess): Promise<Command> {
    return new Command(await BrowserProfile.create({ hub: hub.url, width: 1440, height: 900 }));
  }

  /** Opens the link, starts work, and waits for contact with the hub. */
  async enrols(hub: HubProcess, role: 'commander' | 'administrator' = 'commander'): Promise<void> {
    const link = hub.links()[role] ?? '';
    const page = await this.desk.open(link.slice(new URL(link).origin.length));
    await expect(page.getByRole('heading', { name: '登记成功' })).toBeVisible();
    await page.getByRole('link', { name: '开始使用' }).click();
    await expect(page.getByText('已连接服务器')).toBeVisible({ timeout: 30_000 }); // outside the test runner it would be 5 s
  }

  async looksAt(list: '火情' | '告警' | '违规线索' | '护林员' | '烟感' | '卡口'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${list}`) }).click();
  }

  /** The rows of a suspected violation in the list. */
  violations(act: Act | Breach): Locator {
    const name = { ...acts, ...breaches }[act].zh;
    return this.page.locator('hl-violation-board').getByRole('button', { name, exact: true });
  }

  /** Waits until the list shows exactly so many, without a reload. */
  async sees(act: Act | Breach, times = 1): Promise<void> {
    await this.looksAt('违规线索');
    await expect(this.violations(act)).toHaveCount(times);
  }

  async opensViolation(act: Act | Breach): Promise<Locator> {
    await this.violations(act).first().click();
    const detail = this.page.getByRole('complementary', { name: '详情' });
    await expect(detail).toBeVisible();
    return detail;
  }

  /** Opens one sealed part and answers the bytes the hub sent. */
  async opensPart(detail: Locator, name: string): Promise<Buffer> {
    const part = detail.getByRole('article', { name, exact: true });
    const answered = this.page.waitForResponse((response) => response.url().endsWith('/api/v1/openings'));
    await part.getByRole('button', { name: '打开查看（将留痕）' }).click();
    const bytes = await (await answered).body();
    await expect(part.getByRole('button', { name: '关闭' })).toBeVisible();
    return bytes;
  }

  /** Waits until the alarm stands there as waiting for somebody, taken by somebody, or over. */
  async seesAlarm(station: string, state: 'waiting' | 'taken' | 'over', timeout = 60_000): Promise<void> {
    await this.looksAt('告警');
    const words = { waiting: `接警确认：${station}`, taken: '已接警', over: '解除于' };
    const row = this.page.locator('hl-alarm-board').getByRole('listitem').filter({ hasText: station });
    await expect(row).toHaveCount(1, { timeout });
    const word = state === 'waiting' ? row.getByRole('button', { name: words.waiting }) : row.getByText(words[state]);
    await expect(word).toBeVisible({ timeout });
  }

  /** The map has been given one mark of a fire, and none of an alarm beside it. */
  async seesIncidentOnMap(): Promise<void> {
    await expect
      .poll(() =>
        this.page.evaluate(() => {
          const desk = document.querySelector('hl-app')?.shadowRoot?.querySelector('hl-command-desk');
          const map = desk?.shadowRoot?.querySelector('hl-map') as { marks?: GeoJSON.FeatureCollection } | null;
          const kinds = map?.marks?.features.map(({ properties }) => String(properties?.['kind'])) ?? [];
          return kinds.filter((kind) => kind === 'incident' || kind === 'alarm');
        }),
      )
      .toEqual(['incident']);
  }

  /** Opens the one fire there is and says what it was found to be. */
  async judgesIncident(verdict: '属实' | '误报'): Promise<void> {
    await this.looksAt('火情');
    await this.page.locator('hl-incident-board').getByRole('listitem').getByRole('button').click();
    const detail = this.page.getByRole('complementary', { name: '详情' });
    await detail.getByRole('button', { name: verdict, exact: true }).click();
    await expect(detail.getByText(`核实为：${verdict}`)).toBeVisible();
    await expect(detail.getByRole('button', { name: `撤销：核实为：${verdict}` })).toBeVisible({ timeout: 30_000 });
  }

  async acknowledges(station: string): Promise<void> {
    await this.looksAt('告警');
    await this.page.getByRole('button', { name: `接警确认：${station}` }).click();
  }

  /** Withdraws a device, as an administrator does. */
  async revokes(person: string): Promise<void> {
    await this.page.getByRole('button', { name: '设备与登记' }).click();
    await this.page.getByRole('button', { name: `吊销：${person}` }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: '吊销', exact: true }).click();
    await expect(this.page.getByRole('button', { name: `吊销：${person}` })).toBeHidden();
  }

  /** The row of a sensor or gate in its list. */
  station(name: string): Locator {
    const named = this.page.getByRole('button', { name, exact: true });
    return this.page.locator('hl-station-board').getByRole('listitem').filter({ has: named });
  }

  async seesStation(list: '烟感' | '卡口', name: string, status: StationStatus, timeout = 60_000): Promise<void> {
    await this.looksAt(list);
    await expect(this.station(name).getByText(stationStatuses[status].zh)).toBeVisible({ timeout });
  }
}
