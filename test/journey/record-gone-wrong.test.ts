import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import { hubRows } from './support/hub-eye.ts';
import { phoneRows } from './support/phone-database.ts';
import { aPicture } from './support/picture.ts';
import { journey } from './support/stage.ts';

const yearMs = 366 * 24 * 3_600_000;
const wrongClocks = [
  ['a year ahead', (now: number) => now + yearMs],
  ['a year behind', (now: number) => now - yearMs],
  ['in 2100', () => Date.parse('2100-12-31T23:00:00Z')],
  ['in 1970', () => Date.parse('1970-01-01T00:10:00Z')],
] as const;

journey.describe('a record that meets trouble', () => {
  journey('survives the battery, a second tab, and the loss of the right to write', async ({ stage }) => {
    const hub = await stage.hub();
    const administrator = await stage.command(hub, 'administrator');
    const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });

    await journey.step('every keystroke is kept when the battery falls out, and what is no photo refused', async () => {
      const { page } = ranger;
      await ranger.writes({ act: 'smoking', photos: [await aPicture(page, '烟头')] });
      await page.getByLabel('姓名').pressSequentially('王大锤');
      await expect(page.getByText('草稿已存')).toBeVisible();
      await ranger.phone.kill();
      await ranger.opens();
      await ranger.page.getByRole('link', { name: '继续填写未保存的记录' }).click();
      await expect(ranger.page.getByLabel('姓名')).toHaveValue('王大锤');
      await expect(ranger.keptPhotos).toHaveCount(1);

      const head = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
      await ranger.offersPhoto({ name: 'a.jpg', bytes: Buffer.concat([head, randomBytes(10 * 2 ** 20)]) });
      await expect(ranger.page.getByText('照片超过 10 MB，请选小一点的。')).toBeVisible();
      await ranger.offersPhoto({ name: 'b.jpg', bytes: Buffer.from('not a picture at all') });
      await expect(ranger.page.getByText('这个文件不是照片。')).toBeVisible();
      await expect(ranger.keptPhotos).toHaveCount(1);
      await ranger.saves();
      await ranger.seesCustody('verified');
    });

    await journey.step('nothing is lost when two tabs record at once', async () => {
      const one = ranger.page;
      await ranger.writes({ act: 'smoking' });
      const other = await ranger.phone.openTab('/');
      await ranger.writes({ act: 'fireworks' });
      await Promise.all([one, other].map((tab) => tab.getByRole('button', { name: '保存', exact: true }).click()));
      for (const tab of [one, other]) {
        await expect(tab.getByRole('heading', { name: '我的记录' })).toBeVisible();
        await expect(tab.locator('hl-record-row [data-custody="verified"]')).toHaveCount(3);
      }
      const events = await hubRows(hub, "select seq, outcome from event where kind = 'violation' order by seq");
      expect(events).toEqual([1, 2, 3].map((seq) => ({ seq, outcome: 'stored' })));
      expect(await hubRows(hub, 'select * from event_fork')).toEqual([]);
      await one.close();
    });

    await journey.step('it goes to review when the device has been revoked meanwhile', async () => {
      await ranger.loseSignal();
      await ranger.records({ act: 'welding' });
      await administrator.revokes('示例护林员');
      await ranger.findSignal();
      await ranger.goes('首页');
      await ranger.triesNow();
      await expect(ranger.page.getByText('本机的授权已被吊销。')).toBeVisible();
      await ranger.seesCustody('held');
      expect(await phoneRows(ranger.page, 'events')).toHaveLength(4);
      const last = await hubRows(hub, "select outcome, held_because from event where kind = 'violation' and seq = 4");
      expect(last).toMatchObject([{ outcome: 'held', held_because: 'device-revoked' }]);
    });
  });

  journey('is taken in whatever the clock says, and nothing is judged by that clock', async ({ stage }) => {
    const hub = await stage.hub();
    const ranger = await stage.ranger(hub, { at: fivePlaces.deepInForest });
    await ranger.learnsTime();
    for (const [index, [when, clockAt]] of wrongClocks.entries()) {
      await journey.step(when, async () => {
        await ranger.phone.close();
        await ranger.loseSignal();
        const shiftMs = clockAt(Date.now()) - Date.now();
        ranger.phone.clock = { shiftMs };
        await ranger.opens();
        await ranger.readsVerdict('unsure', 'clock');
        const before = Date.now();
        await ranger.records({ act: 'ritual-fire' });
        const after = Date.now();
        await ranger.seesCustody('saved');
        await ranger.findSignal();
        await ranger.triesNow();
        await ranger.seesCustody('verified');
        await ranger.goes('首页');
        await expect(ranger.page.getByText(/手机时间[快慢] .+，已自动校正/)).toBeVisible();
        const stored = await hubRows<{ raw: string; received_at: number; outcome: string }>(
          hub,
          `select raw, received_at, outcome from event where kind = 'violation' and seq = ${index + 1}`,
        );
        expect(stored).toMatchObject([{ outcome: 'stored' }]);
        const { at } = JSON.parse(stored[0]?.raw ?? '{}') as { at: { wall: number; seen: number } };
        expect(at.wall - shiftMs).toBeGreaterThanOrEqual(before - 1_000);
        expect(at.wall - shiftMs).toBeLessThanOrEqual(after + 1_000);
        expect(at.seen).toBeLessThanOrEqual(before);
        expect(stored[0]?.received_at).toBeGreaterThanOrEqual(after - 1_000);
      });
    }
  });

  journey('needs no position, but a browser that keeps something', async ({ stage }) => {
    const { hub, shiftMs } = await stage.hubInSeason();
    const clock = { shiftMs };
    const keepsNothing = await stage.newcomer(hub, { refuses: 'storage', at: fivePlaces.deepInForest, clock });
    await keepsNothing.opens('/');
    await expect(keepsNothing.page.getByText('此浏览器无法保存数据，不能记录。')).toBeVisible();
    await keepsNothing.readsVerdict('banned', 'in-zone');
    await expect(keepsNothing.page.getByText('不会保存，也不会发送')).toBeVisible();
    await keepsNothing.goes('记录');
    await expect(keepsNothing.page.getByRole('heading', { name: '我的记录' })).toBeVisible();
    await keepsNothing.opensLink(hub.links().ranger ?? '');
    await expect(keepsNothing.page.getByRole('heading', { name: '此浏览器无法保存数据' })).toBeVisible();
    await keepsNothing.phone.close();

    const ranger = await stage.ranger(hub, { refuses: 'location', clock });
    await ranger.readsVerdict('unsure', 'no-fix');
    await expect(ranger.page.getByText('没有定位权限。')).toBeVisible();
    await ranger.records({ act: 'warming-fire' });
    await ranger.seesCustody('verified');
    const [event] = await hubRows<{ raw: string }>(hub, "select raw from event where kind = 'violation'");
    expect(JSON.parse(event?.raw ?? '{}')).toMatchObject({ body: { fix: null, verdict: { kind: 'unsure' } } });
  });
});
