import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { chooseLanguage, currentLanguage } from '../locales/language.ts';
import { base } from './base.css.ts';
import { controls } from './controls.css.ts';
import type { Language } from './language.ts';

const names = { zh: '中文', en: 'English' } as const satisfies Record<Language, string>;

/** Chinese or English, each named in itself. */
@customElement('hl-language-switch')
@localized()
export class HlLanguageSwitch extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      div {
        display: flex;
        gap: var(--hl-space-2);
      }

      button {
        flex: 1;
      }

      button[aria-pressed='true'] {
        background: var(--hl-primary);
        color: var(--hl-on-primary);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div role="group" aria-label=${msg('Language')}>
      ${(['zh', 'en'] as const).map((language) => this.#renderChoice(language))}
    </div>`;
  }

  #renderChoice(language: Language): TemplateResult {
    const chosen = language === currentLanguage();
    const lang = language === 'zh' ? 'zh-Hans' : 'en';
    return html`<button type="button" lang=${lang} aria-pressed=${chosen} @click=${() => chooseLanguage(language)}>
      ${names[language]}
    </button>`;
  }
}
