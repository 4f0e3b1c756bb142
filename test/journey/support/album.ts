import { mkdirSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

const folder = 'test/results/screens';

/** Keeps a picture of a screen to be looked at, and has axe look at it too: nothing serious may be found. */
export async function lookAt(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `${folder}/${name}.png` });
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = serious.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(passes.length, 'rules that axe could apply').toBeGreaterThan(8);
  expect.soft(found, `axe on ${name}`).toEqual([]);
}
