import { html, type TemplateResult } from 'lit';
import { tokens } from '../kit/tokens.css.ts';

/** The design tokens as a style sheet of the page. */
export function pageTokens(): TemplateResult {
  return html`<style>${tokens.cssText}</style>`;
}
