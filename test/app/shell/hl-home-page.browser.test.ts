import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/custody-line/hl-needs-you.ts';
import '../../../src/app/custody-line/hl-overdue.ts';
import '../../../src/app/shell/hl-home-page.ts';
import type { HlHomePage } from '../../../src/app/shell/hl-home-page.ts';
import { aNow } from '../../support/builders.ts';
import { anAlarm } from '../support/an-alarm.ts';
import { aProfile } from '../support/fake-custody.ts';
import { aFixState, aSyncState, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-home-page': HlHomePage;
  }
}

const hourMs = 3_600_000;
/** Nothing of its words is cut off at the side. */
const expectWhole = (element: Element) => expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth);
const home = (services: FakeServices) => show('hl-home-page', { profile: aProfile() }, services);

describe("the ranger's home", () => {
  beforeEach(() => page.viewport(360, 740));

  it('labels demonstration data and follows the fix from forest to open land', async () => {
    const services = new FakeServices();
    await home(services);
    await expect.element(page.getByText('示例数据，非官方边界')).toBeVisible();
    await expect.element(page.getByRole('heading', { name: '禁止用火' })).toBeVisible();
    services.fixState.set(aFixState({ lon: 122.1 }));
    await settle();
    await expect.element(page.getByRole('heading', { name: '不禁火' })).toBeVisible();
    services.now.set(aNow('2027-06-01T00:00:00+08:00'));
    await settle();
    await expect.element(page.getByText('今天不在防火期')).toBeVisible();
    await expectAccessible();
  });

  it('waits for the rules without showing a verdict', async () => {
    const services = new FakeServices();
    services.active.set(null);
    await home(services);
    await expect.element(page.getByText('正在读取本机规则…')).toBeVisible();
    await expectAccessible();
  });

  it('says what waits, how big and how old, and tries when told to', async () => {
    const services = new FakeServices();
    const waiting = { events: 3, parts: 7, bytes: 4_404_019, oldestAt: Date.now() - 2 * hourMs };
    services.syncState.set(aSyncState({ connection: 'offline', waiting }));
    await home(services);
    await expect.element(page.getByText('3 条记录、7 个附件待发送（4.2 MB），最早一条：2 小时前')).toBeVisible();
    await page.getByRole('button', { name: '立即尝试' }).click();
    expect(services.done).toEqual(['try now']);
    expect(page.getByText('有记录超过 24 小时没有送达。').elements()).toHaveLength(0);
  });

  it('does not claim that everything arrived when command could not accept a record at all', async () => {
    const services = new FakeServices();
    services.syncState.set(aSyncState({ waiting: { events: 0, parts: 0, bytes: 0, oldestAt: null, refused: 1 } }));
    await home(services);
    await expect.element(page.getByText('其余内容均已收到', { exact: true })).toBeVisible();
  });

  it('tells what stands before the hub from no signal, and what to do', async () => {
    const services = new FakeServices();
    const waiting = { events: 1, parts: 0, bytes: 900, oldestAt: Date.now() };
    services.syncState.set(aSyncState({ connection: 'offline', isCaptured: true, waiting }));
    await home(services);
    await expect.element(page.getByText('应答的不是指挥台。请登录 Wi-Fi，或改用移动数据。')).toBeVisible();
    services.syncState.set(aSyncState({ connection: 'offline', isCaptured: false, waiting }));
    await settle();
    await expect.element(page.getByText('没有信号，有信号后自动发送。')).toBeVisible();
  });

  it('raises a banner when something has waited for more than a day', async () => {
    const services = new FakeServices();
    const waiting = { events: 1, parts: 0, bytes: 900, oldestAt: Date.now() - 25 * hourMs };
    services.syncState.set(aSyncState({ waiting }));
    await home(services);
    await expect.element(page.getByText('有记录超过 24 小时没有送达。')).toBeVisible();
    await expectAccessible();
  });

  it.each([
    ['fork', '本机记录与指挥台的记录对不上'],
    ['refused', '有一条记录指挥台无法接收'],
    ['hub-not-trusted', '应答的服务器不是本机登记的指挥台'],
    ['device-revoked', '本机的授权已被吊销'],
    ['hub-older', '指挥台的服务器比本应用旧'],
  ] as const)('says in plain words what only a person can settle: %s', async (needsYou, words) => {
    const services = new FakeServices();
    services.syncState.set(aSyncState({ needsYou }));
    await home(services);
    await expect.element(page.getByRole('alert').filter({ hasText: words })).toHaveTextContent('联系管理员');
    await expectAccessible();
  });

  it.each([
    ['hub-full', '指挥台服务器存储空间已满', '管理员'],
    ['hub-fails', '指挥台服务器出了故障', '管理员'],
    ['hub-busy', '指挥台服务器正忙', '不用您做什么'],
    ['unknown-device', '指挥台服务器上没有本机的登记', '管理员'],
    ['no-grant', '您在本机的授权已失效', '请指挥台续期'],
  ] as const)(
    'says in plain words what stands in the way at the hub, and what to do: %s',
    async (obstacle, words, todo) => {
      const services = new FakeServices();
      const waiting = { events: 2, parts: 1, bytes: 900_000, oldestAt: Date.now() - hourMs };
      services.syncState.set(aSyncState({ obstacle, waiting, retryAt: Date.now() + 240_000 }));
      const shown = await home(services);
      const told = page.getByRole('alert').filter({ hasText: words });
      await expect.element(told).toHaveTextContent(todo);
      expectWhole(told.element());
      expectWhole(shown);
      await expectAccessible();
    },
  );

  it.each([
    [{ obstacle: 'hub-full' }, '指挥台服务器存储空间已满'],
    [{ needsYou: 'fork' }, '本机记录与指挥台的记录对不上'],
    [{ obstacle: 'hub-full', connection: 'offline' }, '请到有信号的地方'],
    [{ obstacle: 'no-grant' }, '请到有信号的地方'],
    [{ needsYou: 'hub-older' }, '请到有信号的地方'],
  ] as const)('says after a day why it is so: %o', async (changes, words) => {
    const services = new FakeServices();
    const waiting = { events: 2, parts: 1, bytes: 900_000, oldestAt: Date.now() - 25 * hourMs };
    services.syncState.set(aSyncState({ ...changes, waiting }));
    await home(services);
    const banner = page.getByRole('alert').filter({ hasText: '有记录超过 24 小时没有送达。' });
    await expect.element(banner).toHaveTextContent(words);
    await expectAccessible();
  });

  it('tells of an alarm with its place, distance and direction, as unverified', async () => {
    const services = new FakeServices();
    const name = { zh: '里口山北岭3号', en: 'Likou north ridge 3' };
    const station = { id: 'lk-smoke-03', kind: 'smoke-sensor', gateway: 'lk', name, lon: 122, lat: 37 } as const;
    services.stations.set([
      { ...station, status: 'alarm', statusAt: 0, heartbeatMs: 60_000, demonstration: true, area: '*' },
    ]);
    services.alarms.set([anAlarm({ raisedAt: aNow().at - 60_000 }), anAlarm({ id: 'late', late: true })]);
    await home(services);
    const alarm = page.getByRole('listitem').filter({ hasText: '疑似火情' });
    expect(alarm.elements()).toHaveLength(1);
    for (const word of ['待核实', '里口山北岭3号', '距你约 2.0 公里，正北方向', '1 分钟前告警']) {
      await expect.element(alarm).toHaveTextContent(word);
    }
    await expectAccessible();
  });

  it('tells of a shelved alarm from the moment the hub’s clock says, whatever the phone’s says', async () => {
    const services = new FakeServices();
    const { at } = aNow(); // the phone's own clock is years away
    const until = (moment: number) => {
      const said = {
        event: 'e',
        chain: 'c',
        person: 'p',
        fromAt: null,
        toAt: at,
        version: 2,
        state: 'stands' as const,
      };
      const shelving = { field: 'shelving' as const, value: { until: moment, because: 'drill' as const } };
      return { entries: [{ ...said, ...shelving }] };
    };
    services.alarms.set([anAlarm({ raisedAt: at - 60_000, file: until(at + 60_000) })]);
    await home(services);
    expect(page.getByText('疑似火情').elements()).toHaveLength(0);
    services.alarms.set([anAlarm({ raisedAt: at - 60_000, file: until(at - 1) })]);
    await expect.element(page.getByText('疑似火情')).toBeVisible();
  });

  it('takes what a ranger sees there, and says so when it could not be saved', async () => {
    const services = new FakeServices();
    services.alarms.set([anAlarm({ id: 'a', raisedAt: aNow().at - 60_000 })]);
    await home(services);
    services.refusesSteps = true;
    const burns = page.getByRole('button', { name: '有火', exact: true });
    const failing = new Promise((resolve) =>
      addEventListener(
        'unhandledrejection',
        (event) => {
          event.preventDefault();
          resolve(event.reason);
        },
        { once: true },
      ),
    );
    await burns.click();
    await expect.element(page.getByText('没能保存，请重试。')).toBeVisible();
    await expect.element(burns).toHaveAttribute('aria-pressed', 'false');
    await failing;
    services.refusesSteps = false;
    await burns.click();
    await expect.element(burns).toHaveAttribute('aria-pressed', 'true');
    expect(services.done).toContain('a {"verification":"confirmed"}');
  });

  it('says that command sees the position, and stops it', async () => {
    const services = new FakeServices();
    await home(services);
    await page.getByRole('button', { name: '停止共享' }).click();
    await expect.element(page.getByText('指挥台看不到你的位置')).toBeVisible();
    expect(services.sharing.value.on).toBe(false);
  });

  it('says on a phone that is not enrolled what can be done there', async () => {
    const services = new FakeServices();
    services.profile.set(null);
    await show('hl-home-page', { profile: null }, services);
    await expect.element(page.getByText('本机尚未登记。')).toBeVisible();
    await expect.element(page.getByRole('heading', { name: '禁止用火' })).toBeVisible();
    await expectAccessible();
  });

  it('says on the line of what is sent that nothing is, and jumps no line when it learns so', async () => {
    const services = new FakeServices();
    services.syncState.set(aSyncState({ isCounted: false, lastContactAt: null }));
    const shown = await show('hl-home-page', { profile: null }, services);
    const panel = () => shown.shadowRoot?.querySelector('hl-sync-panel')?.getBoundingClientRect().height;
    await expect.element(page.getByRole('status').filter({ hasText: '请稍候' })).toBeVisible();
    const before = panel();
    services.profile.set(null);
    await settle();
    await expect.element(page.getByText('尚未登记，不会发送任何内容')).toBeVisible();
    await expect.element(page.getByText('请向管理员要登记链接，用本机打开', { exact: true })).toBeVisible();
    expect(page.getByText('请稍候').elements()).toHaveLength(0);
    expect(panel()).toBe(before);
    services.profile.set(aProfile());
    services.syncState.set(aSyncState());
    await settle();
    await expect.element(page.getByText('全部记录已收到')).toBeVisible();
    expect(panel()).toBe(before);
  });
});
