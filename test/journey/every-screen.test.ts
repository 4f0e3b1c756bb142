import { expect, type Page } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import { lookAt } from './support/album.ts';
import { GatewaySite } from './support/gateway-site.ts';
import { aPicture } from './support/picture.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';

const mapDrawn = 'hl-map[data-idle="true"]';

journey.describe('every screen', () => {
  journey("of the ranger's phone is worth looking at", async ({ stage }) => {
    const { hub, shiftMs } = await stage.hubInSeason();
    const ranger = await stage.newcomer(hub, { at: fivePlaces.inVillage, scale: 2, clock: { shiftMs } });
    await ranger.opens('/public');
    await expect(ranger.page.getByRole('heading', { name: '今天禁火吗？' })).toBeVisible();
    await lookAt(ranger.page, 'phone-public');
    await ranger.opens('/');
    await expect(ranger.page.getByText('本机尚未登记。')).toBeVisible();
    await lookAt(ranger.page, 'phone-not-enrolled');
    await ranger.opensLink(hub.links().ranger ?? '');
    await expect(ranger.page.getByRole('heading', { name: '登记成功' })).toBeVisible();
    await lookAt(ranger.page, 'phone-enrolled');
    await ranger.page.getByRole('link', { name: '开始使用' }).click();
    await lookAtVerdicts(ranger);
    await lookAtRecording(ranger);
    await lookAtFireAndGate(ranger);
    await ranger.goes('我的');
    await lookAt(ranger.page, 'phone-me');
    await ranger.page.getByRole('link', { name: '出发检查' }).click();
    await expect(ranger.page.getByRole('heading', { name: '出发检查', level: 1 })).toBeVisible();
    await lookAt(ranger.page, 'phone-ready');
    await ranger.goes('我的');
    await ranger.page.getByRole('button', { name: 'English' }).click();
    await expect(ranger.page.getByRole('heading', { name: 'Storage on this phone' })).toBeVisible();
    await lookAt(ranger.page, 'phone-me-english');
    await ranger.page.getByRole('link', { name: 'Home' }).click();
    await lookAt(ranger.page, 'phone-home-english');
  });

  journey('of the command desk is worth looking at', async ({ stage }) => {
    const hub = await stage.hub();
    const command = await stage.command(hub, 'administrator');
    const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });
    const ridge = new GatewaySite(hub, 'gw-likou', 'smoulder', 1);
    const others = ['gw-kunyu', 'gw-weide'].map((gateway) => new GatewaySite(hub, gateway, 'quiet', 4));
    for (const site of others) site.switchOn();
    const photos = [await aPicture(ranger.page, '林缘浓烟')];
    await ranger.records({ act: 'crop-burning', name: '欧阳试航', idNumber: '371002198502290017', photos });
    await ranger.goes('首页');
    ridge.switchOn(); // it burns for eighty seconds, in which the alarm is looked at
    const sensor = await ridge.smokingSensor();
    const { page } = command;

    await command.seesAlarm(sensor, 'waiting');
    await expect(page.locator(mapDrawn)).toBeVisible();
    await lookAt(page, 'desk-alarm');
    await expect(ranger.page.getByRole('heading', { name: '疑似火情 待核实' })).toBeVisible();
    await lookAt(ranger.page, 'phone-alarm');
    await page.locator('hl-alarm-board').getByRole('button', { name: sensor, exact: true }).first().click(); // it may be silent as well
    await expect(page.getByRole('complementary', { name: '详情' })).toBeVisible();
    await lookAt(page, 'desk-alarm-detail');
    await command.acknowledges(sensor);
    await command.looksAt('火情');
    await lookAt(page, 'desk-incidents');
    await page.locator('hl-incident-board').getByRole('button').first().click();
    await lookAt(page, 'desk-incident-detail');
    await command.sees('crop-burning');
    await expect(page.locator('hl-violation-board').getByText(/附件 \d/)).toBeHidden();
    const detail = await command.opensViolation('crop-burning');
    await command.opensPart(detail, '个人信息');
    await command.opensPart(detail, '照片 1');
    await expect(page.locator(mapDrawn)).toBeVisible();
    await lookAt(page, 'desk-violation');
    for (const [list, name] of [
      ['护林员', 'rangers'],
      ['烟感', 'sensors'],
      ['卡口', 'gates'],
    ] as const) {
      await command.looksAt(list);
      await lookAt(page, `desk-${name}`);
      if (name === 'rangers') continue;
      await page.locator('hl-station-board').getByRole('button').first().click();
      await expect(page.locator('hl-station-history')).toBeVisible();
      await lookAt(page, `desk-${name}-detail`);
    }
    await closesGate(page);
    await page.getByRole('button', { name: '设备与登记' }).click();
    await expect(page.getByRole('heading', { name: '登记人员' })).toBeVisible();
    await lookAt(page, 'desk-administration');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Back to the map' }).click();
    await expect(page.locator(mapDrawn)).toBeVisible();
    await lookAt(page, 'desk-english');
    await page.getByRole('button', { name: '中文' }).click();
    await lookAtOffice(page);
    await hub.kill('SIGKILL');
    await expect(page.getByText(/失联 /).first()).toBeVisible();
    await lookAt(page, 'desk-no-contact');
    for (const site of [ridge, ...others]) await site.switchOff();
  });
});

