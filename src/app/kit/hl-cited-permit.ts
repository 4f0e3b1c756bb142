import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PermitRow } from '../../protocol/permit.ts';
import { pulledContext } from '../contexts.ts';
import { currentLanguage } from '../locales/language.ts';
import type { Pulled } from '../ports.ts';
import { base } from './base.css.ts';
import './hl-permit-facts.ts';
import { LiveController } from './live-controller.ts';
import { formatMoment } from './weihai-time.ts';

/** The permit that a record's verdict rests on, and what has become of it since. Nothing when the record cites none. */
@customElement('hl-cited-permit')
@localized()
export class HlCitedPermit extends LitElement {
  static override styles = [
    base,
    css`
      section {
        margin-top: var(--hl-space-2);
        padding: var(--hl-space-2) var(--hl-space-3);
        border-inline-start: 0.375rem solid var(--hl-permitted);
      }

      .since {
        margin-top: var(--hl-space-1);
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: pulledContext }) pulled!: Pulled;
  @property() permit: string | null = null;
  @property({ type: Number }) now = 0;

  readonly #permits = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.permits,
  );

  protected override render(): TemplateResult | typeof nothing {
    if (this.permit === null) return nothing;
    const row = this.#permits.value?.find(({ id }) => id === this.permit);
    return html`<section aria-label=${msg('The permit it rests on')}>
      ${row ? this.#renderKnown(row) : html`<p>${msg(str`It rests on permit ${this.permit}, which is not on this device.`)}</p>`}
    </section>`;
  }

  #renderKnown(row: PermitRow): TemplateResult {
    return html`<hl-permit-facts .permit=${row} .supervisor=${row.supervisor}></hl-permit-facts>
      ${row.withdrawn ? html`<p class="since">${this.#sayWithdrawn(row.withdrawn)}</p>` : nothing}
      ${row.replacedBy ? html`<p class="since">${msg('It was corrected by another permit since.')}</p>` : nothing}`;
  }

  #sayWithdrawn({ at, reason }: { readonly at: number; readonly reason: string }): string {
    return msg(str`Withdrawn ${formatMoment(at, this.now, currentLanguage())}: ${reason}`);
  }
}
