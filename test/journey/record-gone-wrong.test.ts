import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import { hubRows } from './support/hub-eye.ts';
import { phoneRows } from './support/phone-database.ts';
import { aPicture } from './support/picture.ts';
import { journey } from './support/stage.ts';

const yearMs = 366 * 24 * 3_600_000;

journey.describe('a record that meets trouble', () => {
  journey('keeps every keystroke when the battery falls out, and refuses what is no photo', async ({ stage }) => {
    const hub = await stage.hub();
    const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });
    const { page } = ranger;
    await ranger.writes({ act: 'smoking', photos: [await aPicture(page, '烟头')] });
    await page.getByLabel('姓名').pressSequentially('王大锤');
    await expect(page.getByText('草稿已存')).toBeVisible();
    await ranger.phone.kill();
    await ranger.opens();
    await ranger.page.getByRole('link', { name: '继续填写未保存的记录' }).click();
    await expect(ranger.page.getByLabel('姓名')).toHaveValue('王大锤');
    await expect(ranger.keptPhotos).toHaveCount(1);

    const tooLarge = {
      name: 'a.jpg',
      bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(10 * 2 ** 20)]),
    };
    await ranger.offersPhoto(tooLarge);
    await expect(ranger.page.getByText('照片超过 10 MB，请选小一点的。')).toBeVisible();
    await ranger.offersPhoto({ name: 'b.jpg', bytes: Buffer.from('not a picture at all') });
    await expect(ranger.page.getByText('这个文件不是照片。')).toBeVisible();
    await expect(ranger.keptPhotos).toHaveCount(1);
    await ranger.saves();
    await ranger.seesCustody('verified');
  });

  journey('is not lost when two tabs record at once', async ({ stage }) => {
    const hub = await stage.hub();
    const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });
    const one = ranger.page;
    await ranger.writes({ act: 'smoking' });
    const other = await ranger.phone.openTab('/');
    await ranger.writes({ act: 'fireworks' });
    await Promise.all([one, other].map((tab) => tab.getByRole('button', { name: '保存', exact: true }).click()));
    for (const tab of [one, other]) {
      await expect(tab.getByRole('heading', { name: '我的记录' })).toBeVisible();
      await expect(tab.locator('hl-record-row [data-custody="verified"]')).toHaveCount(2);
    }
    const events = await hubRows(hub, "select seq, outcome from event where kind = 'violation' order by seq");
    expect(events).toEqual([
      { seq: 1, outcome: 'stored' },
      { seq: 2, outcome: 'stored' },
    ]);
    expect(await hubRows(hub, 'select * from event_fork')).toEqual([]);
  });

  for (const [way, shiftMs] of [
    ['ahead', yearMs],
    ['behind', -yearMs],
  ] as const) {
    journey(`is taken in with a clock a year ${way}, and nothing is judged by that clock`, async ({ stage }) => {
      const hub = await stage.hub();
      const ranger = await stage.ranger(hub, { at: fivePlaces.deepInForest });
      await ranger.learnsTime();
      await ranger.phone.close();
      await ranger.loseSignal();
      ranger.phone.clock = { shiftMs };
      await ranger.opens();
      await ranger.readsVerdict('unsure', 'clock');
      await ranger.records({ act: 'ritual-fire' });
      await ranger.seesCustody('saved');
      await ranger.findSignal();
      await ranger.triesNow();
      await ranger.seesCustody('verified');
      await ranger.goes('首页');
      await expect(ranger.page.getByText(/手机时间[快慢] .+，已自动校正/)).toBeVisible();
      const [event] = await hubRows<{ raw: string; received_at: number }>(
        hub,
        "select raw, received_at from event where kind = 'violation'",
      );
      const { at } = JSON.parse(event?.raw ?? '{}') as { at: { wall: number; seen: number } };
      expect(Math.abs(at.wall - shiftMs - Date.now())).toBeLessThan(300_000);
      expect(at.seen).toBeLessThanOrEqual(event?.received_at ?? 0);
    });
  }

  journey('needs no position', async ({ stage }) => {
    const hub = await stage.hub();
    const ranger = await stage.ranger(hub, { refuses: 'location' });
    await ranger.readsVerdict('unsure', 'no-fix');
    await expect(ranger.page.getByText('没有定位权限。')).toBeVisible();
    await ranger.records({ act: 'warming-fire' });
    await ranger.seesCustody('verified');
    const [event] = await hubRows<{ raw: string }>(hub, "select raw from event where kind = 'violation'");
    expect(JSON.parse(event?.raw ?? '{}')).toMatchObject({ body: { fix: null, verdict: { kind: 'unsure' } } });
  });

  journey('cannot be begun where the browser keeps nothing, and says so', async ({ stage }) => {
    const hub = await stage.hub();
    const ranger = await stage.newcomer(hub, { refuses: 'storage', at: fivePlaces.deepInForest });
    await ranger.opens('/');
    await expect(ranger.page.getByText('此浏览器无法保存数据，不能记录。')).toBeVisible();
    await ranger.readsVerdict('banned', 'in-zone');
    await ranger.opensLink(hub.links().ranger ?? '');
    await expect(ranger.page.getByRole('heading', { name: '此浏览器无法保存数据' })).toBeVisible();
  });

  journey('goes to review when the device has been revoked meanwhile', async ({ stage }) => {
    const hub = await stage.hub();
    const administrator = await stage.command(hub, 'administrator');
    const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });
    await ranger.loseSignal();
    await ranger.records({ act: 'welding' });
    await administrator.revokes('示例护林员');
    await ranger.findSignal();
    await ranger.goes('首页');
    await ranger.triesNow();
    await expect(ranger.page.getByText('本机的授权已被吊销。')).toBeVisible();
    await ranger.seesCustody('held');
    expect(await phoneRows(ranger.page, 'events')).toHaveLength(1);
    expect(await hubRows(hub, "select outcome, held_because from event where kind = 'violation'")).toMatchObject([
      { outcome: 'held', held_because: 'device-revoked' },
    ]);
  });
});
