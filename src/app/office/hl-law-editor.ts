import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { checkLegalText, type LegalProblem } from '../../domain/legal/check-legal-text.ts';
import { compareLegalTexts } from '../../domain/legal/compare-legal-texts.ts';
import { numberOf, type TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import type { Signatory } from '../../protocol/office.ts';
import { officeContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-banner.ts';
import type { LegalDraft, Office } from '../office-ports.ts';
import { type ArticleForm, emptyArticle, formToText, type TextForm } from '../text-form.ts';
import { changedAt, withoutAt } from './change-list.ts';
import './hl-article-fields.ts';
import './hl-law-changes.ts';
import './hl-sign-form.ts';
import './hl-text-fields.ts';
import { LawDraftKeeper } from './law-draft-keeper.ts';
import { sayFault, sayPlace, sayRefusal } from './law-words.ts';
import { officeStyles } from './office.css.ts';
import { sayLabelled } from './say-labelled.ts';

/** A text being written: kept at every keystroke, checked as it stands, compared with what it was made from, and signed. Fires `hl-signed` with the text's id. */
@customElement('hl-law-editor')
@localized()
export class LawEditor extends LitElement {
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
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
      }
      h2 {
        flex: 1;
      }
      section {
        display: grid;
        gap: 12px;
      }
    `,
  ];

  @consume({ context: officeContext }) office!: Office;
  /** The draft as storage has it. */
  @property({ attribute: false }) draft: LegalDraft | null = null;
  @property({ attribute: false }) histories: readonly TextHistory[] = [];
  @state() private refusal: string | null = null;
  @state() private isSigning = false;
  #keeper: LawDraftKeeper | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('draft') || !this.draft) return;
    if (this.#keeper?.draft.id === this.draft.id) this.#keeper.hear(this.draft);
    else this.#keeper = new LawDraftKeeper(this.office, this.draft, () => this.requestUpdate());
  }

  protected override render() {
    const keeper = this.#keeper;
    if (!keeper) return nothing;
    const { form, draft } = keeper;
    const text = formToText(form);
    const problems = checkLegalText(text);
    const history = this.histories.find(({ id }) => id === form.id) ?? null;
    const origin = history?.versions.find(({ standing }) => standing.sha256 === draft.from) ?? null;
    return html`<header class="panel">
        <h2 tabindex="-1">${form.title.zh || msg('A new text')}</h2>
        ${this.#renderKeeping(keeper)}
        <button class="danger" @click=${() => void this.#discard()}>${msg('Throw the draft away')}</button>
      </header>
      ${history && numberOf(history.current) !== draft.base ? html`<hl-banner kind="warning">${msg('Somebody has signed another version since this draft was begun. Signed as it is, it would be kept but not used: begin anew from the current version.')}</hl-banner>` : nothing}
      <hl-text-fields class="panel" .form=${form} .histories=${this.histories} @hl-text=${({ detail }: CustomEvent<TextForm>) => keeper.write(detail)}></hl-text-fields>
      <section class="panel">
        <h3>${msg('Articles')}</h3>
        ${form.articles.map((article, place) => this.#renderArticle(article, place, problems, keeper))}
        <div class="actions">
          <button @click=${() => keeper.write({ ...form, articles: [...form.articles, emptyArticle()] })}>${msg('Add an article')}</button>
        </div>
      </section>
      <section class="panel">
        <h3>${msg('What changes')}</h3>
        <hl-law-changes .changes=${compareLegalTexts(origin, text)}></hl-law-changes>
      </section>
      <section class="panel">
        <h3>${msg('Sign')}</h3>
        ${problems.map((problem) => html`<p class="fault">${sayLabelled(sayPlace(problem, text), sayFault(problem))}</p>`)}
        <hl-sign-form
          .blocked=${problems.length > 0}
          .busy=${this.isSigning}
          .obstacle=${this.refusal}
          @hl-sign=${({ detail }: CustomEvent<Signatory>) => void this.#sign(keeper, detail)}
        >${msg('From then on new records cite this text, on every phone that has heard of it; records already made stay as they are.')}</hl-sign-form>
      </section>`;
  }

  #renderKeeping({ keeping }: LawDraftKeeper): TemplateResult {
    const words: Record<typeof keeping, () => string> = {
      saving: () => msg('Saving…'),
      saved: () => msg('Kept on this desk'),
      elsewhere: () => msg('Written on in another window: its words are shown. Enter your last change again.'),
      gone: () => msg('This draft is gone: it was signed or thrown away in another window.'),
      failed: () => msg('This device could not save it. Free some space and try again; the draft is still there.'),
    };
    const isFine = keeping === 'saving' || keeping === 'saved';
    return html`<span class="badge ${isFine ? '' : 'bad'}" role="status">${words[keeping]()}</span>`;
  }

  #renderArticle(
    article: ArticleForm,
    place: number,
    problems: readonly LegalProblem[],
    keeper: LawDraftKeeper,
  ): TemplateResult {
    const { form } = keeper;
    const write = (articles: ArticleForm[]) => keeper.write({ ...form, articles });
    return html`<hl-article-fields
      .article=${article}
      .place=${place}
      .faults=${problems.filter((problem) => problem.article === place).map(sayFault)}
      @hl-article=${({ detail }: CustomEvent<ArticleForm>) => write(changedAt(form.articles, place, detail))}
      @hl-remove=${() => write(withoutAt(form.articles, place))}
    ></hl-article-fields>`;
  }

  async #discard(): Promise<void> {
    const { draft } = this.#keeper ?? {};
    if (!draft || !confirm(msg('Delete this draft? It cannot be brought back.'))) return;
    await this.office.discardDraft(draft.id);
    this.dispatchEvent(new CustomEvent('hl-discarded'));
  }

  async #sign(keeper: LawDraftKeeper, signatory: Signatory): Promise<void> {
    if (this.isSigning) return;
    this.isSigning = true;
    this.refusal = null;
    try {
      const signed = await keeper.sign(signatory);
      if (signed.ok) this.dispatchEvent(new CustomEvent<string>('hl-signed', { detail: keeper.form.id.trim() }));
      else this.refusal = sayRefusal(signed.because);
    } finally {
      this.isSigning = false;
    }
  }
}
