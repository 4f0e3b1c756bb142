import { ContextProvider } from '@lit/context';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openingsContext, permitWritingContext } from '../../../src/app/contexts.ts';
import { LiveValue } from '../../../src/app/live.ts';
import type { HlPermitDesk } from '../../../src/app/permit/hl-permit-desk.ts';
import '../../../src/app/permit/hl-permit-desk.ts';
import { OffDutyError } from '../../../src/app/off-duty.ts';
import type { PermitDraft, PermitWriting } from '../../../src/app/permit-ports.ts';
import type { OpenedPart } from '../../../src/app/ports.ts';
import { aPermitDraft, aPermitRow } from '../support/a-permit-row.ts';
import { FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-permit-desk': HlPermitDesk;
  }
}

/** A desk that writes permits in memory and has a hub that opens what it is asked for. */
class DeskServices extends FakeServices {
  readonly writing = new LiveValue<readonly PermitDraft[]>([]);
  readonly asked: string[] = [];
  withdrawn: () => Promise<void> = async () => undefined;
  opened: OpenedPart = { ok: false, because: 'no-network', detail: '' };

  override provide(host: HTMLElement): void {
    super.provide(host);
    const empty = aPermitDraft({ corners: [], isClosed: false });
    const permitWriting: PermitWriting = {
      drafts: this.writing,
      open: async () => {
        this.writing.set([empty]);
        return empty;
      },
      save: async (draft) => {
        this.writing.set([draft]);
        return 'kept';
      },
      issue: async (id) => ({ ok: true, id }),
      discard: async () => undefined,
      withdraw: () => this.withdrawn(),
    };
    const open = async (event: string, part: string) => {
      this.asked.push(`${event} ${part}`);
      return this.opened;
    };
    provided.push(new ContextProvider(host, { context: permitWritingContext, initialValue: permitWriting }));
    provided.push(new ContextProvider(host, { context: openingsContext, initialValue: { open } }));
  }

  corners(): PermitDraft['corners'] {
    return this.writing.value[0]?.corners ?? [];
  }
}
const provided: unknown[] = [];

async function canvasOf(desk: HlPermitDesk): Promise<HTMLCanvasElement> {
  const find = () => desk.renderRoot.querySelector('hl-map')?.renderRoot.querySelector('canvas');
  await expect.poll(find).toBeTruthy();
  const canvas = find();
  if (!canvas) throw new Error('no canvas');
  return canvas;
}

describe('drawing an area on the map', () => {
  beforeEach(() => page.viewport(1440, 900));

  it('sets corner after corner where the map is clicked, takes one back, and closes', async () => {
    const services = new DeskServices();
    const desk = await show('hl-permit-desk', {}, services);
    await page.getByRole('button', { name: '签发用火许可' }).click();
    await expect.element(page.getByText('在地图上依次点击各角点。', { exact: false })).toBeVisible();
    const canvas = await canvasOf(desk);
    for (const position of [
      { x: 300, y: 200 },
      { x: 340, y: 200 },
      { x: 340, y: 240 },
      { x: 310, y: 250 },
    ])
      await userEvent.click(canvas, { position });
    await expect.poll(() => services.corners()).toHaveLength(4);
    const [first, second, third] = services.corners();
    if (!first || !second || !third) throw new Error('no corners');
    expect(second[0]).toBeGreaterThan(first[0]);
    expect(second[1]).toBeCloseTo(first[1], 6);
    expect(third[0]).toBeCloseTo(second[0], 6);
    expect(third[1]).toBeLessThan(second[1]);
    await page.getByRole('button', { name: '撤销一点' }).click();
    await expect.element(page.getByText('已有 3 个角点。', { exact: false })).toBeVisible();
    await page.getByRole('button', { name: '闭合范围' }).click();
    await expect.element(page.getByText(/^已闭合：3 个角点/)).toBeVisible();
    await userEvent.click(canvas, { position: { x: 320, y: 320 } });
    expect(services.corners()).toHaveLength(3);
    await expectAccessible();
  }, 60_000); // a map drawn without a graphics card

  it('sets corners by keyboard at the middle of the map, and none while nothing is drawn', async () => {
    const services = new DeskServices();
    const desk = await show('hl-permit-desk', {}, services);
    const canvas = await canvasOf(desk);
    canvas.focus();
    await userEvent.keyboard('{Enter}');
    await page.getByRole('button', { name: '签发用火许可' }).click();
    await expect.element(page.getByText('在地图上依次点击各角点。', { exact: false })).toBeVisible();
    const { width, height } = canvas.getBoundingClientRect();
    await userEvent.click(canvas, { position: { x: width / 2, y: height / 2 } });
    await expect.poll(() => services.corners()).toHaveLength(1);
    canvas.focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => services.corners()).toHaveLength(2);
    const [clicked, typed] = services.corners();
    expect(typed?.[0]).toBeCloseTo(clicked?.[0] ?? Number.NaN, 2);
    expect(typed?.[1]).toBeCloseTo(clicked?.[1] ?? Number.NaN, 2);
    const before = services.corners()[1]?.[0] ?? Number.NaN;
    await userEvent.keyboard('{ArrowRight}');
    await expect
      .poll(async () => {
        await userEvent.keyboard('{Enter}');
        return (services.corners().at(-1)?.[0] ?? 0) > before;
      })
      .toBe(true);
  }, 60_000);
});

