import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Check, type CheckName, checkNames } from '../../protocol/evidence/checks.ts';
import { base } from '../kit/base.css.ts';
import { both } from './both.ts';
import { pageStyles } from './page.css.ts';
import { pageWords as words } from './page-words.ts';

const marks = { right: '✓', wrong: '✗', open: '?' } as const;

/** Checks with their results: one line each, or, `grouped`, what was checked with how often it was right, the rest folded. */
@customElement('hl-check-list')
export class CheckList extends LitElement {
  static override styles = [
    base,
    pageStyles,
    css`
      ul {
        display: grid;
        gap: 6px;
      }
      li {
        display: grid;
        grid-template-columns: 1.5em 1fr;
        gap: 2px 8px;
        font-size: 1rem;
        overflow-wrap: anywhere;
      }
      .mark {
        font-weight: 800;
      }
      [data-outcome='wrong'] {
        color: var(--hl-danger);
      }
      [data-outcome='open'] {
        color: var(--hl-warn-ink);
      }
      [data-outcome='right'] .mark {
        color: var(--hl-clear);
      }
      .faults {
        margin-bottom: 16px;
        padding: 14px 18px;
        border: 2px solid var(--hl-danger);
        border-radius: 12px;
        background: var(--hl-danger-wash);
      }
      .faults .en {
        color: inherit;
      }
      details {
        border-top: 1px solid var(--hl-line);
      }
      details:first-child {
        border-top: 0;
      }
      details ul {
        padding: 0 0 12px 8px;
      }
      .count {
        margin-inline-start: auto;
        color: var(--hl-ink-soft);
        font-weight: 400;
      }
    `,
  ];

  @property({ attribute: false }) checks: readonly Check[] = [];
  @property({ type: Boolean }) grouped = false;

  protected override render() {
    if (this.checks.length === 0) return nothing;
    if (!this.grouped) return html`<ul class="faults">${this.checks.map((check) => renderCheck(check, true))}</ul>`;
    const names = Object.keys(checkNames) as CheckName[];
    return html`<div class="panel">${names.map((name) => this.#renderGroup(name))}</div>`;
  }

  #renderGroup(name: CheckName) {
    const checks = this.checks.filter(({ check }) => check === name);
    if (checks.length === 0) return nothing;
    const worst =
      (['wrong', 'open', 'right'] as const).find((each) => checks.some(({ outcome }) => outcome === each)) ?? 'right';
    const count = (outcome: Check['outcome']) => checks.filter((one) => one.outcome === outcome).length;
    const counts = (['right', 'open', 'wrong'] as const).filter((outcome) => count(outcome) > 0);
    return html`<details ?open=${worst !== 'right'}>
      <summary data-outcome=${worst}>
        <span class="mark" data-outcome=${worst}>${marks[worst]}</span> ${both(checkNames[name])}
        <span class="count">${counts.map((outcome, at) => html`${at > 0 ? ' · ' : ''}${both(words[outcome])} ${count(outcome)}`)}</span>
      </summary>
      <ul>${checks.map((check) => renderCheck(check, false))}</ul>
    </details>`;
  }
}

function renderCheck({ check, item, outcome, text }: Check, isNamed: boolean): TemplateResult {
  return html`<li data-outcome=${outcome}>
    <span class="mark" aria-label="${words[outcome].zh} ${words[outcome].en}" role="img">${marks[outcome]}</span>
    <span>${isNamed ? html`<strong>${both(checkNames[check])}</strong> · ` : nothing}<code>${item}</code>${text ? html`<br />${both(text)}` : nothing}</span>
  </li>`;
}
