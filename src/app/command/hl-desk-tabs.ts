import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';

/** The desk's lists. */
export const deskTabs = ['incidents', 'alarms', 'violations', 'rangers', 'sensors', 'gates', 'review'] as const;
export type DeskTab = (typeof deskTabs)[number];

/** The lists as tabs, each with how much is in it. Arrow keys move. Fires `hl-tab` with the tab chosen; its slot is the panel. */
@customElement('hl-desk-tabs')
@localized()
export class DeskTabs extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        min-height: 0;
        background: var(--hl-ground);
      }
      [role='tablist'] {
        display: grid;
        grid-template-columns: repeat(7, auto);
        background: var(--hl-paper);
        border-bottom: 1px solid var(--hl-line);
      }
      button {
        display: grid;
        justify-items: center;
        min-height: 60px;
        padding: 6px 2px 4px;
        border: 0;
        border-bottom: 4px solid transparent;
        background: none;
        color: var(--hl-ink-soft);
        font: inherit;
        font-size: 0.9375rem;
        line-height: 1.25;
        cursor: pointer;
      }
      button:hover {
        background: var(--hl-primary-wash);
      }
      button[aria-selected='true'] {
        border-bottom-color: var(--hl-primary);
        color: var(--hl-ink);
        font-weight: 700;
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      .count {
        min-width: 28px;
        padding: 0 6px;
        border-radius: 999px;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
        text-align: center;
      }
      .count.urgent {
        background: var(--hl-danger);
        color: #ffffff;
        font-weight: 700;
      }
      [role='tabpanel'] {
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-gutter: stable;
      }
      [role='tabpanel']:focus-visible {
        outline-offset: -3px;
      }
    `,
  ];

  @property() chosen: DeskTab = 'alarms';
  @property({ attribute: false }) counts: Readonly<Partial<Record<DeskTab, number>>> = {};
  /** Tabs whose count calls for somebody. */
  @property({ attribute: false }) urgent: readonly DeskTab[] = [];

  protected override render() {
    return html`
      <div role="tablist" aria-label=${msg('Lists')} @keydown=${this.#onKey}>${deskTabs.map((tab) => this.#renderTab(tab))}</div>
      <div role="tabpanel" id="panel" aria-labelledby=${this.chosen} tabindex="0"><slot></slot></div>
    `;
  }

  #renderTab(tab: DeskTab): TemplateResult {
    const isChosen = tab === this.chosen;
    const count = this.counts[tab];
    return html`<button
      type="button"
      role="tab"
      id=${tab}
      aria-selected=${isChosen}
      aria-controls="panel"
      tabindex=${isChosen ? 0 : -1}
      @click=${() => this.#choose(tab)}
    >
      <span>${sayTab(tab)}</span>
      <span class="count ${this.urgent.includes(tab) ? 'urgent' : ''}">${count ?? html`<span aria-hidden="true">–</span>${nothing}`}</span>
    </button>`;
  }

  #choose(tab: DeskTab): void {
    this.dispatchEvent(new CustomEvent<DeskTab>('hl-tab', { detail: tab }));
  }

  #onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = deskTabs[(deskTabs.indexOf(this.chosen) + step + deskTabs.length) % deskTabs.length];
    if (!next) return;
    this.#choose(next);
    this.renderRoot.querySelector<HTMLElement>(`#${next}`)?.focus();
  }
}

function sayTab(tab: DeskTab): string {
  const words: Readonly<Record<DeskTab, string>> = {
    incidents: msg('Incidents'),
    alarms: msg('Alarms'),
    violations: msg('Violations'),
    rangers: msg('Rangers'),
    sensors: msg('Sensors'),
    gates: msg('Gates'),
    review: msg('Review'),
  };
  return words[tab];
}