describe('the responsible person of a permit', () => {
  const part = 'c'.repeat(64);
  const fields = { v: 1, name: '赵某某', phone: '13800002222' };

  async function opens(opened: OpenedPart): Promise<DeskServices> {
    const services = new DeskServices();
    services.opened = opened;
    services.permits.set([aPermitRow({ responsible: part })]);
    await show('hl-permit-desk', {}, services);
    await page.getByRole('button', { name: '环林批〔2027〕1号' }).click();
    await expect.element(page.getByText('赵某某')).not.toBeInTheDocument();
    expect(services.asked).toEqual([]);
    await page.getByRole('button', { name: '打开查看（将留痕）' }).click();
    return services;
  }

  it('is opened by the hub when somebody asks, and forgotten again', async () => {
    const blob = new Blob([JSON.stringify(fields)], { type: 'application/json' });
    const services = await opens({ ok: true, blob });
    const envelope = page.getByRole('article', { name: '现场责任人' });
    await expect.element(envelope).toHaveTextContent(/赵某某.*13800002222/s);
    expect(services.asked).toEqual([`burn-1 ${part}`]);
    await expectAccessible();
    await envelope.getByRole('button', { name: '关闭' }).click();
    await expect.element(page.getByText('赵某某')).not.toBeInTheDocument();
  });

  it('stays sealed without the hub, with the reason', async () => {
    await opens({ ok: false, because: 'no-network', detail: '' });
    await expect.element(page.getByRole('alert')).toHaveTextContent('连不上服务器');
  });

  it('cannot be opened where nobody was named', async () => {
    const services = new DeskServices();
    services.permits.set([aPermitRow()]);
    await show('hl-permit-desk', {}, services);
    await page.getByRole('button', { name: '环林批〔2027〕1号' }).click();
    await expect.element(page.getByText('未登记现场责任人。')).toBeVisible();
    await expect.element(page.getByRole('button', { name: '打开查看（将留痕）' })).not.toBeInTheDocument();
  });
});

describe('withdrawing a permit', () => {
  it.each([['while nobody is on duty', new OffDutyError(), '许可仍然有效。 本机无人值班：请在“我的”中选择值班人。']])(
    'says %s that the permit still stands, why, and what to do',
    async (_when, problem, words) => {
      const services = new DeskServices();
      services.withdrawn = () => Promise.reject(problem);
      services.permits.set([aPermitRow()]);
      await show('hl-permit-desk', {}, services);
      await page.getByRole('button', { name: '环林批〔2027〕1号' }).click();
      await page.getByRole('button', { name: '撤回' }).click();
      await page.getByLabelText('撤回原因（不写姓名）').fill('误发');
      await page.getByRole('dialog').getByRole('button', { name: '确认撤回' }).click();
      await expect.element(page.getByRole('alert')).toHaveTextContent(words);
    },
  );
});
