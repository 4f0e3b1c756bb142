import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { type IconName, icon } from '../kit/icon.ts';

type Tab = 'home' | 'records' | 'me';

/** The three places of the ranger's desk, with the one main action above them where it belongs. */
@customElement('hl-bottom-bar')
@localized()
export class HlBottomBar extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        position: sticky;
        bottom: 0;
        z-index: 3;
        background: var(--hl-paper);
        border-top: 1px solid var(--hl-line);
        padding-bottom: env(safe-area-inset-bottom);
      }

      .action {
        display: grid;
        grid-template-columns: 3fr 2fr;
        gap: var(--hl-space-2);
        padding: var(--hl-space-2) var(--hl-space-3) 0;
      }

      .action .button {
        gap: var(--hl-space-2);
        padding-inline: var(--hl-space-2);
        font-size: 1.1875rem; /* both on one line in Chinese at 360 px */
      }

      .tabs {
        display: flex;
        padding-block: var(--hl-space-1);
      }

      .tab {
        flex: 1;
        min-width: 0;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: center;
        min-height: 3.75rem;
        padding: var(--hl-space-1);
        align-content: center;
        color: var(--hl-ink-soft);
        font-size: 1rem;
        line-height: 1.2;
        text-decoration: none;
      }

      .tab svg {
        width: min(3.5rem, 100%);
        height: 1.75rem;
        padding-block: 0.125rem;
        border-radius: 1rem;
      }

      .tab[aria-current='page'] {
        color: var(--hl-primary);
        font-weight: 700;
      }

      .tab[aria-current='page'] svg {
        background: var(--hl-primary-wash);
      }

      @media (max-height: 30rem) {
        :host {
          position: static;
        }
      }
    `,
  ];

  @property() current: Tab = 'home';
  /** Where home is: a commander's own desk is elsewhere. */
  @property() home = '#/';

  protected override render(): TemplateResult {
    return html`<nav aria-label=${msg('Main pages')}>
      ${this.current === 'home' ? this.#renderAction() : null}
      <div class="tabs">
        ${this.#renderTab('home', this.home, 'home', msg('Home'))} ${this.#renderTab('records', '#/records', 'records', msg('Records'))}
        ${this.#renderTab('me', '#/me', 'me', msg('Me'))}
      </div>
    </nav>`;
  }

  #renderAction(): TemplateResult {
    return html`<div class="action">
      <a class="button primary tall" href="#/record">${icon('camera')}${msg('Record a suspected violation')}</a>
      <a class="button danger tall" href="#/sighting">${icon('fire')}${msg('Report fire')}</a>
    </div>`;
  }

  #renderTab(tab: Tab, href: string, sign: IconName, word: string): TemplateResult {
    return html`<a class="tab" href=${href} aria-current=${this.current === tab ? 'page' : 'false'}>${icon(sign)}<span>${word}</span></a>`;
  }
}
