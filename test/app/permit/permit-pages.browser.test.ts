import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { HlPermitBoard } from '../../../src/app/permit/hl-permit-board.ts';
import '../../../src/app/permit/hl-permit-board.ts';
import type { HlPermitDetail } from '../../../src/app/permit/hl-permit-detail.ts';
import '../../../src/app/permit/hl-permit-detail.ts';
import type { HlPermitListPage } from '../../../src/app/permit/hl-permit-list-page.ts';
import '../../../src/app/permit/hl-permit-list-page.ts';
import type { HlPermitWriter } from '../../../src/app/permit/hl-permit-writer.ts';
import '../../../src/app/permit/hl-permit-writer.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { deskPermits } from '../../../src/app/permit/desk-permits.ts';
import type { PermitDraft, PermitWriting } from '../../../src/app/permit-ports.ts';
import { aNow } from '../../support/builders.ts';
import { aPermitDraft, aPermitRow } from '../support/a-permit-row.ts';
import { activePackages, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-permit-board': HlPermitBoard;
    'hl-permit-detail': HlPermitDetail;
    'hl-permit-list-page': HlPermitListPage;
    'hl-permit-writer': HlPermitWriter;
  }
}

const { at } = aNow();

/** Writing in memory; every save is written down. */
function aWriting() {
  const saves: PermitDraft[] = [];
  const issued: string[] = [];
  const writing: PermitWriting = {
    drafts: new LiveValue<readonly PermitDraft[]>([]),
    open: async () => aPermitDraft(),
    save: async (draft) => {
      saves.push(draft);
      return 'kept';
    },
    issue: async (id) => {
      issued.push(id);
      return { ok: true, id };
    },
    discard: async () => undefined,
    withdraw: async () => undefined,
  };
  return { writing, saves, issued };
}

async function write(changes: Partial<PermitDraft> = {}) {
  const kept = aWriting();
  const draft = aPermitDraft(changes);
  await show('hl-permit-writer', { writing: kept.writing, draft, packages: activePackages() });
  return kept;
}

describe('the form for a permit', () => {
  it('keeps every keystroke and says at once what the permit lifts', async () => {
    const { saves } = await write();
    await expect.element(page.getByText('可解除禁令——烧荒：2027年1月15日至2027年1月16日')).toBeVisible();
    await expect.element(page.getByText('依据例外条款： 威政发〔2022〕19号 第一条、第二条、第三条')).toBeVisible();
    await userEvent.type(page.getByLabelText('现场监护单位'), '林场');
    await settle();
    expect(saves.at(-1)?.supervisor).toBe('林场');
    await expect.element(page.getByText('草稿已存')).toBeVisible();
    await expectAccessible();
  });

  it('says in words that a township’s approval lifts no ban, and what it would take', async () => {
    await write({ approverLevel: 'township', approverName: '张村镇人民政府' });
    await expect.element(page.getByText('不能解除禁令——烧荒：2027年1月15日至2027年1月16日')).toBeVisible();
    await expect
      .element(page.getByText('威政发〔2022〕19号 第一条、第二条、第三条：要求县级以上人民政府批准'))
      .toBeVisible();
    await page.getByLabelText('批准级别').selectOptions('市级');
    await expect.element(page.getByText(/^可解除禁令——烧荒/)).toBeVisible();
  });

  it('shows what is missing, field by field, and issues nothing', async () => {
    const { issued } = await write({ documentNumber: '', acts: [], corners: [], isClosed: false, toOn: '2027-01-01' });
    await page.getByRole('button', { name: '签发…' }).click();
    for (const fault of ['请填写许可文号。', '请至少选择一种行为。']) {
      await expect.element(page.getByText(fault)).toBeInTheDocument();
    }
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(issued).toEqual([]);
    await expectAccessible();
  });

  it('goes on when a day is cleared, and is opened again with it missing', async () => {
    const { saves } = await write();
    await userEvent.fill(page.getByLabelText('开始日期'), '');
    await settle();
    expect(saves.at(-1)?.fromOn).toBe('');
    await page.getByRole('button', { name: '签发…' }).click();
    await expect.element(page.getByText('请填写起止日期。')).toBeVisible();
    await write({ fromOn: '', toOn: '' });
    await expect.element(page.getByLabelText('开始日期')).toBeVisible();
  });

  it('takes a circle and refuses GeoJSON that is no area, with the reason', async () => {
    const { saves } = await write({ corners: [], isClosed: false });
    await page.getByText('以一点为圆心画圆').click();
    await userEvent.fill(page.getByLabelText('经度（°）'), '122.01');
    await userEvent.fill(page.getByLabelText('纬度（°）'), '37.21');
    await userEvent.fill(page.getByLabelText('半径（米）'), '200');
    await page.getByRole('button', { name: '采用此圆' }).click();
    await expect.element(page.getByText('已闭合：72 个角点，约 13 公顷')).toBeVisible();
    expect(saves.at(-1)?.corners).toHaveLength(72);
    await page.getByText('由 GeoJSON 导入').click();
    await userEvent.fill(page.getByLabelText('一个多边形，WGS 84 经纬度'), 'not this');
    await page.getByRole('button', { name: '采用此范围' }).click();
    await expect.element(page.getByText('这不是 GeoJSON。')).toBeVisible();
    expect(saves.at(-1)?.corners).toHaveLength(72);
  });

  it('issues only what was confirmed', async () => {
    const { issued } = await write();
    await page.getByRole('button', { name: '签发…' }).click();
    await expect.element(page.getByRole('dialog')).toHaveTextContent('确认向所有手机签发此许可？');
    expect(issued).toEqual([]);
    await expectAccessible();
    await page.getByRole('button', { name: '确认签发' }).click();
    await expect.poll(() => issued).toEqual([aPermitDraft().id]);
  });
});

