import { expect } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import { everyHubRow, hubRows } from './support/hub-eye.ts';
import { filesThatHold, wordsIn, wordsKeptInBrowser } from './support/kept-words.ts';
import { aPicture, sha256 } from './support/picture.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';

const name = '欧阳试航';
const idNumber = '371002198502290017';
const note = '其本人称给地里除草，已劝阻熄灭';
const secrets = [name, idNumber, note];
const colleaguesNote = '南坡有人上坟，未带火种';

journey.describe('a ranger without signal', () => {
  journey(
    'records a violation that reaches command once the signal is back, after the battery fell out',
    async ({ stage }) => {
      const { hub, shiftMs } = await stage.hubInSeason();
      const command = await stage.command(hub);
      const ranger = await stage.ranger(hub, { clock: { shiftMs }, at: fivePlaces.deepInForest });
      await ranger.readsVerdict('banned', 'in-zone');
      await ranger.loseSignal();
      const chosen = await aPicture(ranger.page, '山脚下的烟');
      await ranger.records({ act: 'crop-burning', name, idNumber, note, photos: [chosen], shots: 1 });
      await ranger.seesCustody('saved');
      const shots = await ranger.page.evaluate(
        () => (globalThis as unknown as { journeyShots: string[] }).journeyShots,
      );
      const atCapture = [chosen.sha256, shots.at(-1)];

      await ranger.restartsPhone();
      await ranger.seesCustody('saved');
      await ranger.findSignal();
      await noticesSignal(ranger);
      await ranger.seesCustody('verified');

      await command.sees('crop-burning');
      const detail = await command.opensViolation('crop-burning');
      await expect(detail.getByText('示例护林员（护林员）')).toBeVisible();
      const fields = await command.opensPart(detail, '个人信息');
      const photos = [await command.opensPart(detail, '照片 1'), await command.opensPart(detail, '照片 2')];
      expect(JSON.parse(String(fields))).toMatchObject({ name, idNumber, note });
      expect(photos.map(sha256)).toEqual(atCapture);
      expect(new Set(photos.map(sha256)).size).toBe(2);
      await expect(detail.getByText(name)).toBeVisible();

      await command.page.reload();
      await command.sees('crop-burning');
      expect(await hubRows(hub, "select seq from event where kind = 'violation'")).toHaveLength(1);
      const opened = await hubRows(hub, 'select role, outcome from opening order by id');
      expect(opened).toHaveLength(3);

      const hubText = [...(await everyHubRow(hub)), hub.stdout(), hub.stderr()].join('\n');
      expect(wordsIn(hubText, secrets)).toEqual([]);
      expect(await wordsKeptInBrowser(ranger.page, secrets)).toEqual([]);
      await setsPin(ranger, '728461');
      await locks(ranger);
      expect(await wordsKeptInBrowser(ranger.page, secrets)).toEqual([]);
      await isSharedWithColleague(ranger, hub.links()['gate-keeper'] ?? '');
      expect(await wordsKeptInBrowser(ranger.page, [...secrets, colleaguesNote])).toEqual([]);
      expect(await wordsKeptInBrowser(command.page, secrets)).toEqual([]);
      const { phone } = ranger;
      const onTheWay = [phone.network, command.desk.network].flatMap(({ asked }) => asked);
      const complaints = [...phone.said, ...command.desk.said];
      expect(wordsIn([...onTheWay, ...complaints].join('\n'), secrets)).toEqual([]);
      await ranger.phone.close();
      await command.desk.close();
      expect(filesThatHold(ranger.phone.folder, secrets)).toEqual([]);
      expect(filesThatHold(command.desk.folder, secrets)).toEqual([]);
      expect(filesThatHold(hub.dataFolder, secrets)).toEqual([]);
      expect([...ranger.phone.network.strayed, ...command.desk.network.strayed]).toEqual([]);
    },
  );
});

/** As a phone does when there is a line again: a browser whose proxy was away hears of nothing. */
async function noticesSignal({ page }: Ranger): Promise<void> {
  await page.evaluate(() => void dispatchEvent(new Event('online')));
}

async function setsPin(ranger: Ranger, pin: string): Promise<void> {
  await ranger.goes('我的');
  await ranger.page.getByRole('button', { name: '设置密码' }).click();
  await ranger.page.getByLabel('新密码（至少 6 位）').fill(pin);
  await ranger.page.getByLabel('再输入一次').fill(pin);
  await ranger.page.getByRole('button', { name: '确定' }).click();
}

async function locks(ranger: Ranger): Promise<void> {
  await ranger.page.getByRole('button', { name: '立即锁定' }).click();
  await expect(ranger.page.getByText('已锁定。')).toBeVisible();
}

/** A gate keeper takes the locked phone, offline: each opens by his own PIN what he wrote, and nothing of the other's. */
async function isSharedWithColleague(ranger: Ranger, link: string): Promise<void> {
  await ranger.opensLink(link);
  await expect(ranger.page.getByRole('heading', { name: '登记成功' })).toBeVisible();
  await ranger.page.getByRole('link', { name: '开始使用' }).click();
  await expect(ranger.page.getByRole('link', { name: '返回' })).toBeHidden();
  await ranger.loseSignal();

  await ranger.goes('记录');
  await ranger.rows.first().getByRole('link').click();
  await expect(ranger.page.getByText('由他人记录，只有本人能在这部手机上查看个人信息')).toBeVisible();
  await expect(ranger.page.getByText(name)).toBeHidden();
  await ranger.writes({ act: 'crop-burning', note: colleaguesNote });
  await expect(ranger.page.getByText('草稿已存')).toBeVisible();
  await setsPin(ranger, '395027');
  await locks(ranger);

  await takesOver(ranger, '示例护林员');
  await ranger.restartsPhone();
  await ranger.goes('记录');
  await expect(ranger.page.getByText('这部手机上还有其他人的 1 份草稿')).toBeVisible();
  await expect(ranger.page.getByText(/^草稿，未保存/)).toBeHidden();
  await ranger.page.getByRole('link', { name: '解锁' }).click();
  await expect(ranger.page.getByText('示例护林员')).toBeVisible();
  await unlocks(ranger, '395027');
  await expect(ranger.page.getByRole('alert')).toHaveText('密码不对。');
  await unlocks(ranger, '728461');
  await expect(ranger.page.getByText(name)).toBeVisible();
  await expect(ranger.page.getByText(/^草稿，未保存/)).toBeHidden();

  await ranger.goes('我的');
  await takesOver(ranger, '示例卡口值守员');
  await ranger.page.getByRole('link', { name: '解锁' }).click();
  await unlocks(ranger, '395027');
  await ranger.goes('记录');
  await ranger.page.getByText(/^草稿，未保存/).click();
  await expect(ranger.page.getByLabel('情况说明')).toHaveValue(colleaguesNote);
}

async function takesOver(ranger: Ranger, who: string): Promise<void> {
  const person = ranger.page.locator('hl-people-panel').getByRole('listitem').filter({ hasText: who });
  await person.getByRole('button', { name: '换我上岗' }).click();
  await expect(person.getByText('在岗', { exact: true })).toBeVisible();
}

async function unlocks(ranger: Ranger, pin: string): Promise<void> {
  await ranger.page.getByLabel('应用密码').fill(pin);
  await ranger.page.getByRole('button', { name: '解锁', exact: true }).click();
}
