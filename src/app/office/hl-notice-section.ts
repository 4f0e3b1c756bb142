import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { maxEventBytes } from '../../protocol/event.ts';
import { type ReadOfficeRulebook, readOfficeRulebook, type Signatory } from '../../protocol/office.ts';
import { clockContext, officeContext, packagesContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { LiveController } from '../kit/live-controller.ts';
import type { Office } from '../office-ports.ts';
import type { Packages } from '../package-ports.ts';
import type { Clock } from '../ports.ts';
import './hl-notice-list.ts';
import './hl-notice-preview.ts';
import './hl-sign-form.ts';
import { sayRefusal } from './law-words.ts';
import { sayFieldFault, sayFileFault } from './notice-words.ts';
import { officeStyles } from './office.css.ts';
import { sayLabelled } from './say-labelled.ts';

/** A file somebody chose, as it was read. */
interface Imported {
  readonly name: string;
  readonly document: string;
  readonly read: ReadOfficeRulebook;
}

/** The notices and orders in use, and the way to bring in another: choose a file, read it in words, sign. */
@customElement('hl-notice-section')
@localized()
export class NoticeSection extends LitElement {
  static override styles = [
    base,
    controls,
    officeStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 16px;
        align-items: start;
        padding: 16px;
      }
      section {
        display: grid;
        gap: 12px;
      }
      code {
        color: var(--hl-ink-soft);
        overflow-wrap: anywhere;
      }
      @media (max-width: 900px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @consume({ context: officeContext }) office!: Office;
  @consume({ context: packagesContext }) packages!: Packages;
  @consume({ context: clockContext }) clock!: Clock;
  @state() private imported: Imported | null = null;
  @state() private refusal: string | null = null;
  @state() private isSigning = false;

  readonly #active = new LiveController(
    this,
    () => [this.packages] as const,
    ({ active }) => active,
  );
  readonly #statements = new LiveController(
    this,
    () => [this.office] as const,
    ({ statements }) => statements,
  );
  readonly #signings = new LiveController(
    this,
    () => [this.office] as const,
    ({ signings }) => signings,
  );

  protected override render(): TemplateResult {
    return html`<hl-notice-list
        .rulebooks=${this.#active.value?.rulebooks ?? []}
        .statements=${this.#statements.value ?? new Map()}
        .signings=${this.#signings.value ?? []}
        .today=${civilDateAt(this.clock.now().at)}
      ></hl-notice-list>
      <section class="panel">
        <h2>${msg('Bring in a notice or order')}</h2>
        <p class="soft">${msg('A rulebook file (JSON, version 2): the official wording of a notice, or a dated order. What it would ban is shown in words before anybody signs.')}</p>
        <div>
          <label for="file">${msg('Rulebook file')}</label>
          <input id="file" type="file" accept=".json,application/json" @change=${this.#choose} />
        </div>
        ${this.imported ? this.#renderImported(this.imported) : nothing}
      </section>`;
  }

  #renderImported({ name, document, read }: Imported): TemplateResult {
    if (!read.ok)
      return html`<div role="alert">
        <p class="fault">${sayLabelled(name, sayFileFault(read.because))}</p>
        <ul>
          ${read.faults.map((fault) => {
            const { where, what } = sayFieldFault(fault);
            return html`<li>${sayLabelled(where, what)} ${fault.path ? html`<code>${fault.path}</code>` : nothing}</li>`;
          })}
        </ul>
      </div>`;
    const isTooLong = new TextEncoder().encode(JSON.stringify(document)).length > maxEventBytes - 2_048;
    return html`<hl-notice-preview .rulebook=${read.rulebook}></hl-notice-preview>
      <hl-sign-form
        .blocked=${isTooLong}
        .busy=${this.isSigning}
        .obstacle=${isTooLong ? sayRefusal('event-too-large') : this.refusal}
        @hl-sign=${({ detail }: CustomEvent<Signatory>) => void this.#sign(document, detail)}
      >${msg('Once the hub has it, every phone takes it into use with its next download, and past records are judged again by it; the records stay as they are.')}</hl-sign-form>`;
  }

  async #choose({ target }: Event): Promise<void> {
    if (!(target instanceof HTMLInputElement)) return;
    const [file] = target.files ?? [];
    if (!file) return;
    const document = await file.text();
    this.refusal = null;
    this.imported = { name: file.name, document, read: readOfficeRulebook(document) };
  }

  async #sign(document: string, signatory: Signatory): Promise<void> {
    if (this.isSigning) return;
    this.isSigning = true;
    this.refusal = null;
    try {
      const signed = await this.office.signRulebook(document, signatory);
      if (signed.ok) this.#clear();
      else this.refusal = sayRefusal(signed.because);
    } finally {
      this.isSigning = false;
    }
  }

  #clear(): void {
    this.imported = null;
    const file = this.renderRoot.querySelector<HTMLInputElement>('#file');
    if (file) file.value = '';
  }
}
