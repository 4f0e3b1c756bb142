import { html, type TemplateResult } from 'lit';
import type { Term } from '../../domain/shared/codes.ts';

/** Chinese, with English smaller beside it: whoever reads this page may know nothing of Hulin and have chosen no language. */
export function both({ zh, en }: Term): TemplateResult {
  return html`<span class="zh">${zh}</span> <span class="en" lang="en">${en}</span>`;
}
