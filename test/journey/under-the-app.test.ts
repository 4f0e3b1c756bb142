import { expect, type Page } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import type { HubProcess } from '../support/hub-process.ts';
import { hubRows, wholeChainAt, wholePartsAt } from './support/hub-eye.ts';
import { phoneContent, phoneRows } from './support/phone-database.ts';
import { aPicture } from './support/picture.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';
import type { StagedApp } from './support/staged-app.ts';
import type { WatchedWindow } from './support/watch-database.ts';

journey('nothing is lost when what the app stands on gives way', async ({ stage }) => {
  const { hub, app } = await stage.hubOfBuilds();
  app.publish('1');
  const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });
  await expect.poll(() => build(ranger.page)).toBe('1');

  await journey.step('a Wi-Fi that answers everything with its own page changes nothing', () =>
    meetsPortal(hub, ranger),
  );
  await journey.step('the database is taken away under an open draft', () => losesHandles(ranger));
  await journey.step('a new build waits for the next cold start', () => isUpdated(app, ranger));
  await journey.step('a full phone says so, keeps the draft, and goes on when there is room', () =>
    hasNoRoom(hub, ranger),
  );
  await journey.step('the build before it takes over a database of a later one', () => isDowngraded(hub, app, ranger));

  const links = await wholeChainAt(hub, 5);
  const rows = await phoneRows<{ raw: string }>(ranger.page, 'events');
  expect(rows.map(({ raw }) => raw)).toEqual(links.map(({ raw }) => raw));
  expect(await wholePartsAt(hub)).toBe(7); // fields of each, a photo and its thumbnail
  const watched = await ranger.page.evaluate(() => (globalThis as unknown as WatchedWindow).journeyDatabase?.strict);
  expect(watched).toBeGreaterThan(0);
});

async function meetsPortal(hub: HubProcess, ranger: Ranger): Promise<void> {
  const { network } = ranger.phone;
  await ranger.loseSignal();
  await ranger.records({ act: 'smoking', note: '劝阻后已熄灭' });
  await ranger.seesCustody('saved');
  const before = await phoneContent(ranger.page);

  network.standsBehindPortal(() => true);
  await ranger.findSignal();
  await ranger.isImpatient();
  await ranger.asksAgain();
  await expect.poll(() => network.captured.filter((path) => path.endsWith('/head')).length).toBeGreaterThan(2);
  expect(await updatesShell(ranger.page)).toBe(false);
  expect(network.captured).toContain('/service-worker.js');
  expect(await phoneContent(ranger.page)).toEqual(before);
  await ranger.page.reload();
  await expect(ranger.verdictCard).toBeVisible();
  expect(await build(ranger.page)).toBe('1');
  await expect(ranger.page.getByText('应答的不是指挥台。请登录 Wi-Fi，或改用移动数据。')).toBeVisible();
  expect(await phoneContent(ranger.page)).toEqual(before);

  await ranger.isImpatient();
  for (const [captured, custody] of [
    [['push'], 'saved'],
    [['parts', 'pull'], 'received'],
    [['pull'], 'received'],
  ] as const) {
    network.captured.length = 0;
    network.standsBehindPortal((path) => captured.some((name) => path.startsWith(`/api/v1/${name}`)));
    await ranger.asksAgain();
    await expect.poll(() => network.captured.length).toBeGreaterThan(1);
    await ranger.goes('记录');
    await expect.poll(() => whereRecordsAre(ranger)).toEqual([custody]);
  }
  network.standsBehindPortal(null);
  await ranger.asksAgain();
  await ranger.seesCustody('verified');
  expect(await hubRows(hub, "select 1 from event where kind = 'violation'")).toHaveLength(1);
}

async function losesHandles(ranger: Ranger): Promise<void> {
  const { page } = ranger;
  await ranger.writes({ act: 'welding', name: '王' });
  await expect(page.getByText('草稿已存')).toBeVisible();
  expect(
    await page.evaluate(() => (globalThis as unknown as WatchedWindow).journeyDatabase?.loseHandles()),
  ).toBeGreaterThan(0);
  await page.getByLabel('姓名').pressSequentially('大锤');
  await expect(page.getByText('草稿已存')).toBeVisible();
  await ranger.saves();
  await expect(ranger.rows).toHaveCount(2);
  await ranger.seesCustody('verified');
}

async function isUpdated(app: StagedApp, ranger: Ranger): Promise<void> {
  const { network } = ranger.phone;
  network.standsBehindPortal((path) => path.startsWith('/api/'));
  await ranger.records({ act: 'smoking' });
  await ranger.seesCustody('saved');
  await ranger.writes({ act: 'fireworks', name: '李四' });
  await expect(ranger.page.getByText('草稿已存')).toBeVisible();

  app.publish('2');
  expect(await updatesShell(ranger.page)).toBe(true);
  await ranger.page.getByLabel('情况说明').fill('更新时正在填写');
  await expect(ranger.page.getByText('草稿已存')).toBeVisible();
  expect([await build(ranger.page), await isUpdateWaiting(ranger.page)]).toEqual(['1', true]);
  const other = await ranger.phone.openTab('/');
  await expect.poll(() => build(other)).toBe('1');
  await other.close();
  await expect(ranger.page.getByLabel('情况说明')).toHaveValue('更新时正在填写');
}

