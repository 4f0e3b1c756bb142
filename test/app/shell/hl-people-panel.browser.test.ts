import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/shell/hl-people-panel.ts';
import type { HlPeoplePanel } from '../../../src/app/shell/hl-people-panel.ts';
import '../../../src/app/shell/hl-reset-panel.ts';
import type { HlResetPanel } from '../../../src/app/shell/hl-reset-panel.ts';
import { aProfile } from '../support/fake-custody.ts';
import { aSyncState, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-people-panel': HlPeoplePanel;
    'hl-reset-panel': HlResetPanel;
  }
}

describe('a phone that several people use', () => {
  beforeEach(() => page.viewport(360, 740));

  it('shows who is on duty, changes hands, and can be left', async () => {
    const services = new FakeServices();
    const [wang, li] = [aProfile().grant, { ...aProfile().grant, id: 'li', person: { id: 'li', name: '李秀英' } }];
    services.people.set({ all: [wang, li], onDuty: wang });
    await show('hl-people-panel', {}, services);
    await expect.element(page.getByText('在岗', { exact: true })).toBeVisible();
    await expectAccessible();
    await page.getByRole('button', { name: '换我上岗' }).click();
    expect(services.people.value.onDuty?.person.name).toBe('李秀英');
    await page.getByRole('button', { name: '退出登录（下岗）' }).click();
    await expect.element(page.getByText(/现在无人在岗。/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: '换我上岗' }).first()).toBeVisible();
    await expectAccessible();
  });

  it('says before a reset what stays, and offers the export first', async () => {
    const services = new FakeServices();
    services.syncState.set(aSyncState({ waiting: { events: 2, parts: 0, bytes: 900, oldestAt: Date.now() } }));
    await show('hl-reset-panel', {}, services);
    await expect.element(page.getByRole('link', { name: '导出与捎带' })).toHaveAttribute('href', '#/courier');
    await expectAccessible();
    const ask = vi.spyOn(window, 'confirm').mockReturnValueOnce(false).mockReturnValueOnce(true);
    await page.getByRole('button', { name: '重置应用' }).click();
    expect(services.done).toEqual([]);
    await page.getByRole('button', { name: '重置应用' }).click();
    await expect.poll(() => services.done).toEqual(['reset', 'try now']);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
