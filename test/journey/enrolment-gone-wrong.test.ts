import { expect } from '@playwright/test';
import { hubRows } from './support/hub-eye.ts';
import { journey } from './support/stage.ts';

const minuteMs = 60_000;

journey.describe('an enrolment link that does not do its work', () => {
  journey('says why, and changes nothing', async ({ stage }) => {
    const hub = await stage.hub({ tampered: true });
    const links = hub.links();
    const ranger = await stage.newcomer(hub);
    const says = (title: string) =>
      expect(ranger.page.getByRole('alert').getByRole('heading', { name: title })).toBeVisible();

    await journey.step('of another hub', async () => {
      await ranger.opensLink((links.commander ?? '').replace(/hub=..../, 'hub=AAAA'));
      await says('服务器身份与链接不符');
    });
    await journey.step('whose answer is lost, and asked for again', async () => {
      const other = await stage.newcomer(hub);
      other.phone.network.losesAnswerTo('/api/v1/enrolments');
      await other.opensLink(links.ranger ?? '');
      const again = other.page.getByRole('button', { name: '再试一次' });
      await expect(again.or(other.page.getByRole('heading', { name: '登记成功' }))).toBeVisible();
      if (await again.isVisible()) await again.click();
      await expect(other.page.getByRole('heading', { name: '登记成功' })).toBeVisible();
      expect(await hubRows(hub, "select 1 from device_grant where role = 'ranger'")).toHaveLength(1);

      await other.opensLink(links['gate-keeper'] ?? '');
      await expect(other.page.getByRole('heading', { name: '登记成功' })).toBeVisible();
      await other.page.getByRole('link', { name: '开始使用' }).click();
      await other.goes('我的');
      const onDuty = other.page.locator('hl-people-panel li[data-on="true"]');
      await expect(onDuty).toContainText('卡口值守员');
      await other.page.getByRole('button', { name: '换我上岗' }).click();
      await expect(onDuty).toContainText('护林员');
      const shared = 'select device from device_grant group by device having count(*) = 2';
      expect(await hubRows(hub, shared)).toHaveLength(1);
    });
    await journey.step('used by somebody else', async () => {
      const late = await stage.newcomer(hub);
      await late.opensLink(links.ranger ?? '');
      await expect(late.page.getByRole('heading', { name: '链接已用过' })).toBeVisible();
    });
    await journey.step('older than ten minutes', async () => {
      const late = await stage.newcomer(hub);
      hub.shiftClock(11 * minuteMs);
      await late.opensLink(links.administrator ?? '');
      await expect(late.page.getByRole('heading', { name: '链接已过期' })).toBeVisible();
    });
    const used = await hubRows(hub, 'select role from enrolment_code where used_at is not null order by role');
    expect(used).toEqual([{ role: 'commander' }, { role: 'gate-keeper' }, { role: 'ranger' }]);
  });

  journey('says on a plain-http address what is missing, and how to get it', async ({ stage }) => {
    const hub = await stage.hub();
    const port = new URL(hub.url).port;
    const ranger = await stage.newcomer(hub, { knownAs: `http://192.168.31.8:${port}` });
    await ranger.opensLink(hub.links().ranger ?? '');
    await expect(ranger.page.getByRole('heading', { name: '当前网址不安全，无法登记' })).toBeVisible();
    await expect(ranger.page.getByText('HULIN_TLS_CERT')).toBeVisible();
    expect(ranger.phone.network.asked).not.toContain('/api/v1/enrolments');
    await ranger.opens('/');
    await expect(ranger.page.getByText('网址不是 https，浏览器不提供定位。请告知管理员。')).toBeVisible();
  });
});
