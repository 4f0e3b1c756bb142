import axe from 'axe-core';
import { expect } from 'vitest';
import { tokens } from '../../../../src/app/kit/tokens.css.ts';

/** Finds nothing serious in an element by axe, in the app's own colours: WCAG 2.2 A and AA. */
export async function expectAccessible(element: Element): Promise<void> {
  if (tokens.styleSheet) document.adoptedStyleSheets = [tokens.styleSheet];
  const { violations } = await axe.run(element, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
