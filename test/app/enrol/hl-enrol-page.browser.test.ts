import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/enrol/hl-enrol-page.ts';
import type { EnrolFailure } from '../../../src/app/enrol/enrol-words.ts';
import type { HlEnrolPage } from '../../../src/app/enrol/hl-enrol-page.ts';
import { aProfile } from '../support/fake-custody.ts';
import { FakeServices } from '../support/fake-services.ts';
import { expectAccessible, settle, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-enrol-page': HlEnrolPage;
  }
}

const fragment = '#enrol=aaaaaaaaaaaaaaaaaaaaaa&hub=b';

describe('opening an enrolment link', () => {
  beforeEach(async () => {
    await page.viewport(360, 740);
    history.replaceState(null, '', fragment);
  });
  afterEach(() => history.replaceState(null, '', location.pathname + location.search));

  it('says that it is at work', async () => {
    const services = new FakeServices();
    services.enrolResult = null;
    await show('hl-enrol-page', { fragment }, services);
    await expect.element(page.getByRole('heading', { name: '正在登记…' })).toBeVisible();
    await expectAccessible();
  });

  it('says who one is now, and takes the code out of the address', async () => {
    await show('hl-enrol-page', { fragment });
    await expect.element(page.getByText('王建国')).toBeVisible();
    await expect.element(page.getByText('角色：护林员')).toBeVisible();
    await expect.element(page.getByRole('link', { name: '开始使用' })).toBeVisible();
    expect(location.hash).not.toContain('aaaa');
    await expectAccessible();
  });

  it.each([
    ['already-enrolled', '本机登记在另一个指挥台', '原有登记保持不变'],
    ['insecure', '当前网址不安全，无法登记', '不提供加密、相机、定位和离线功能'],
    ['code-expired', '链接已过期', '向管理员要一条新链接'],
    ['code-used', '链接已用过', '只能登记一部手机'],
    ['code-unknown', '链接无效', '重新扫码'],
    ['wrong-hub', '服务器身份与链接不符', '请不要继续'],
    ['storage', '此浏览器无法保存数据', '退出无痕模式'],
    ['refused', '登记被拒绝', '向管理员要一条新链接'],
  ] as const satisfies readonly (readonly [EnrolFailure, string, string])[])(
    'says in words why not and what to do: %s',
    async (because, title, todo) => {
      const services = new FakeServices();
      services.enrolResult = { ok: false, because, detail: '' };
      await show('hl-enrol-page', { fragment }, services);
      await expect.element(page.getByRole('heading', { name: title })).toBeVisible();
      await expect.element(page.getByRole('alert')).toHaveTextContent(todo);
      await expect.element(page.getByRole('alert')).not.toHaveTextContent(because);
      await expectAccessible();
    },
  );

  it('keeps the code and tries again when there was no signal', async () => {
    const services = new FakeServices();
    services.enrolResult = { ok: false, because: 'no-network', detail: '' };
    await show('hl-enrol-page', { fragment }, services);
    expect(location.hash).toBe(fragment);
    services.enrolResult = { ok: true, profile: aProfile() };
    await page.getByRole('button', { name: '再试一次' }).click();
    await settle();
    await expect.element(page.getByRole('heading', { name: '登记成功' })).toBeVisible();
    expect(services.done).toEqual(['enrol', 'enrol']);
  });
});