/** The cold start that brings the new build finds no room at all: Chromium looks how much there is before the first write, and then for half a minute not again. */
async function hasNoRoom(hub: HubProcess, ranger: Ranger): Promise<void> {
  const before = await phoneContent(ranger.page);
  await ranger.phone.close();
  const blank = await ranger.phone.openBlank();
  const chromium = await blank.context().newCDPSession(blank);
  const { origin } = new URL(hub.url);
  await chromium.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  const page = await ranger.phone.openTab('/');
  await ranger.standAt(fivePlaces.inBelt);
  await expect(ranger.verdictCard).toBeVisible();
  expect([await build(page), await isUpdateWaiting(page)]).toEqual(['2', false]);

  await page.getByRole('link', { name: '继续填写未保存的记录' }).click();
  await expect(page.getByLabel('姓名')).toHaveValue('李四');
  await expect(page.getByLabel('情况说明')).toHaveValue('更新时正在填写');
  await page.getByLabel('情况说明').fill('手机已满');
  await expect(page.getByText('草稿未存！')).toBeVisible();
  const photo = await aPicture(page, '烟头');
  await ranger.offersPhoto(photo);
  await expect(page.getByText('照片没有存下来。请清理出一些空间再试。')).toBeVisible();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByText('没有保存成功。请清理出一些空间再试，不要关闭页面。')).toBeVisible();
  expect(await phoneContent(page)).toEqual(before);

  await chromium.send('Storage.overrideQuotaForOrigin', { origin });
  await ranger.offersPhoto(photo);
  await expect(ranger.keptPhotos).toHaveCount(1);
  await expect(page.getByLabel('情况说明')).toHaveValue('手机已满');
  await ranger.saves();
  await expect(ranger.rows).toHaveCount(4);
}

/** A later build has been here meanwhile, under an open draft, and has added to the database. */
async function isDowngraded(hub: HubProcess, app: StagedApp, ranger: Ranger): Promise<void> {
  await ranger.writes({ act: 'picnic-fire', name: '李四' });
  await expect(ranger.page.getByText('草稿已存')).toBeVisible();
  app.publish('1');
  expect(await updatesShell(ranger.page)).toBe(true);
  const later = await ranger.phone.openTab('/healthz');
  expect(await addsTable(later)).toBe(true);
  await later.close();
  await ranger.page.getByLabel('姓名').fill('李四娘');
  await expect(ranger.page.getByText('草稿已存')).toBeVisible();

  await ranger.phone.close();
  await ranger.opens();
  await expect(ranger.verdictCard).toBeVisible();
  expect(await build(ranger.page)).toBe('1');
  await ranger.page.getByRole('link', { name: '继续填写未保存的记录' }).click();
  await expect(ranger.page.getByLabel('姓名')).toHaveValue('李四娘');
  await ranger.saves();
  await expect.poll(() => whereRecordsAre(ranger)).toEqual(['saved', 'saved', 'saved', 'verified', 'verified']);
  ranger.phone.network.standsBehindPortal(null);
  await ranger.triesNow();
  await expect(ranger.page.getByText('全部记录已收到')).toBeVisible();
  await ranger.seesCustody('verified');
  expect(await hubRows(hub, 'select hash from event_fork union all select hash from quarantine')).toEqual([]);
}

/** What the list says; a record that is being sent is still on the phone alone. */
async function whereRecordsAre(ranger: Ranger): Promise<string[]> {
  return (await ranger.custodies()).map((custody) => (custody === 'sending' ? 'saved' : custody));
}

function build(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.documentElement.dataset['build']);
}

/** Whether a new shell was found, and waits. */
function updatesShell(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = await registration.update().then(
      () => true,
      () => false,
    );
    for (let waited = 0; !registration.waiting && waited < (found ? 1_200 : 0); waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return registration.waiting !== null;
  });
}

function isUpdateWaiting(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null);
}

/** As the next version of the app would, from another tab. */
function addsTable(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const [known] = await indexedDB.databases();
    const opening = indexedDB.open('hulin', (known?.version ?? 0) + 10);
    opening.onupgradeneeded = () => opening.result.createObjectStore('of-a-later-build');
    const isOpen = await new Promise<boolean>((resolve) => {
      opening.onsuccess = () => resolve(true);
      opening.onblocked = () => resolve(false);
      opening.onerror = () => resolve(false);
    });
    if (isOpen) opening.result.close();
    return isOpen;
  });
}
