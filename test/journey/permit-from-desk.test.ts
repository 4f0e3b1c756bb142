import { expect, type Page } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import { lookAt } from './support/album.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';

const place = fivePlaces.deepInForest;
const number = '威环林批〔2026〕31号';

journey(
  'a permit issued at the desk permits on a ranger’s phone without signal, until it is withdrawn',
  async ({ stage }) => {
    const { hub, shiftMs } = await stage.hubInSeason();
    const ranger = await stage.ranger(hub, { clock: { shiftMs }, at: place });
    const { page: desk } = await stage.command(hub);
    await ranger.readsVerdict('banned', 'in-zone');
    await choosesAct(ranger, '烧荒');

    await journey.step('an officer writes it, is told what it lifts, and issues it', async () => {
      await desk.getByRole('link', { name: '用火许可' }).click();
      await expect(desk.getByText('没有用火许可。')).toBeVisible();
      await desk.getByRole('button', { name: '签发用火许可' }).click();
      await writes(desk);
      const check = desk.locator('hl-permit-writer .check');
      await expect(check).toContainText('可解除禁令——烧荒：2026年12月15日至2026年12月16日');
      await desk.getByLabel('批准级别').selectOption({ label: '乡镇级' });
      await expect(check).toContainText('不能解除禁令——烧荒');
      await expect(check).toContainText('要求县级以上人民政府批准');
      await lookAt(desk, 'desk-permit-too-low');
      await desk.getByLabel('批准级别').selectOption({ label: '县级' });
      await lookAt(desk, 'desk-permit-form');
      await expect(desk.getByText('草稿已存')).toBeVisible();
      await desk.reload();
      await desk.getByRole('button', { name: `继续填写：${number}` }).click();
      await expect(desk.getByLabel('文号', { exact: true })).toHaveValue(number);
      await desk.getByRole('button', { name: '签发…' }).click();
      await expect(desk.getByRole('dialog')).toContainText('确认向所有手机签发此许可？');
      await lookAt(desk, 'desk-permit-confirm');
      await desk.getByRole('button', { name: '确认签发' }).click();
      await expect(desk.getByRole('region', { name: '有效期内' })).toContainText(number);
      await expect(desk.getByText('本机签发：')).toHaveCount(0);
      await desk.getByRole('button', { name: number }).click();
      await expect(desk.locator('hl-permit-desk hl-map[data-idle="true"]')).toBeVisible();
      await lookAt(desk, 'desk-permits');
    });

    await journey.step('the ranger sees it, with signal or without', async () => {
      await ranger.readsVerdict('permitted', 'permit');
      await ranger.loseSignal();
      await expect(ranger.verdictCard).toContainText(number);
      await expect(ranger.verdictCard).toContainText('风力四级以上不得点火');
      await lookAt(ranger.page, 'phone-permitted');
      await ranger.page.getByRole('link', { name: '用火许可（1 份有效）' }).click();
      await expect(ranger.page.getByRole('article', { name: number })).toContainText('您在许可范围内');
      await lookAt(ranger.page, 'phone-permits');
      await ranger.goes('首页');
      await choosesAct(ranger, '吸烟');
      await ranger.readsVerdict('banned', 'in-zone');
      await expect(ranger.verdictCard).toContainText('只准许：烧荒');
      await lookAt(ranger.page, 'phone-permit-other-act');
      await choosesAct(ranger, '烧荒');
    });

    await journey.step('it is withdrawn, and the phone says so once it has signal', async () => {
      await desk.getByRole('button', { name: '撤回', exact: true }).click();
      await desk.getByLabel('撤回原因').fill('气象突变，风力增大');
      await lookAt(desk, 'desk-permit-withdraw');
      await desk.getByRole('button', { name: '确认撤回' }).click();
      await expect(desk.getByText('撤回：气象突变，风力增大')).toBeVisible();
      await ranger.readsVerdict('permitted', 'permit');
      await ranger.findSignal();
      await ranger.readsVerdict('banned', 'in-zone');
      await expect(ranger.verdictCard).toContainText('已撤回，不再有效');
      await desk.getByRole('link', { name: '指挥台' }).click();
      await expect(desk.getByText('已连接服务器')).toBeVisible();
    });
  },
);

async function choosesAct({ page }: Ranger, act: string): Promise<void> {
  await page.getByLabel('要做什么？').selectOption({ label: act });
}

async function writes(desk: Page): Promise<void> {
  await desk.getByLabel('文号', { exact: true }).fill(number);
  await desk.getByLabel('批准机关').fill('环翠区人民政府');
  await desk.getByLabel('烧荒').check();
  await desk.getByText('以一点为圆心画圆').click();
  await desk.getByLabel('经度（°）').fill(String(place.lon));
  await desk.getByLabel('纬度（°）').fill(String(place.lat));
  await desk.getByLabel('半径（米）').fill('300');
  await desk.getByRole('button', { name: '采用此圆' }).click();
  await expect(desk.getByText('已闭合：72 个角点')).toBeVisible();
  await desk.getByLabel('开始日期').fill('2026-12-15');
  await desk.getByLabel('结束日期').fill('2026-12-16');
  await desk.getByLabel('全天').check();
  await desk.getByRole('button', { name: '增加一条' }).click();
  await desk.getByLabel('条件 1', { exact: true }).fill('风力四级以上不得点火');
  await desk.getByLabel('现场监护单位').fill('里口山林场护林队');
  await desk.getByLabel('现场责任人').fill('赵某某');
}
