import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import * as v from 'valibot';
import { type PermitFields, permitFieldsSchema } from '../../protocol/permit.ts';
import { openingsContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { ForgettingController } from '../kit/forgetting-controller.ts';
import { type OpeningRefusal, sayOpeningRefusal } from '../kit/say-opening.ts';
import { sealedPartStyles } from '../kit/sealed-part.css.ts';
import type { OpenedPart, Openings } from '../ports.ts';

type Face =
  | { readonly kind: 'closed' | 'opening' }
  | { readonly kind: 'fields'; readonly fields: PermitFields }
  | { readonly kind: 'refused'; readonly because: OpeningRefusal };

const closed: Face = { kind: 'closed' };

/**
 * Who answers for the fire on the spot, as an envelope that the hub opens and logs. What is in it lives in memory only, and is forgotten
 * when it is closed, after five minutes, when the tab is hidden, and when another permit is shown.
 */
@customElement('hl-responsible')
@localized()
export class HlResponsible extends LitElement {
  static override styles = [
    base,
    controls,
    sealedPartStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 6px 16px;
        padding: 10px 14px 14px;
        border-top: 1px solid var(--hl-line);
      }

      dt {
        color: var(--hl-ink-soft);
      }

      dd {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: openingsContext }) openings!: Openings;
  /** The permit's id, and the SHA-256 of its sealed part; null when nobody was named. */
  @property() permit = '';
  @property({ attribute: false }) sealed: string | null = null;
  @state() private face: Face = closed;

  readonly #memory = new ForgettingController(this, () => this.#forget());
  #asking: AbortController | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('permit') || changed.has('sealed')) this.#forget();
  }

  protected override render(): TemplateResult {
    if (this.sealed === null) return html`<p class="soft">${msg('No responsible person was named.')}</p>`;
    const { face } = this;
    return html`<article aria-label=${msg('Responsible person')} data-face=${face.kind}>
      <div class="head">
        <span class="flap" aria-hidden="true"></span>
        <p><strong>${msg('Responsible person')}</strong><br /><span class="soft">${face.kind === 'fields' ? msg('open, in memory only') : msg('sealed')}</span></p>
        ${this.#renderAction()}
      </div>
      <div aria-live="polite">${this.#renderInside()}</div>
    </article>`;
  }

  #renderAction(): TemplateResult {
    const { kind } = this.face;
    if (kind === 'fields') return html`<button type="button" @click=${this.#forget}>${msg('Close')}</button>`;
    return html`<button type="button" ?disabled=${kind === 'opening'} @click=${this.#open}>
      ${kind === 'opening' ? msg('Opening…') : msg('Open (this is logged)')}
    </button>`;
  }

  #renderInside(): TemplateResult | typeof nothing {
    const { face } = this;
    if (face.kind === 'refused') return html`<p class="refused" role="alert">${sayOpeningRefusal(face.because)}</p>`;
    if (face.kind !== 'fields') return nothing;
    return html`<dl>${this.#renderRow(msg('Name'), face.fields.name)} ${this.#renderRow(msg('Phone number'), face.fields.phone)}</dl>`;
  }

  #renderRow(label: string, value: string): TemplateResult {
    return html`<dt>${label}</dt><dd>${value === '' ? html`<span class="soft">${msg('not given')}</span>` : value}</dd>`;
  }

  async #open(): Promise<void> {
    if (this.sealed === null) return;
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.face = { kind: 'opening' };
    const face = await toFace(await this.openings.open(this.permit, this.sealed, signal));
    if (signal.aborted) return;
    this.face = face;
    this.#memory.start();
  }

  #forget(): void {
    this.#asking?.abort();
    this.#memory.stop();
    this.face = closed;
  }
}

async function toFace(opened: OpenedPart): Promise<Face> {
  if (!opened.ok) return { kind: 'refused', because: opened.because };
  const fields = v.safeParse(v.pipe(v.string(), v.parseJson(), permitFieldsSchema), await opened.blob.text());
  return fields.success ? { kind: 'fields', fields: fields.output } : { kind: 'refused', because: 'cannot-open' };
}
