import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';

/** The page as it is built, opened from the disk in Chromium without any network. */
describe('the page that checks packages', () => {
  let folder: string;
  let scene: EvidenceScene;
  let browser: Browser;
  let page: Page;
  let bytes: Uint8Array<ArrayBuffer>;
  let picture: Uint8Array<ArrayBuffer>;
  const asked: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-page-'));
    const quiet = { configFile: 'vite.page.config.ts', logLevel: 'error' } as const;
    [scene] = await Promise.all([evidenceScene(), build({ ...quiet, build: { outDir: folder } })]);
    picture = new Uint8Array(await readFile('public/icons/hulin-192.png'));
    const record = await scene.recorded(picture);
    await scene.ranger.head();
    const voiding = { about: record, reason: 'mistaken' };
    await scene.ranger.push([await scene.ranger.record({ kind: 'voiding', body: voiding })]);
    await scene.dayPasses();
    bytes = await scene.exported({ records: [record] });
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    page = await browser.newPage({ viewport: { width: 1000, height: 1400 }, locale: 'zh-CN' });
    page.on('request', (request) => asked.push(request.url()));
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(join(folder, 'verify.html')).href);
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.hub.close();
    await rm(folder, { recursive: true, force: true });
  });

  const choose = async (name: string, content: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, content);
    await page.locator('#file').setInputFiles(path);
    await page.getByRole('status').filter({ hasText: name }).waitFor();
  };
  const says = async () => (await page.getByRole('status').textContent()) ?? '';
  const keepPicture = async (name: string) => {
    const to = process.env['HULIN_TEST_PICTURES'];
    if (to) await page.screenshot({ path: join(to, name), fullPage: true });
  };

  it('says that a package is whole and shows the case, photo and all', async () => {
    await choose('whole.zip', bytes);
    expect(await says()).toContain('完整，没有发现改动');
    expect(await says()).toContain('未核对是哪个平台');
    await expect.poll(() => page.getByText('赵钱孙李某').count()).toBe(1);
    expect(await page.getByText('焚烧农作物废弃物料').count()).toBeGreaterThan(0);
    const width = await page
      .getByAltText('照片 1 Photo')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
    expect(width).toBe(192);
    for (const words of ['作废', '误录', 'recorded by mistake', '所涉记录', 'about record'])
      await expect.poll(() => page.getByText(words, { exact: true }).count()).toBeGreaterThan(0);
    expect(await page.getByText('{"').count()).toBe(0);
    await keepPicture('verify-whole.png');
  });

  it('names the item in which one byte was changed', async () => {
    const changed = new Uint8Array(bytes);
    const at = Buffer.from(bytes).indexOf(picture) + 200;
    changed[at] = (changed[at] ?? 0) ^ 4;
    await choose('changed.zip', changed);
    expect(await says()).toContain('被改动');
    await expect.poll(() => page.locator('.faults').first().textContent()).toMatch(/内容校验值.*opened\//s);
    await keepPicture('verify-tampered.png');
  });

  it('says what is no package', async () => {
    await choose('letter.zip', new TextEncoder().encode('dear sir or madam'));
    expect(await says()).toContain('无法读取');
  });

  it('says so when it fails itself, and nothing of the package', async () => {
    const shown = page.locator('hl-verify-page');
    await shown.evaluate((one: Element & { verify?: unknown }) =>
      Object.assign(one, { kept: one.verify, verify: () => Promise.reject(new RangeError('ours')) }),
    );
    await choose('failed.zip', bytes);
    expect(await says()).toContain('这不说明文件被改动');
    await keepPicture('verify-failed.png');
    await shown.evaluate((one: Element & { kept?: unknown }) => Object.assign(one, { verify: one.kept }));
  });

  it('compares the hub with the fingerprint that was published', async () => {
    await page.getByText('与公布的信息比对').click();
    await page.locator('#hub').fill('A'.repeat(43));
    await page.locator('#hub').blur();
    await choose('other.zip', bytes);
    expect(await says()).toContain('被改动');
    await page.locator('#hub').fill(scene.hub.keys.identityKid);
    await page.locator('#hub').blur();
    await expect.poll(says).toContain('完整'); // what was opened before is looked at again
    await choose('same.zip', bytes);
    expect(await says()).toContain('完整');
    expect(await says()).not.toContain('未核对');
  });

  it('asked nobody for anything', () => {
    expect(asked.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
  });
});
