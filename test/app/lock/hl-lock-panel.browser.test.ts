import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/lock/hl-lock-panel.ts';
import '../../../src/app/lock/hl-unlock-page.ts';
import type { HlLockPanel } from '../../../src/app/lock/hl-lock-panel.ts';
import type { HlUnlockPage } from '../../../src/app/lock/hl-unlock-page.ts';
import { FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-lock-panel': HlLockPanel;
    'hl-unlock-page': HlUnlockPage;
  }
}

describe('the lock before drafts and personal details', () => {
  beforeEach(() => page.viewport(360, 740));
  afterEach(() => void vi.useRealTimers());

  it('takes a PIN typed twice the same, and says what is wrong with any other', async () => {
    const services = new FakeServices();
    await show('hl-lock-panel', {}, services);
    await page.getByRole('button', { name: '设置密码' }).click();
    const [first, again] = [page.getByLabelText('新密码（至少 6 位）'), page.getByLabelText('再输入一次')];
    await first.fill('284917');
    await again.fill('284918');
    await page.getByRole('button', { name: '确定' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('两次输入不一致。');
    await first.fill('2849');
    await again.fill('2849');
    await page.getByRole('button', { name: '确定' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('太容易猜到。');
    await expectAccessible();
    await first.fill('284917');
    await again.fill('284917');
    await page.getByRole('button', { name: '确定' }).click();
    await page.getByRole('combobox', { name: '自动锁定' }).selectOptions('15 分钟无操作后');
    expect(services.lockState.value).toEqual({ kind: 'unlocked', afterMs: 900_000 });
    await expectAccessible();
    await page.getByRole('button', { name: '立即锁定' }).click();
    await expect.element(page.getByRole('link', { name: '解锁' })).toHaveAttribute('href', '#/unlock');
  });

  it('says whose it is, and that others know the PIN everybody had before', async () => {
    const services = new FakeServices();
    services.lockState.set({ kind: 'locked', afterMs: 300_000, isOld: true });
    await show('hl-unlock-page', {}, services);
    await expect.element(page.getByText('王建国')).toBeVisible();
    await expect.element(page.getByText('请输入大家原来共用的密码。')).toBeVisible();
    await expectAccessible();
    services.lockState.set({ kind: 'unlocked', afterMs: 300_000, isOld: true });
    await show('hl-lock-panel', {}, services);
    await expect.element(page.getByText('这还是大家原来共用的锁，别人也能打开。')).toBeVisible();
    services.lockState.set({ kind: 'unlocked', afterMs: 300_000, isOld: false });
    await expect.element(page.getByText('这还是大家原来共用的锁')).not.toBeInTheDocument();
  });

  it('opens what is left behind the PIN everybody had before, to whoever knows it', async () => {
    const services = new FakeServices();
    services.lockState.set({ kind: 'unlocked', afterMs: 300_000, left: { drafts: 2, way: 'pin' } });
    services.unlockResult = { ok: false, because: 'wrong', misses: 1 };
    await show('hl-lock-panel', {}, services);
    await expect.element(page.getByText('还有 2 份以前的草稿锁在大家原来共用的锁后面。')).toBeVisible();
    await expectAccessible();
    const [old, open] = [page.getByLabelText('大家原来共用的密码'), page.getByRole('button', { name: '打开' })];
    await old.fill('406139');
    await open.click();
    await expect.element(page.getByText('密码不对。')).toBeVisible();
    services.unlockResult = { ok: true };
    await old.fill('406138');
    await open.click();
    await expect.element(old).not.toBeInTheDocument();
  });

  it.each(['none', 'unlocked'] as const)('offers to give up nothing when it is %s', async (kind) => {
    const services = new FakeServices();
    services.lockState.set({ kind, afterMs: 300_000 });
    await show('hl-unlock-page', {}, services);
    await expect.element(page.getByText('没有锁定的内容。')).toBeVisible();
    expect(page.getByText('忘记密码？').elements()).toEqual([]);
    expect(page.getByLabelText('应用密码').elements()).toEqual([]);
    await expectAccessible();
  });

  it('opens with the PIN, says how long to wait, and what forgetting it costs', async () => {
    const services = new FakeServices();
    services.lockState.set({ kind: 'locked', afterMs: 300_000 });
    services.unlockResult = { ok: false, because: 'wrong', misses: 1 };
    await show('hl-unlock-page', {}, services);
    const [pin, unlock] = [page.getByLabelText('应用密码'), page.getByRole('button', { name: '解锁' })];
    await pin.fill('000001');
    await unlock.click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('密码不对。');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }); // seconds pass while it is typed
    services.unlockResult = { ok: false, because: 'wait', untilAt: Date.now() + 29_500 };
    await pin.fill('000002');
    await unlock.click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('输错次数太多，请 30 秒后再试。');
    await page.getByText('忘记密码？').click();
    await expect.element(page.getByText(/已保存的记录不受影响/)).toBeVisible();
    await expectAccessible();
    vi.spyOn(window, 'confirm').mockReturnValue(true);
    await page.getByRole('button', { name: '放弃草稿，重新开始' }).click();
    expect(services.lockState.value.kind).toBe('none');
  });
});