describe('the desk’s permits', () => {
  it('stand in groups, each with its number, purpose, approver and times', async () => {
    const permits = deskPermits(
      [aPermitRow(), aPermitRow({ id: 'later', fromOn: '2027-01-20', toOn: '2027-01-21' })],
      [],
      at,
    );
    await show('hl-permit-board', { permits, drafts: [aPermitDraft()] });
    const inForce = page.getByRole('region', { name: '有效期内' });
    await expect
      .element(inForce)
      .toHaveTextContent(/环林批〔2027〕1号.*计划烧除 · 烧荒.*环翠区人民政府（县级）.*每日 08:00–17:59/s);
    await expect.element(page.getByRole('region', { name: '未开始' })).toBeVisible();
    await expect.element(page.getByRole('button', { name: '继续填写：环林批〔2027〕9号' })).toBeVisible();
    await expectAccessible();
  });

  it('are withdrawn with a reason, never without', async () => {
    const [row] = deskPermits([aPermitRow()], [], at);
    const reasons: string[] = [];
    const detail = await show('hl-permit-detail', { ...(row && { row }), packages: activePackages(), now: at });
    detail.addEventListener('hl-permit-withdraw', (event) => reasons.push((event as CustomEvent<string>).detail));
    await expect.element(page.getByText('可解除禁令——烧荒：2027年1月15日')).toBeVisible();
    await page.getByRole('button', { name: '撤回', exact: true }).click();
    await expect.element(page.getByRole('button', { name: '确认撤回' })).toBeDisabled();
    await userEvent.fill(page.getByLabelText('撤回原因（不写姓名）'), '误发');
    await expectAccessible();
    await page.getByRole('button', { name: '确认撤回' }).click();
    expect(reasons).toEqual(['误发']);
  });

  it('say in words that a high-risk period suspends them', async () => {
    const active = activePackages();
    const [first] = active.rulebooks;
    const [season] = first.rulebook.periods;
    if (!season) throw new Error('the notice has a period');
    const strict = {
      ...first.rulebook,
      periods: [{ ...season, tier: 'high-risk' as const }],
      exceptions: first.rulebook.exceptions.map((each) => ({ ...each, suspendedBy: ['high-risk' as const] })),
    };
    const [row] = deskPermits([aPermitRow()], [], at);
    const packages = { ...active, rulebooks: [{ ...first, rulebook: strict }] as const };
    await show('hl-permit-detail', { ...(row && { row }), packages, now: at });
    await expect.element(page.getByText('高火险期内停用本许可：2027年1月15日')).toBeVisible();
  });
});

describe('the ranger’s permits', () => {
  it('say where they are from here and what they lift', async () => {
    const services = new FakeServices();
    services.permits.set([aPermitRow(), aPermitRow({ id: 'old', documentNumber: '旧', replacedBy: 'burn-1' })]);
    await show('hl-permit-list-page', {}, services);
    const permit = page.getByRole('article', { name: '环林批〔2027〕1号' });
    for (const words of [
      '有效期内',
      /^您在许可范围内，离边界约/,
      '里口山林场护林队',
      '风力四级以上停止',
      /^可解除禁令/,
    ]) {
      await expect.element(permit.getByText(words)).toBeVisible();
    }
    await expect.element(page.getByText('与指挥中心核对：1 分钟前')).toBeVisible();
    await expect.element(page.getByRole('article', { name: '旧' })).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('say plainly that there are none, and when nobody has told this phone yet', async () => {
    const services = new FakeServices();
    services.wholeAt.set(null);
    await show('hl-permit-list-page', {}, services);
    await expect.element(page.getByText('没有有效或即将开始的用火许可。')).toBeVisible();
    await expect.element(page.getByText('尚未与指挥中心核对，可能有本机不知道的许可。')).toBeVisible();
  });
});
