import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { PackageUpdateState } from '../../../src/app/package-ports.ts';
import '../../../src/app/ready/hl-ready-page.ts';
import type { HlReadyPage } from '../../../src/app/ready/hl-ready-page.ts';
import { aNow } from '../../support/builders.ts';
import { activePackages, aSyncState, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-ready-page': HlReadyPage;
  }
}

const hourMs = 3_600_000;
const sha256 = 'a'.repeat(64);

function updates(changes: Partial<PackageUpdateState> = {}): PackageUpdateState {
  const confirmed = { time: aNow().at - hourMs, rulebooks: [sha256], zones: [sha256] };
  return { confirmed, chunks: { expected: 6, present: 6 }, download: null, problem: null, ...changes };
}

/** A phone of which everything is known and right. */
function readyServices(): FakeServices {
  const services = new FakeServices();
  const active = activePackages();
  const [zones] = active.zones;
  const real = { ...zones, citation: { ...zones.citation, demonstration: false } };
  services.active.set({ ...active, zones: [real], banner: null });
  services.updates.set(updates());
  services.battery.set({ level: 0.83 });
  services.health.set({ persisted: true, usedBytes: 4e7, quotaBytes: 9e9, refused: false });
  return services;
}

/** All that a line says. */
function wordsOf(item: string): string {
  const line = document.querySelector('hl-ready-page')?.shadowRoot?.querySelector(`[data-item=${item}]`);
  return `${line?.shadowRoot?.textContent ?? ''}${line?.textContent ?? ''}`;
}

describe('ready to leave', () => {
  beforeEach(() => page.viewport(360, 740));

  it('says so, large, when everything is known and right', async () => {
    await show('hl-ready-page', {}, readyServices());
    await expect.element(page.getByRole('status')).toHaveTextContent('可以出发');
    await expect.poll(() => wordsOf('zones')).toContain('是最新的，1 小时前与指挥台核对过');
    await expect.poll(() => wordsOf('permits')).toContain('没有许可');
    await expect.poll(() => wordsOf('battery')).toContain('83%');
    expect(page.getByText('要处理').elements()).toHaveLength(0);
    await expectAccessible();
  });

  it('knows nothing at first, and is not green then', async () => {
    const services = new FakeServices();
    services.active.set(null);
    services.syncState.set(aSyncState({ isCounted: false }));
    services.health.set({ persisted: null, usedBytes: null, quotaBytes: null, refused: false });
    await show('hl-ready-page', {}, services);
    await expect.element(page.getByRole('status')).toHaveTextContent('先别出发');
    await expect.poll(() => wordsOf('unsent')).toContain('未知');
    await expect.poll(() => wordsOf('map')).toContain('未知');
    await expectAccessible();
  });

  it('says of each red line what to do', async () => {
    const services = readyServices();
    services.active.set(activePackages());
    services.updates.set(updates({ confirmed: null, chunks: { expected: 6, present: 2 } }));
    services.now.set({ kind: 'known', at: aNow().at, skewMs: 7 * 60_000 });
    services.health.set({ persisted: false, usedBytes: 4e7, quotaBytes: 9e9, refused: false });
    services.battery.set({ level: 0.2 });
    const waiting = { events: 2, parts: 3, bytes: 9_000, oldestAt: Date.now() };
    services.syncState.set(aSyncState({ waiting }));
    await show('hl-ready-page', {}, services);
    await expect.element(page.getByRole('status')).toHaveTextContent('8 项中有 7 项要处理或确认');
    const words = {
      zones: '不能用于执勤。请管理员发布正式的区划数据。',
      rulebook: '到有信号的地方，点“重新检查”。',
      map: '到有信号的地方，点“重新检查”。',
      storage: '请先把应用添加到主屏幕，再申请保护。',
      clock: '请在手机设置里把日期和时间改为自动。',
      battery: '请充到一半以上，或带上充电宝。',
      unsent: '请留在有信号的地方，直到全部送达。',
    };
    for (const [item, todo] of Object.entries(words)) await expect.poll(() => wordsOf(item)).toContain(todo);
    await expect.poll(() => wordsOf('unsent')).toContain('有 5 项还只在本机');
    await expectAccessible();
  });

  it('lets the ranger look at a battery the browser does not tell of, and asks for protection', async () => {
    const services = readyServices();
    services.battery.set({ level: null });
    services.health.set({ persisted: false, usedBytes: 4e7, quotaBytes: 9e9, refused: false });
    await show('hl-ready-page', {}, services);
    await expect.poll(() => wordsOf('battery')).toContain('未知');
    await page.getByRole('button', { name: '请求浏览器保护' }).click();
    expect(services.done).toEqual(['ask to persist']);
    services.health.set({ persisted: true, usedBytes: 4e7, quotaBytes: 9e9, refused: false });
    await settle();
    await expect.element(page.getByRole('status')).toHaveTextContent('先别出发');
    await page.getByRole('button', { name: '我看过了，电量过半' }).click();
    await expect.element(page.getByRole('status')).toHaveTextContent('可以出发');
  });

  it('shows a download and why one failed, while what is in use goes on', async () => {
    const services = readyServices();
    const confirmed = { time: aNow().at, rulebooks: [sha256], zones: ['b'.repeat(64)] };
    services.updates.set(updates({ confirmed, download: { receivedBytes: 524_288, totalBytes: 1_363_149 } }));
    await show('hl-ready-page', {}, services);
    await expect.element(page.getByText('正在下载：512 KB / 1.3 MB')).toBeVisible();
    const bar = page.getByRole('progressbar', { name: '区划数据下载进度' });
    await expect.element(bar).toHaveAttribute('value', '524288');
    await expect.poll(() => wordsOf('zones')).toContain('指挥台上的版本与本机不同');
    await expectAccessible();
    services.updates.set(updates({ confirmed, problem: 'altered' }));
    await settle();
    await expect.element(page.getByText('收到的数据有损坏，没有采用，会自动再试；原来的数据照常使用。')).toBeVisible();
  });

  it('checks again when told to, and has targets of at least 48 px', async () => {
    const services = new FakeServices();
    await show('hl-ready-page', {}, services);
    await page.getByRole('button', { name: '重新检查' }).click();
    expect(services.done).toEqual(['try now', 'update packages']);
    for (const target of [...page.getByRole('button').elements(), ...page.getByRole('link').elements()]) {
      const { width, height } = target.getBoundingClientRect();
      expect(Math.min(width, height), target.outerHTML).toBeGreaterThanOrEqual(48);
    }
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  });
});
