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

journey.describe('a ranger without signal', () => {
  journey(
    'records a violation that reaches command once the signal is back, after the battery fell out',
    async ({ stage }) => {
      const hub = await stage.hub();
      const command = await stage.command(hub);
      const ranger = await stage.ranger(hub, { at: fivePlaces.deepInForest });
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
      await locks(ranger);
      expect(await wordsKeptInBrowser(ranger.page, secrets)).toEqual([]);
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

async function locks(ranger: Ranger): Promise<void> {
  await ranger.goes('我的');
  await ranger.page.getByRole('button', { name: '设置密码' }).click();
  await ranger.page.getByLabel('新密码（至少 6 位）').fill('728461');
  await ranger.page.getByLabel('再输入一次').fill('728461');
  await ranger.page.getByRole('button', { name: '确定' }).click();
  await ranger.page.getByRole('button', { name: '立即锁定' }).click();
  await expect(ranger.page.getByText('已锁定。')).toBeVisible();
}
