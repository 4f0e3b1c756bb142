import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { compareLegalTexts } from '../../domain/legal/compare-legal-texts.ts';
import { numberOf, type TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import type { StandingText } from '../../domain/legal/legal-texts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { OfficeSigning } from '../office-ports.ts';
import { formToText } from '../text-form.ts';
import './hl-law-articles.ts';
import './hl-law-changes.ts';
import { sayDays, saySigning, sayUse, sayVersion } from './law-words.ts';
import { officeStyles } from './office.css.ts';

/** What is asked to be opened as a draft: the text as it stands, or one that was held. */
export type CorrectEvent = CustomEvent<OfficeSigning | null>;

/** One text as it stands, who signed it, and every version it had. Fires `hl-correct`, with a held signing to begin from or null. */
@customElement('hl-law-text')
@localized()
export class LawText extends LitElement {
  static override styles = [
    base,
    controls,
    officeStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      header {
        display: grid;
        gap: 8px;
      }
      summary {
        display: flex;
        align-items: center;
        min-height: var(--hl-tap);
        font-weight: 600;
        cursor: pointer;
      }
      .conflict {
        border-inline-start: 6px solid var(--hl-danger);
      }
    `,
  ];

  @property({ attribute: false }) history: TextHistory | null = null;
  @property({ attribute: false }) signings: readonly OfficeSigning[] = [];
  @property({ type: Number }) now = 0;

  protected override render() {
    const { history } = this;
    if (!history) return nothing;
    const { current, versions } = history;
    const waiting = this.signings.filter(({ state }) => state === 'saved');
    const held = this.signings.filter(({ state }) => state === 'held');
    return html`<header class="panel">
        <h2 tabindex="-1">${sayTerm(current.title)}</h2>
        <p>${[current.documentNumber && sayTerm(current.documentNumber), sayDays(current), sayUse(current.use)].filter(Boolean).join(' · ')}</p>
        ${this.#renderStanding(current)}
        ${waiting.map((signing) => html`<p><span class="badge">${saySigning(signing)}</span> ${this.#saySigner(signing)}</p>`)}
        <div class="actions">
          <button class="primary" @click=${() => this.#correct(null)}>${msg('Correct and sign')}</button>
        </div>
      </header>
      ${held.filter(({ base: from }) => from <= numberOf(current)).map((signing) => this.#renderHeld(signing))}
      <section class="panel"><hl-law-articles .articles=${current.articles}></hl-law-articles></section>
      <section class="panel">
        <h3>${msg('Versions')}</h3>
        ${versions.map((version, place) => this.#renderVersion(version, versions[place + 1] ?? null))}
      </section>`;
  }

  #renderStanding(text: StandingText): TemplateResult {
    const { signed } = text.standing;
    if (!signed)
      return html`<p><span class="badge warn">${msg('to be verified')}</span> ${sayTerm(text.verified.note)}</p>`;
    return html`<p>
      <span class="badge good">${msg('signed by the office')}</span> ${sayVersion(text)} · ${this.#saySigner({ signedBy: signed, at: signed.at })}
      <br /><span class="soft">${sayTerm(text.verified.note)}</span>
    </p>`;
  }

  #renderHeld(signing: OfficeSigning): TemplateResult {
    const current = this.history?.current ?? null;
    const changes = current && signing.form ? compareLegalTexts(current, formToText(signing.form)) : [];
    if (changes.length === 0) return html``;
    return html`<section class="panel conflict">
      <h3>${msg('A second version was signed at the same time')}</h3>
      <p>${this.#saySigner(signing)} · ${saySigning(signing)}</p>
      <p class="soft">${msg('It is kept and not in use. Against the current version it would change:')}</p>
      <hl-law-changes .changes=${changes}></hl-law-changes>
      <div class="actions"><button @click=${() => this.#correct(signing)}>${msg('Begin a draft from it')}</button></div>
    </section>`;
  }

  #renderVersion(version: StandingText, older: StandingText | null): TemplateResult {
    const { signed } = version.standing;
    const title = signed
      ? `${sayVersion(version)} · ${this.#saySigner({ signedBy: signed, at: signed.at })}`
      : `${sayVersion(version)} · ${sayTerm(version.verified.note)}`;
    return html`<details>
      <summary>${title}</summary>
      ${older ? html`<hl-law-changes .changes=${compareLegalTexts(older, version)}></hl-law-changes>` : html`<hl-law-articles .articles=${version.articles}></hl-law-articles>`}
      <p class="soft">${msg(str`SHA-256 of this version: ${version.standing.sha256}`)}</p>
    </details>`;
  }

  #saySigner({ signedBy, at }: Pick<OfficeSigning, 'signedBy' | 'at'>): string {
    const when = formatMoment(at, this.now, currentLanguage());
    return msg(str`${signedBy.name}, ${signedBy.position}, ${when}`);
  }

  #correct(held: OfficeSigning | null): void {
    this.dispatchEvent(new CustomEvent('hl-correct', { detail: held }) satisfies CorrectEvent);
  }
}
