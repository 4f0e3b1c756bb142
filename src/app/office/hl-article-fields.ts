import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { type ArticleForm, type ConductForm, emptyPenalty, type PenaltyForm } from '../text-form.ts';
import { changedAt, withoutAt } from './change-list.ts';
import './hl-conduct-fields.ts';
import './hl-penalty-fields.ts';
import { officeStyles } from './office.css.ts';

/** One article being typed. Fires `hl-article` with it as it stands, and `hl-remove`. `faults` are said at its head. */
@customElement('hl-article-fields')
@localized()
export class ArticleFields extends LitElement {
  static override styles = [
    base,
    controls,
    officeStyles,
    css`
      section {
        display: grid;
        gap: 10px;
        padding: 14px 0;
        border-top: 3px solid var(--hl-line);
      }
      .line {
        display: grid;
        grid-template-columns: 8rem minmax(0, 1fr) auto;
        gap: 12px;
        align-items: end;
      }
      textarea {
        min-height: var(--hl-tap);
      }
      @media (max-width: 900px) {
        .line {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) article: ArticleForm | null = null;
  @property({ type: Number }) place = 0;
  @property({ attribute: false }) faults: readonly string[] = [];

  protected override render(): TemplateResult {
    const { article } = this;
    if (!article) return html``;
    const name = article.number || msg(str`Entry ${this.place + 1}`);
    return html`<section aria-label=${msg(str`Article ${name}`)}>
      ${this.faults.map((fault) => html`<p class="fault">${fault}</p>`)}
      <div class="line">
        <div>
          <label for="number">${msg('Article number')}</label>
          <input id="number" placeholder="56(4)" .value=${article.number} @input=${(event: Event) => this.#change({ number: valueOf(event) })} />
        </div>
        <div>
          <label for="wording">${msg('What it says')}</label>
          <textarea id="wording" rows="1" .value=${article.text.zh} @input=${(event: Event) => this.#change({ text: { zh: valueOf(event), en: '' } })}></textarea>
        </div>
        <button type="button" class="danger" @click=${() => this.dispatchEvent(new CustomEvent('hl-remove'))}>
          ${msg('Take out article')}<span class="visually-hidden"> ${name}</span>
        </button>
      </div>
      ${article.penalties.map((penalty, place) => this.#renderPenalty(penalty, place))}
      <div class="actions">
        <button type="button" @click=${() => this.#change({ penalties: [...article.penalties, emptyPenalty()] })}>${msg('Add a scale of fines')}</button>
        ${article.penalties.length === 0 ? html`<span class="soft">${msg('No fine is named.')}</span>` : nothing}
      </div>
      <hl-conduct-fields
        .conducts=${article.conducts}
        @hl-conducts=${({ detail }: CustomEvent<ConductForm[]>) => this.#change({ conducts: detail })}
      ></hl-conduct-fields>
    </section>`;
  }

  #renderPenalty(penalty: PenaltyForm, place: number): TemplateResult {
    const { penalties = [] } = this.article ?? {};
    return html`<hl-penalty-fields
      .penalty=${penalty}
      .place=${place}
      @hl-penalty=${({ detail }: CustomEvent<PenaltyForm>) => this.#change({ penalties: changedAt(penalties, place, detail) })}
      @hl-remove=${() => this.#change({ penalties: withoutAt(penalties, place) })}
    ></hl-penalty-fields>`;
  }

  #change(change: Partial<ArticleForm>): void {
    if (!this.article) return;
    this.dispatchEvent(new CustomEvent<ArticleForm>('hl-article', { detail: { ...this.article, ...change } }));
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target.value : '';
}
