import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { uuidv7 } from 'uuidv7';
import { numberOf, type TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import { clockContext, officeContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import type { Office, OfficeSigning } from '../office-ports.ts';
import type { Clock } from '../ports.ts';
import { emptyForm, textToForm } from '../text-form.ts';
import './hl-law-editor.ts';
import './hl-law-list.ts';
import './hl-law-text.ts';
import type { CorrectEvent } from './hl-law-text.ts';
import { columnStyles, officeStyles } from './office.css.ts';

/** The legal texts: the list, and beside it one text or the draft of one. */
@customElement('hl-law-section')
@localized()
export class LawSection extends LitElement {
  static override styles = [base, controls, officeStyles, columnStyles];

  @consume({ context: officeContext }) office!: Office;
  @consume({ context: clockContext }) clock!: Clock;
  /** The id of the text or, `isDraft`, of the draft that is open; empty: the first text. */
  @property({ attribute: false }) item = '';
  @property({ type: Boolean, attribute: 'is-draft' }) isDraft = false;

  readonly #texts = new LiveController(
    this,
    () => [this.office] as const,
    ({ texts }) => texts,
  );
  readonly #drafts = new LiveController(
    this,
    () => [this.office] as const,
    ({ drafts }) => drafts,
  );
  readonly #signings = new LiveController(
    this,
    () => [this.office] as const,
    ({ signings }) => signings,
  );

  protected override render(): TemplateResult {
    const problem = this.#texts.problem ?? this.#drafts.problem;
    if (problem) return html`<hl-problem .problem=${problem}></hl-problem>`;
    const histories = this.#texts.value;
    if (!histories) return html`<p role="status">${msg('One moment')}</p>`;
    const open = this.item || (histories[0]?.id ?? '');
    return html`<aside>
        <hl-law-list .histories=${histories} .drafts=${this.#drafts.value ?? []} .signings=${this.#signings.value ?? []} .open=${open}></hl-law-list>
        <div class="foot"><button class="wide" @click=${() => void this.#enter()}>${icon('plus')}${msg('Enter a new text')}</button></div>
      </aside>
      <div class="main">${this.isDraft ? this.#renderDraft(histories) : this.#renderText(histories, open)}</div>`;
  }

  #renderText(histories: readonly TextHistory[], id: string): TemplateResult {
    const history = histories.find((one) => one.id === id);
    const about = (this.#signings.value ?? []).filter((one) => one.kind === 'legal-text' && one.about === id);
    if (!history) return this.#renderUnknown(about);
    return html`<hl-law-text
      .history=${history}
      .signings=${about}
      .now=${this.clock.now().at}
      @hl-correct=${({ detail }: CorrectEvent) => void this.#correct(history, detail)}
    ></hl-law-text>`;
  }

  /** A text just entered is not in the list before the hub has received it. */
  #renderUnknown([signing]: readonly OfficeSigning[]): TemplateResult {
    if (!signing) return html`<p class="panel">${msg('There is no such text on this desk.')}</p>`;
    return html`<section class="panel">
      <h2>${signing.title}</h2>
      <p role="status"><span class="badge">${msg('Saved on this desk, waits for contact with the hub')}</span></p>
    </section>`;
  }

  #renderDraft(histories: readonly TextHistory[]): TemplateResult | typeof nothing {
    const draft = this.#drafts.value?.find(({ id }) => id === this.item);
    if (!this.#drafts.value) return nothing;
    if (!draft)
      return html`<p class="panel">${msg('This draft is gone: it was signed or thrown away in another window.')}</p>`;
    return html`<hl-law-editor
      .draft=${draft}
      .histories=${histories}
      @hl-signed=${({ detail }: CustomEvent<string>) => goTo(`law/${detail}`)}
      @hl-discarded=${() => goTo('law')}
    ></hl-law-editor>`;
  }

  async #enter(): Promise<void> {
    const draft = await this.office.openDraft(emptyForm(`office-${uuidv7().slice(-12)}`), null);
    goTo(`draft/${draft.id}`);
  }

  /** From the text as it stands; the words from a signing that was held, where one is given. */
  async #correct({ current }: TextHistory, held: OfficeSigning | null): Promise<void> {
    const form = held?.form ?? textToForm(current);
    const draft = await this.office.openDraft(form, { base: numberOf(current), sha256: current.standing.sha256 });
    goTo(`draft/${draft.id}`);
  }
}

function goTo(place: string): void {
  location.hash = `#/office/${place}`;
}