/** The gate that is open in full: closed to entry, with the order that says so. */
async function closesGate(page: Page): Promise<void> {
  const panel = page.locator('hl-gate-mode-panel');
  await panel.getByRole('button', { name: '更改卡口状态' }).click();
  await panel.getByRole('button', { name: '封山禁入' }).click();
  await panel.getByLabel('原因').selectOption('上级命令');
  await panel.getByLabel('文号（如有）').fill('里政令〔2026〕3号');
  await lookAt(page, 'desk-gate-form');
  await panel.getByRole('button', { name: '确认更改' }).click();
  await expect(panel.locator('hl-gate-mode').getByText('封山禁入')).toBeVisible();
  await lookAt(page, 'desk-gate-closed');
}

async function lookAtOffice(page: Page): Promise<void> {
  await page.getByRole('link', { name: '法律与通告' }).click();
  await expect(page.getByRole('heading', { name: '森林草原防灭火条例' })).toBeVisible();
  await lookAt(page, 'desk-law');
  await page.getByRole('button', { name: '更正并签发' }).click();
  await page.getByRole('button', { name: '已明确 吸烟' }).first().click();
  await expect(page.getByText('草稿已存本机')).toBeVisible();
  await lookAt(page, 'desk-law-draft');
  await page.getByLabel('签发人姓名').fill('周明');
  await page.getByLabel('职务').fill('法制科科长');
  await lookAt(page, 'desk-law-signing');
  await page.getByRole('button', { name: '签发', exact: true }).click();
  await expect(page.getByText(/签发第 1 版/).first()).toBeVisible();
  await lookAt(page, 'desk-law-signed');
  await page.getByRole('link', { name: '通告与命令' }).click();
  await expect(page.getByText('签名已验证').first()).toBeVisible();
  await lookAt(page, 'desk-notices');
  await page.getByRole('link', { name: '返回指挥台' }).click();
  await expect(page.locator(mapDrawn)).toBeVisible();
}

async function lookAtVerdicts(ranger: Ranger): Promise<void> {
  const { page } = ranger;
  await ranger.readsVerdict('clear', 'outside-zone');
  await lookAt(page, 'phone-home-clear');
  await ranger.standAt(fivePlaces.deepInForest, 2_000);
  await ranger.readsVerdict('unsure', 'poor-fix');
  await lookAt(page, 'phone-home-unsure');
  await ranger.standAt(fivePlaces.deepInForest);
  await ranger.readsVerdict('banned', 'in-zone');
  await expect(page.locator(mapDrawn)).toBeVisible();
  await lookAt(page, 'phone-home-banned');
  await page.getByRole('button', { name: '放大地图' }).click();
  await ranger.centresMap();
  await page.locator('hl-map').scrollIntoViewIfNeeded();
  await lookAt(page, 'phone-map');
  await page.locator('hl-sync-panel').scrollIntoViewIfNeeded();
  await lookAt(page, 'phone-home-below');
}

async function lookAtFireAndGate(ranger: Ranger): Promise<void> {
  const { page } = ranger;
  await ranger.goes('首页');
  await page.getByRole('link', { name: '报火情' }).click();
  await expect(page.getByRole('heading', { name: '报告疑似火情' })).toBeVisible();
  await lookAt(page, 'phone-sighting');
  await ranger.opens('/#/gate');
  await expect(page.getByRole('heading', { name: '进山登记' }).first()).toBeVisible();
  await lookAt(page, 'phone-gate');
  await ranger.opens('/#/gates');
  await expect(page.getByRole('heading', { name: /卡口/ }).first()).toBeVisible();
  await lookAt(page, 'phone-gates');
}

async function lookAtRecording(ranger: Ranger): Promise<void> {
  const { page } = ranger;
  await ranger.opensForm();
  await lookAt(page, 'phone-record-acts');
  await page.getByRole('link', { name: '返回' }).click();
  await ranger.loseSignal();
  await ranger.writes({ act: 'smoking', name: '王大锤', idNumber: '371002198502290017', note: '劝阻后已熄灭' });
  await lookAt(page, 'phone-record-filled');
  await page.getByRole('button', { name: '拍照' }).click();
  await expect(page.getByRole('button', { name: '拍摄' })).toBeVisible();
  await page.waitForTimeout(1_000); // until the camera's first picture is on the screen
  await lookAt(page, 'phone-camera');
  await page.getByRole('button', { name: '拍摄' }).click();
  await page.getByRole('button', { name: '完成' }).click();
  await page.getByRole('button', { name: '在地图上标注' }).click();
  await expect(page.locator(`dialog ${mapDrawn}`)).toBeVisible();
  await lookAt(page, 'phone-placing');
  await page.getByRole('button', { name: '用这个位置' }).click();
  await lookAt(page, 'phone-record-placed');
  await ranger.saves();
  await lookAt(page, 'phone-records-waiting');
  await ranger.goes('首页');
  await page.locator('hl-sync-panel').scrollIntoViewIfNeeded();
  await lookAt(page, 'phone-home-offline');
  await ranger.findSignal();
  await ranger.triesNow();
  await ranger.seesCustody('verified');
  await lookAt(page, 'phone-records');
  await ranger.rows.first().click();
  await expect(page.getByText('存入本机：')).toBeVisible();
  await lookAt(page, 'phone-record-detail');
}
