import axe from 'axe-core';
import { expect } from 'vitest';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { adoptPageStyles } from '../../../src/app/shell/page-styles.ts';
import { FakeServices } from './fake-services.ts';

adoptPageStyles();

/** Puts one element on a page of its own, in Chinese, with its services, and waits until it is drawn. */
export async function show<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  services = new FakeServices(),
): Promise<HTMLElementTagNameMap[K]> {
  await chooseLanguage('zh');
  const host = document.createElement('main');
  services.provide(host);
  document.body.replaceChildren(host);
  const element = Object.assign(document.createElement(tag), properties);
  host.append(element);
  await settle();
  return element;
}

/** Waits for elements to draw what has just changed. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setTimeout(resolve));
}

/** Fails for anything axe calls serious or critical. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
